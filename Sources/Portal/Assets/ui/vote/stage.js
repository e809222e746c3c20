// The stage of the ballot page: one step of the way at a time.

import { fill, h } from "../page.js";

const STEPS = ["code", "ballot", "review", "receipt"];
const place = document.getElementById("stage");

export const stage = { element: place, step: "code" };

/** Shows a step: what it consists of. */
export function show(next, ...content) {
  stage.step = next;
  const at = STEPS.indexOf(next);
  for (const item of document.querySelectorAll("#steps > li")) {
    const own = STEPS.indexOf(item.dataset.step);
    item.toggleAttribute("data-done", own < at);
    if (own === at) item.setAttribute("aria-current", "step");
    else item.removeAttribute("aria-current");
  }
  fill(place, content);
}

export const heading = (text) => h("h2", { class: "stage-title", tabindex: "-1" }, text);

/** Puts the focus at the start of the step, so that nobody has to look for it. */
export function focusStage() {
  const target = place.querySelector(".stage-title, .notice") ?? place;
  if (target.classList.contains("notice") || target === place) target.tabIndex = -1;
  target.focus({ preventScroll: true });
  scrollTo({ top: 0 });
}
