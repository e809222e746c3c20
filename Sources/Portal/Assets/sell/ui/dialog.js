// Questions over the page. The browser keeps the focus inside and closes them by Escape.

import { h } from "./dom.js";

/**
 * Shows a dialogue with what `build(close)` makes; resolves with what `close` gets, null when it was left.
 *
 * @param canLeave whether Escape leaves it without an answer.
 */
export function ask(label, build, { canLeave = true, kind = "" } = {}) {
    return new Promise((resolve) => {
        const dialog = h("dialog", { class: `sheet ${kind}`, "aria-label": label });
        let answer = null;
        const close = (value) => {
            answer = value;
            dialog.close();
        };
        dialog.append(...[build(close)].flat());
        dialog.addEventListener("cancel", (event) => {
            if (!canLeave) event.preventDefault();
        });
        dialog.addEventListener("close", () => {
            dialog.remove();
            resolve(answer);
        });
        document.body.append(dialog);
        dialog.showModal();
    });
}

/** A question with buttons: `[{value, label, kind}]`. */
export function choose(title, text, buttons, options = {}) {
    return ask(title, (close) => [
        h("h2", {}, title), text ? h("p", { class: "soft" }, text) : null,
        h("div", { class: "choices" }, buttons.map(({ value, label, kind = "" }) =>
            h("button", { type: "button", class: `btn large wide ${kind}`, "data-value": String(value), onclick: () => close(value) }, label))),
    ].filter(Boolean), options);
}
