// What a page offers, as far as the role of whoever looks allows it; the server asks again.

import { notice } from "../form.js";
import { h, pageData, t } from "../page.js";
import { may } from "./kit.js";

const user = pageData().user ?? {};
const isAdministrator = user.kind === "administrator";

/** The calls that create and change votes take administrators' sessions alone. */
export const runsElections = may("manage-elections") && isAdministrator;

/** Why somebody may look at votes and not run them. */
export const onlyLooks = () => notice("info", t(may("manage-elections") ? "console.only-administrators" : "console.read-only"));

/**
 * Marks where one is, and shows the elements that are for this person: `data-may` names permissions, of which one will do;
 * `data-administrator` asks for an API token's holder.
 */
export function showAllowed() {
  document.querySelector(`.console-nav a[href="${location.pathname.replace(/["\\]/g, "")}"]`)?.setAttribute("aria-current", "page");
  for (const element of document.querySelectorAll("[data-may]")) {
    const isFor = may(...element.dataset.may.split(" ")) && (isAdministrator || element.dataset.administrator === undefined);
    element.hidden = !isFor;
  }
  // A password that somebody else chose allows one thing, and the page for it is here.
  if (!user.mustChangePassword) return;
  const isThere = location.pathname === "/console/account";
  document.querySelector(".console > header").append(notice("warn", t("console.code.PASSWORD_CHANGE_REQUIRED"), ...(isThere ? [] : [h("p", {}, h("a", { href: "/console/account" }, t("console.nav.account")))])));
}
