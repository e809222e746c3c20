// The PIN pad: nothing of the unit can be used before it.

import { logon } from "../desk/people.js";
import { h, icon, name } from "./dom.js";
import { problemText, t } from "./words.js";

const digitsMax = 12;
const erase = "M20 5H9l-6 7 6 7h11a1 1 0 0 0 1-1V6a1 1 0 0 0-1-1zM17 9l-6 6M11 9l6 6";

/** @param onOpen runs after the PIN was taken. @param onEnrol leads to enrolment, for a unit that the server let go. */
export function lockView(desk, onOpen, onEnrol) {
    const input = h("input", {
        type: "password", inputmode: "none", autocomplete: "off", id: "pin", class: "pin", maxlength: digitsMax, "aria-describedby": "pin-problem",
    });
    const problem = h("p", { class: "problem", id: "pin-problem", role: "alert" });
    const again = h("button", { type: "button", class: "btn", hidden: true, onclick: onEnrol }, t("enrol-again"));
    const open = h("button", { type: "submit", class: "btn primary large" }, t("open"));
    let isBusy = false;

    const type = (digit) => {
        if (isBusy || input.value.length >= digitsMax) return;
        input.value += digit;
    };
    const key = (label, attributes, action) =>
        h("button", { type: "button", class: "btn key", ...attributes, onclick: () => action() }, label);
    const pad = h(
        "div", { class: "pad", dir: "ltr" },
        ["1", "2", "3", "4", "5", "6", "7", "8", "9"].map((digit) => key(digit, {}, () => type(digit))),
        key(icon(erase), { "aria-label": t("erase") }, () => (input.value = input.value.slice(0, -1))), key("0", {}, () => type("0")), open,
    );
    const submit = async (event) => {
        event.preventDefault();
        if (isBusy || !input.value) return;
        isBusy = true;
        open.setAttribute("aria-busy", "true");
        problem.textContent = "";
        try {
            const { isConnected } = await logon(desk, input.value);
            onOpen(isConnected);
        } catch (error) {
            problem.textContent = problemText(error);
            again.hidden = error.code !== "DEVICE_NOT_ENROLLED";
            input.focus();
        } finally {
            input.value = "";
            isBusy = false;
            open.removeAttribute("aria-busy");
        }
    };
    return {
        element: h(
            "form", { class: "lock", onsubmit: submit },
            h("h1", {}, t("pin-title")), h("p", { class: "soft" }, name(desk.settings.operator)),
            h("label", { for: "pin", class: "visually-hidden" }, t("pin")), input, problem, again, pad,
        ),
        update() {},
        focus: () => input.focus(),
    };
}
