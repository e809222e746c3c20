// Selling: packages as large buttons near the thumb; a tap, the money, a tap.

import { getNumbers } from "../desk/people.js";
import { waitingCount } from "../core/counterfoils.js";
import { methods, payment, saleID } from "../core/sale.js";
import { isOnSale, refusalOf } from "../core/selling.js";
import { ask } from "./dialog.js";
import { h, icon, name, setText } from "./dom.js";
import { amount, problemText, t } from "./words.js";

const printerIcon = "M6 9V3h12v6M6 18H4a1 1 0 0 1-1-1v-6a2 2 0 0 1 2-2h14a2 2 0 0 1 2 2v6a1 1 0 0 1-1 1h-2M7 14h10v7H7z";

/** @param go shows another view, or a ticket: `go("tickets", sequence)`. @param busy runs work and shows its failure. */
export function sellView(desk, { go, busy, say }) {
    const notice = h("div", { class: "notice", hidden: true, role: "status" });
    const packages = h("div", { class: "packages" });
    const stubs = h("div", { class: "notice warn", hidden: true, role: "status", id: "stubs" });
    const last = h("div", { class: "last", hidden: true });
    let shown = "";
    let isOpen = false;

    async function sell(entry) {
        if (isOpen) return;
        isOpen = true;
        // One id for one handing over of money: a second tap sells nothing more.
        const sale = saleID();
        let paid = null;
        try {
            // No money is taken for what could not be sold.
            const refused = (await desk.tell({ do: "offer", package: entry.id })).find(({ what }) => what === "refused");
            // What stands in the notice already is only read out.
            if (refused) say(problemText(refused.values), notice.hidden ? "bad" : "quiet");
            else paid = await payDialog(desk, entry);
        } finally {
            isOpen = false;
        }
        if (!paid) return;
        await printerFree();
        for (const { what, values } of await desk.tell({ do: "sell", sale, package: entry.id, payment: paid })) {
            if (what === "sold") say(t("sold", { ticket: values.ticket }), "quiet");
            if (what === "refused") say(problemText(values), "bad");
        }
    }

    /** Waits for the ticket before: its money was taken while it was printed. */
    async function printerFree() {
        for (let turn = 0; turn < 300 && desk.unit.printing !== null; turn += 1) await new Promise((resolve) => setTimeout(resolve, 100));
    }

    function update() {
        const { memory, unit } = desk;
        const state = unit?.state ?? { name: desk.damage ? "error" : "none" };
        const isSelling = state.name === "active" || (state.name === "suspended" && memory.isDeactivated);
        const list = memory?.definition?.packages ?? [];
        const numbersLeft = memory?.numbersLeft ?? 0;
        const key = JSON.stringify([state, list.map(({ id }) => id), memory?.seller, numbersLeft === 0, unit?.printerFault, desk.damage?.message]);
        if (key !== shown) {
            shown = key;
            packages.replaceChildren(...(isSelling ? list.map(button) : []));
            showNotice(state);
        }
        for (const element of packages.children) {
            const entry = list.find(({ id }) => id === element.dataset.package);
            const refusal = unit && refusalOf(unit, { package: entry.id, payment: { method: "cash", reference: null } });
            // A button that cannot sell now says why when it is tapped; those of other times are shown as such.
            element.setAttribute("aria-disabled", String(Boolean(refusal && refusal.code !== "PRINTING")));
            element.classList.toggle("off", !isOnSale(entry, unit.now));
        }
        showStubs();
        showLast();
    }

    /** Counterfoils that their printer keeps waiting. Selling goes on. */
    function showStubs() {
        const { unit } = desk;
        const fault = unit?.memory.counterfoils.printer === "on" ? unit.counterfoilFault : null;
        const count = fault ? waitingCount(unit) : 0;
        const key = fault ? `${fault} ${count}` : "";
        if (stubs.dataset.key === key) return;
        stubs.dataset.key = key;
        stubs.hidden = !fault;
        stubs.replaceChildren(...(fault ? [
            h("p", {}, t("stubs-wait", { count }), " ", t(`fault.${fault}`)),
            h("button", { type: "button", class: "btn", onclick: () => busy(() => desk.tell({ do: "counterfoilPrinterReady" })) }, t("printer-ready")),
        ] : []));
    }

    function button(entry, place) {
        const { currency } = desk.memory.definition;
        const label = entry.title || t("numbers", { count: entry.numbers });
        return h("button", { type: "button", class: "package", "data-package": entry.id, onclick: () => sell(entry) },
            place < 9 ? h("kbd", { "aria-hidden": "true" }, String(place + 1)) : null,
            h("span", { class: "package-name" }, name(label), h("span", { class: "soft small" }, t("numbers", { count: entry.numbers }))),
            h("span", { class: "price", dir: "auto" }, amount(entry.price, currency)));
    }

    function showNotice(state) {
        const { memory, unit } = desk;
        const parts = [];
        let kind = "";
        const action = (label, work) => h("button", { type: "button", class: "btn primary", onclick: () => busy(work) }, label);
        if (desk.damage) {
            kind = "bad";
            parts.push(h("strong", {}, t("state.damaged")), h("p", {}, desk.damage.message), action(t("recovery"), () => go("unit")));
        } else if (!memory) {
            parts.push(h("p", {}, t("state.none")), action(t("choose-raffle"), () => go("unit")));
        } else if (state.name === "error") {
            kind = "bad";
            parts.push(h("strong", { id: "error-code" }, state.code), h("p", {}, problemText(state)));
        } else if (unit.printerFault) {
            kind = "warn";
            parts.push(h("p", {}, t(`fault.${unit.printerFault}`)), action(t("printer-ready"), () => desk.tell({ do: "printerReady" })));
        } else if (state.name === "enrolled" || memory.numbersLeft === 0) {
            kind = "warn";
            const isAllowed = memory.standing === "enabled" || !memory.definition;
            parts.push(h("p", {}, t(isAllowed ? "state.no-numbers" : "state.enrolled")), action(t("get-numbers"), () => getNumbers(desk)));
        } else if (state.name === "suspended") {
            kind = "warn";
            const isKnown = { "the raffle is suspended": "state.raffle-suspended", "the buffer is full": "state.buffer-full" }[state.reason];
            parts.push(h("p", {}, isKnown ? t(isKnown, { limit: memory.definition.rsu.bufferLimit }) : state.reason));
        } else if (state.name === "closing") {
            parts.push(h("p", {}, t("state.closing")));
        } else if (state.name === "closed") {
            kind = "good";
            parts.push(h("p", {}, t("state.closed")), action(t("choose-raffle"), () => go("unit")));
        } else if (state.name !== "active") {
            kind = "warn";
            parts.push(h("p", {}, t("state.enrolled")));
        }
        notice.hidden = parts.length === 0;
        notice.className = `notice ${kind}`;
        notice.replaceChildren(...parts);
    }

    function showLast() {
        const sale = desk.memory?.sales.at(-1);
        last.hidden = !sale;
        if (!sale) return;
        const isPrinting = desk.unit.printing === sale.sequence;
        const isPrinted = !desk.memory.unprinted.has(sale.sequence);
        const key = [sale.ticket, isPrinting, isPrinted].join();
        if (last.dataset.key === key) return;
        last.dataset.key = key;
        const word = t(isPrinting ? "printing" : isPrinted ? "printed" : "not-printed");
        last.replaceChildren(
            h("div", {}, h("p", { class: "soft small" }, t("last-ticket")), h("p", { class: "strong" }, h("bdi", { id: "last-ticket" }, sale.ticket)),
                h("p", { class: "small" }, h("bdi", { class: "numbers" }, sale.numbers.slice(0, 6).join(" ") + (sale.numbers.length > 6 ? " …" : "")))),
            h("button", { type: "button", class: `btn ${isPrinted || isPrinting ? "" : "warn"}`, onclick: () => go("tickets", sale.sequence) },
                icon(printerIcon), word));
    }

    return {
        element: h("div", { class: "sell" }, h("h1", { class: "visually-hidden" }, t("sell")), notice, stubs, last, packages), update,
        focus: () => packages.querySelector("button")?.focus(),
        /** 1 to 9 choose a package. */
        key(event) {
            const place = "123456789".indexOf(event.key);
            if (event.key.length === 1 && place >= 0) packages.children[place]?.click();
        },
    };
}

/** How it is paid; null when nothing is sold. */
function payDialog(desk, entry) {
    const { currency } = desk.memory.definition;
    const title = t("take", { amount: amount(entry.price, currency) });
    return ask(title, (close) => {
        const problem = h("p", { class: "problem", role: "alert" });
        const reference = h("input", { id: "reference", autocomplete: "off", maxlength: 128, dir: "ltr" });
        const other = h("select", { id: "method" }, methods.filter((method) => method !== "cash").map((method) => h("option", { value: method }, t(`method.${method}`))));
        const submit = (event) => {
            event.preventDefault();
            const paid = payment(other.value, reference.value.trim() || null);
            if (paid?.reference) close(paid);
            else setText(problem, t("reference-problem"));
        };
        return [
            h("h2", { class: "take" }, title), h("p", { class: "soft" }, name(entry.title || entry.id), " · ", t("numbers", { count: entry.numbers })),
            h("button", { type: "button", class: "btn primary large wide cash", autofocus: true, onclick: () => close(payment("cash")) }, t("cash")),
            h("details", { class: "more" }, h("summary", {}, t("other-payment")),
                h("form", { class: "stack-s", onsubmit: submit }, h("div", { class: "field" }, h("label", { for: "method" }, t("method")), other),
                    h("div", { class: "field" }, h("label", { for: "reference" }, t("reference")), reference), problem,
                    h("button", { type: "submit", class: "btn large wide" }, t("paid")))),
            h("button", { type: "button", class: "btn quiet wide", onclick: () => close(null) }, t("cancel")),
        ];
    }, { kind: "pay" });
}
