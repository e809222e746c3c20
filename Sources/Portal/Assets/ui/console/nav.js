// What a page offers, as far as the role of whoever looks allows it; the server asks again.

import { pageData } from "../page.js";
import { may } from "./kit.js";

const isAdministrator = pageData().user?.kind === "administrator";

/** Marks where one is, and shows the elements that are for this person: `data-may` names permissions, of which one will do; `data-administrator` asks for an API token's holder. */
export function showAllowed() {
  document.querySelector(`.console-nav a[href="${location.pathname.replace(/["\\]/g, "")}"]`)?.setAttribute("aria-current", "page");
  for (const element of document.querySelectorAll("[data-may]")) {
    const isFor = may(...element.dataset.may.split(" ")) && (isAdministrator || element.dataset.administrator === undefined);
    element.hidden = !isFor;
  }
}
