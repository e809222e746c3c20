// The printers of the unit: of tickets, and of counterfoils where those are printed.

import { inDoubt, waitingCount } from "../core/counterfoils.js";
import { columnsAllowed } from "../core/ticket.js";
import { counterfoilKinds } from "../device/paper.js";
import { isThere, kinds } from "../device/printers.js";
import { card, facts, h } from "./dom.js";
import { t } from "./words.js";

const rates = [9600, 19200, 38400, 57600, 115200];
const numeric = ["columns", "baudRate"];
/** Most tickets named of those whose counterfoils are in doubt. */
const namedMax = 100;

/** What the cards depend on. */
export const paperKey = ({ unit }, paper) => [
    paper.settings, paper.tickets.isConnected, paper.stubs.isConnected, unit?.counterfoilFault, unit?.memory.counterfoils.printer,
    unit ? [waitingCount(unit), inDoubt(unit).length] : null,
];

export function paperCards(desk, { busy, say, paper, savePaper }) {
    const { settings } = paper;
    const button = (label, work, kind = "") => h("button", { type: "button", class: `btn ${kind}`, onclick: () => busy(work) }, label);

    async function change(changes) {
        document.activeElement?.blur();
        await savePaper(changes);
    }

    const select = (id, label, options, value, onPick) =>
        h("div", { class: "field" }, h("label", { for: id }, label),
            h("select", { id, onchange: (event) => onPick(event.target.value) },
                options.map(([option, text]) => h("option", { value: option, selected: String(option) === String(value) }, text))));

    /** What a receipt printer needs to be told, and whether it is there. */
    function device(prefix, own, printer, save) {
        if (!["serial", "bluetooth"].includes(own.kind)) return [];
        const choice = (key, label, options) => select(`${prefix}${key}`, label, options, own[key], (value) => save({ [key]: numeric.includes(key) ? Number(value) : value }));
        const connect = async () => {
            await printer.connect();
            await desk.tell({ do: printer === paper.tickets ? "printerReady" : "counterfoilPrinterReady" });
            desk.changed();
        };
        return [
            choice("columns", t("paper"), columnsAllowed.map((columns) => [columns, t("columns", { columns })])),
            own.kind === "serial" ? choice("baudRate", t("baud"), rates.map((rate) => [rate, String(rate)])) : null,
            h("div", { class: "row" }, h("span", { class: `tag ${printer.isConnected ? "live" : "warn"}` }, t(printer.isConnected ? "printer-connected" : "printer-gone")),
                button(t("connect-printer"), connect)),
        ];
    }

    function ticketCard() {
        return card(
            t("printer"), select("kind", t("printer-kind"), kinds.filter(isThere).map((kind) => [kind, t(`printer.${kind}`)]), settings.kind, (kind) => change({ kind })),
            ...device("", settings, paper.tickets, change),
            h("label", { class: "check-line" }, h("input", { type: "checkbox", checked: settings.isAsking, onchange: (event) => change({ isAsking: event.target.checked }) }), h("span", {}, t("printer-asks"))),
        );
    }

    function counterfoilCard() {
        const own = settings.counterfoils;
        const save = (counterfoils) => change({ counterfoils });
        const offered = counterfoilKinds.filter((kind) => ["none", "same"].includes(kind) || isThere(kind));
        return card(
            t("counterfoils"), h("p", { class: "soft small" }, t("counterfoils-text")),
            select("counterfoil-kind", t("printer-kind"), offered.map((kind) => [kind, t(`counterfoils.${kind}`)]), own.kind, (kind) => save({ kind })),
            ...device("counterfoil-", own, paper.stubs, save), ...(desk.unit ? state() : []),
        );
    }

    function state() {
        const { unit } = desk;
        const { printer } = unit.memory.counterfoils;
        const count = waitingCount(unit);
        const doubts = inDoubt(unit).slice(0, namedMax).map(({ sequence }) => unit.memory.sale(sequence).ticket);
        if (printer === "none" && !count && !doubts.length) return [];
        return [
            facts([[t("state"), printer === "on" && unit.counterfoilFault ? t(`fault.${unit.counterfoilFault}`) : t(`counterfoil-printer.${printer}`)], [t("stubs-waiting"), h("span", { id: "stubs-waiting" }, String(count))]]),
            doubts.length ? h("p", { class: "notice warn", id: "stubs-in-doubt" }, h("span", {}, t("stubs-in-doubt"), " ", h("bdi", { class: "strong" }, doubts.join(" ")))) : null,
            h("div", { class: "row" }, printer === "on" && unit.counterfoilFault ? button(t("printer-ready"), () => desk.tell({ do: "counterfoilPrinterReady" }), "primary") : null,
                printer === "none" ? null : button(t(printer === "on" ? "stubs-take-out" : "stubs-put-in"), () => turn(printer !== "on"))),
        ];
    }

    async function turn(isOn) {
        const refusal = (await desk.tell({ do: "counterfoilPrinterSwitched", isOn })).find(({ what }) => what === "not-possible");
        if (refusal) say(t(`why.${refusal.values.why}`), "bad");
    }

    return [ticketCard(), counterfoilCard()];
}
