// The tickets sold: each with where it stands; print again, ask for a void.

import { ask } from "./dialog.js";
import { h, icon, name } from "./dom.js";
import { amount, t, timeOfDay } from "./words.js";

const shownMax = 100;
const reasons = ["misprint", "customer", "payment", "error", "other"];

/** Whether a void was asked for and not taken back. */
function isMarked(memory, ticket) {
    const note = memory.notes.findLast((entry) => entry.ticket === ticket && (entry.type === "mark" || entry.type === "unmark"));
    return note?.type === "mark";
}

export function ticketsView(desk, { safely, say }) {
    const list = h("ul", { class: "tickets", role: "list" });
    const count = h("p", { class: "soft small" });
    let shown = "";

    function update() {
        const { memory } = desk;
        const key = memory ? [memory.sales.length, memory.acknowledgedSales, memory.notes.length, [...memory.unprinted].join(), desk.unit.printing].join(";") : "";
        if (key === shown) return;
        shown = key;
        const sales = memory?.sales.slice(-shownMax).reverse() ?? [];
        count.textContent = sales.length
            ? t("ticket-count", { count: memory.sales.length, amount: amount(memory.collected, memory.definition.currency) })
            : t("no-tickets");
        list.replaceChildren(...sales.map((sale) => h("li", {}, row(sale))));
    }

    function tags(sale) {
        const { memory } = desk;
        const tag = (text, kind) => h("span", { class: `tag ${kind}` }, text);
        return [
            memory.unprinted.has(sale.sequence) ? tag(t("not-printed"), "warn") : null, isMarked(memory, sale.ticket) ? tag(t("void-asked"), "bad") : null,
            sale.sequence <= memory.acknowledgedSales ? tag(t("is-uploaded"), "live") : tag(t("is-waiting"), ""),
        ];
    }

    const row = (sale) =>
        h("button", { type: "button", class: "ticket", "data-ticket": sale.ticket, onclick: () => open(sale.sequence) },
            h("span", { class: "ticket-main" }, h("bdi", { class: "strong" }, sale.ticket), h("span", {}, amount(sale.price, desk.memory.definition.currency))),
            h("span", { class: "ticket-more small soft" }, h("span", {}, timeOfDay(sale.soldAt), " · ", t("numbers", { count: sale.numbers.length }))),
            h("span", { class: "row" }, tags(sale)));

    async function open(sequence) {
        const { memory } = desk;
        const sale = memory.sale(sequence);
        if (!sale) return;
        const marked = isMarked(memory, sale.ticket);
        const entry = memory.definition.packages.find(({ id }) => id === sale.package);
        const answer = await ask(sale.ticket, (close) => [
            h("h2", {}, h("bdi", {}, sale.ticket)), h("p", {}, name(entry?.title || sale.package), " · ", amount(sale.price, memory.definition.currency)),
            h("p", { class: "numbers mono", dir: "ltr" }, sale.numbers.join(" ")), h("p", { class: "row" }, tags(sale)),
            memory.unprinted.has(sequence) ? h("p", { class: "soft small" }, t("not-printed-text")) : null,
            h("button", { type: "button", class: "btn primary large wide", "data-value": "reprint", onclick: () => close("reprint") }, t("reprint")),
            marked
                ? h("button", { type: "button", class: "btn large wide", "data-value": "unmark", onclick: () => close("unmark") }, t("void-withdraw"))
                : h("button", { type: "button", class: "btn large wide", "data-value": "mark", onclick: () => close("mark") }, t("void-ask")),
            h("button", { type: "button", class: "btn quiet wide", onclick: () => close(null) }, t("cancel")),
        ].filter(Boolean));
        if (answer === "reprint") await safely(() => tell({ do: "reprint", sequence }, null));
        if (answer === "unmark") await safely(() => tell({ do: "withdrawVoidRequest", sequence }, t("void-withdrawn", { ticket: sale.ticket })));
        if (answer === "mark") await requestVoid(sale);
    }

    async function requestVoid(sale) {
        const reason = await ask(t("void-ask"), (close) => {
            const select = h("select", { id: "reason" }, reasons.map((word) => h("option", { value: word }, t(`reason.${word}`))));
            const note = h("input", { id: "reason-note", maxlength: 180, autocomplete: "off", dir: "auto" });
            const submit = (event) => {
                event.preventDefault();
                const text = note.value.trim();
                close(text ? `${select.value}: ${text}` : select.value);
            };
            return [
                h("h2", {}, t("void-title", { ticket: sale.ticket })), h("p", { class: "soft" }, t("void-text")),
                h("form", { class: "stack-s", onsubmit: submit }, h("div", { class: "field" }, h("label", { for: "reason" }, t("reason")), select),
                    h("div", { class: "field" }, h("label", { for: "reason-note" }, t("remark")), note),
                    h("button", { type: "submit", class: "btn danger large wide" }, t("void-ask"))),
                h("button", { type: "button", class: "btn quiet wide", onclick: () => close(null) }, t("cancel")),
            ];
        });
        if (reason) await safely(() => tell({ do: "requestVoid", sequence: sale.sequence, reason }, t("void-sent", { ticket: sale.ticket })));
    }

    async function tell(input, done) {
        const messages = await desk.tell(input);
        const refusal = messages.find(({ what }) => what === "not-possible");
        if (refusal) say(t(`why.${refusal.values.why}`), "bad");
        else if (done) say(done);
        desk.sync();
    }

    return {
        element: h("div", { class: "page stack" }, h("h1", {}, t("tickets")), count, list), update, open, focus: () => list.querySelector("button")?.focus(),
    };
}
