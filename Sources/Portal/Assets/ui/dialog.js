// Questions that have to be answered before anything happens.

import { h, name, t } from "./page.js";

/** Shows a modal dialog with this content; resolves to the value that it was closed with ("" for Escape). */
export function ask(title, content, buttons) {
  return new Promise((resolve) => {
    const before = document.activeElement;
    const heading = h("h2", { id: "dialog-title" }, title);
    const form = h("form", { method: "dialog", class: "stack" }, heading, content, h("div", { class: "actions" }, buttons));
    const dialog = h("dialog", { "aria-labelledby": "dialog-title" }, form);
    dialog.addEventListener("close", () => {
      dialog.remove();
      if (before instanceof HTMLElement && before.isConnected) before.focus();
      resolve(dialog.returnValue);
    });
    document.body.append(dialog);
    dialog.showModal();
  });
}

/**
 * Asks for a yes. With `typed`, the yes is only possible once this text was typed in: for steps that cannot be taken back.
 *
 * Options: `title`, `text` (text or nodes), `confirm` and `cancel` (labels), `danger`, `typed`. Resolves to true or false.
 */
export async function confirm({ title, text, confirm: yes, cancel = t("common.cancel"), danger = false, typed }) {
  const button = h("button", { class: `btn ${danger ? "danger" : "primary"}`, value: "yes" }, yes ?? t("common.confirm"));
  const content = [h("div", { class: "stack-s" }, text instanceof Node || Array.isArray(text) ? text : h("p", {}, text))];
  if (typed !== undefined) {
    const input = h("input", { id: "dialog-typed", autocomplete: "off", autocapitalize: "off", spellcheck: "false", autofocus: true });
    button.disabled = true;
    input.addEventListener("input", () => { button.disabled = input.value.trim() !== typed; });
    content.push(h("div", { class: "field" }, h("label", { for: "dialog-typed" }, t("common.type-name")), h("p", { class: "mono strong" }, name(typed)), input));
  }
  // Not a submit button: Enter in the field then means the yes, which is not there before the name is.
  const cancelButton = h("button", { class: "btn", type: "button", onclick: () => cancelButton.closest("dialog").close("") }, cancel);
  return (await ask(title, content, [cancelButton, button])) === "yes";
}
