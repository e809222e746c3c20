// What a screen reader is told without the focus moving. Two regions, made at load, for regions made together with their text are not read.

import { h } from "./page.js";

const polite = h("div", { class: "visually-hidden", role: "status", "aria-live": "polite" });
const urgent = h("div", { class: "visually-hidden", role: "alert", "aria-live": "assertive" });
document.body.append(polite, urgent);

let timer;

/** Says `text`; the same text again is said again. `urgent: true` interrupts. */
export function announce(text, options = {}) {
  const region = options.urgent ? urgent : polite;
  region.textContent = "";
  clearTimeout(timer);
  timer = setTimeout(() => { region.textContent = text; }, 60);
}
