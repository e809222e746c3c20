// Making a selling unit of a device: its id, its key, and the code that enrols it.

import { enrol, fingerprint, prepare } from "../desk/people.js";
import { pinProblem } from "../device/keys.js";
import { h } from "./dom.js";
import { problemText, t } from "./words.js";

/** @param releaseKey gives the key that the program is signed with. @param onEnrolled runs after it. */
export function setupView(desk, { releaseKey, onEnrolled }) {
    const problem = h("p", { class: "problem", role: "alert" });
    const body = h("div", { class: "stack" });
    const field = (id, label, attributes, hint = null) => {
        const input = h("input", { id, name: id, autocomplete: "off", required: true, spellcheck: "false", ...attributes });
        return h("div", { class: "field" }, h("label", { for: id }, label), hint ? h("span", { class: "hint" }, hint) : null, input);
    };
    const form = (title, text, fields, label, work) => {
        const button = h("button", { type: "submit", class: "btn primary large wide" }, label);
        const submit = async (event) => {
            event.preventDefault();
            if (button.getAttribute("aria-busy")) return;
            problem.textContent = "";
            button.setAttribute("aria-busy", "true");
            try {
                await work(Object.fromEntries(new FormData(event.target)));
            } catch (error) {
                problem.textContent = problemText(error);
            } finally {
                button.removeAttribute("aria-busy");
            }
        };
        return [h("h1", {}, title), h("p", { class: "soft" }, text), h("form", { class: "stack", onsubmit: submit }, fields, problem, button)];
    };

    const nameStep = () =>
        form(t("setup-title"), t("setup-text"),
            [field("id", t("unit-id"), { pattern: "[A-Za-z0-9._\\-]{1,64}", value: desk.settings?.id ?? "" }, t("unit-id-hint"))], t("next"),
            async ({ id }) => {
                await prepare(desk, id.trim());
                show(codeStep());
            });

    const codeStep = () => {
        const { id, publicKey } = desk.settings;
        const key = h("div", { class: "card flat stack-s" },
            h("p", { class: "strong" }, t("key-title", { id })), h("p", { class: "mono", id: "public-key", dir: "ltr" }, publicKey),
            h("p", { class: "soft small" }, t("key-text", { start: fingerprint(publicKey) })),
            h("button", { type: "button", class: "btn", onclick: () => navigator.clipboard?.writeText(publicKey).catch(() => {}) }, t("copy")));
        const digits = { type: "password", inputmode: "numeric", pattern: "[0-9]{6,12}" };
        const [title, text, rest] = form(t("enrol-title"), t("enrol-text"), [
            field("code", t("enrol-code"), { autocapitalize: "characters", dir: "ltr" }), field("operator", t("operator"), { autocapitalize: "none" }),
            field("new-pin", t("new-pin"), digits, t("new-pin-hint")), field("again", t("pin-again"), digits),
        ], t("enrol"), async (values) => {
            const pin = values["new-pin"];
            const wrong = pinProblem(pin) ?? (pin === values.again ? null : "pin-differs");
            if (wrong) throw Object.assign(new Error(wrong), { code: wrong });
            await enrol(desk, { code: values.code.trim(), operator: values.operator.trim(), pin, releaseKey: await releaseKey() });
            onEnrolled();
        });
        const back = h("button", { type: "button", class: "btn quiet", onclick: () => show(nameStep()) }, t("other-id"));
        // A unit that has sold keeps its id.
        return desk.settings.operator ? [title, text, key, rest] : [title, text, key, rest, back];
    };

    const show = (parts) => {
        problem.textContent = "";
        body.replaceChildren(...parts);
        body.querySelector("input")?.focus();
    };
    show(desk.settings ? codeStep() : nameStep());
    return { element: h("div", { class: "page" }, body), update() {}, focus: () => body.querySelector("input")?.focus() };
}
