// Errors of forms: beside the field, said to screen readers, and gone as soon as the field changes.

import { h, t } from "./page.js";

/** Shows `message` below `input`, or takes it away when there is none. */
export function fieldError(input, message) {
  const id = `${input.id}-error`;
  document.getElementById(id)?.remove();
  const described = (input.getAttribute("aria-describedby") ?? "").split(" ").filter((part) => part && part !== id);
  if (message) {
    described.push(id);
    input.setAttribute("aria-invalid", "true");
    const error = h("p", { id, class: "error" }, message);
    (input.closest(".field") ?? input.parentElement).append(error);
    input.addEventListener("input", () => fieldError(input), { once: true });
  } else {
    input.removeAttribute("aria-invalid");
  }
  if (described.length > 0) input.setAttribute("aria-describedby", described.join(" "));
  else input.removeAttribute("aria-describedby");
}

/** A message across the page: `kind` is info, good, warn or bad. */
export function notice(kind, title, ...more) {
  return h("div", { class: `notice ${kind}`, role: kind === "bad" || kind === "warn" ? "alert" : "status" },
    h("p", { class: "strong" }, title), more.length > 0 && h("div", { class: "stack-s" }, more));
}

/** What a `Problem` means, in the page's language where it has words for it, else in the server's. */
export function problemText(problem) {
  const own = t(`common.problem.${problem.kind}`);
  return own === `common.problem.${problem.kind}` ? problem.detail || problem.title || t("common.problem.unknown") : own;
}

/** A button that cannot be pressed twice: busy while `work` runs. */
export async function busy(button, work) {
  if (button.getAttribute("aria-busy") === "true") return undefined;
  button.setAttribute("aria-busy", "true");
  button.setAttribute("aria-disabled", "true");
  try {
    return await work();
  } finally {
    button.removeAttribute("aria-busy");
    button.removeAttribute("aria-disabled");
  }
}
