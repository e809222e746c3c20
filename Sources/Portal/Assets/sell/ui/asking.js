// What no browser knows and the seller sees: whether paper came out.

import { ask, choose } from "./dialog.js";
import { h } from "./dom.js";
import { t } from "./words.js";

/** @returns null when the ticket came out, else the fault. */
export const askPrinted = (ticket) =>
    choose(t("came-out", { ticket: ticket.ticket }), null, [
        { value: "yes", label: t("came-out-yes"), kind: "primary" }, { value: "paper-out", label: t("fault.paper-out") },
        { value: "failed", label: t("came-out-no") },
    ], { canLeave: false }).then((answer) => (answer === "yes" ? null : answer));

/** @returns `{count, fault}`: how many counterfoils came out, in their order, and why the rest did not. */
export function askCounterfoils(stubs) {
    const most = stubs.length - 1;
    const title = t("stubs-came-out", { count: stubs.length, ticket: stubs[0].ticket });
    return ask(title, (close) => {
        const came = h("input", { id: "came", type: "number", inputmode: "numeric", min: 0, max: most, value: 0 });
        const count = () => Math.max(0, Math.min(most, Math.trunc(came.valueAsNumber) || 0));
        const button = (label, value, kind = "") =>
            h("button", { type: "button", class: `btn large wide ${kind}`, "data-value": value.fault ?? "yes", onclick: () => close({ ...value, count: value.count ?? count() }) }, label);
        return [
            h("h2", {}, title), h("p", { class: "numbers mono", dir: "ltr" }, stubs.map(({ number }) => number).join(" ")),
            button(t("stubs-all"), { fault: null, count: stubs.length }, "primary"),
            most ? h("div", { class: "field" }, h("label", { for: "came" }, t("stubs-count")), came) : null,
            button(t("fault.paper-out"), { fault: "paper-out" }), button(t("came-out-no"), { fault: "failed" }),
        ].filter(Boolean);
    }, { canLeave: false });
}
