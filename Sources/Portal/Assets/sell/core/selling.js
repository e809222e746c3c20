// Selling and printing: the sale goes to the journal, and only then the ticket to the printer.

import * as counterfoils from "./counterfoils.js";
import { payment } from "./sale.js";
import { bearerTicket } from "./ticket.js";
import { timeText } from "./times.js";
import { validationNumber } from "./validation.js";

/** What a printer can report, and the significant event that it is. Warnings leave it printing. */
export const printerFaults = {
    "paper-out": { event: "PRINTER_PAPER_OUT" }, "paper-low": { event: "PRINTER_PAPER_LOW", isWarning: true },
    disconnected: { event: "PRINTER_DISCONNECTED" }, "low-battery": { event: "BATTERY_LOW", isWarning: true },
    memory: { event: "PRINTER_MEMORY" }, failed: { event: "PRINTER_FAILED" },
};

/** Longest reason of a void request, in UTF-8 bytes. */
export const reasonBytesMax = 400;

const packageOf = (definition, id) => definition.packages.find((entry) => entry.id === id) ?? null;

/** Where a time lies: `early`, `open`, or `over`, which begins at the closing time. */
export function salesPeriod(definition, time) {
    if (definition.salesCloseAt && time >= Date.parse(definition.salesCloseAt)) return "over";
    if (definition.salesOpenAt && time < Date.parse(definition.salesOpenAt)) return "early";
    return "open";
}

export function isOnSale(entry, time) {
    return !(entry.validFrom && time < Date.parse(entry.validFrom)) && !(entry.validTo && time >= Date.parse(entry.validTo));
}

/** @param request `{sale, package, payment: {method, reference}}`; the same sale id again sells nothing more. */
export function sell(unit, request) {
    const { memory } = unit;
    const earlier = memory.saleByID(request.sale);
    if (earlier) return unit.show("already-sold", { ticket: earlier.ticket, sequence: earlier.sequence });
    if (!maySell(unit, request)) return undefined;
    const { raffle, rsu } = memory.header;
    const entry = packageOf(memory.definition, request.package);
    const sequence = memory.sales.length + 1;
    const sale = {
        raffle, rsu, sequence, sale: request.sale, ticket: `${rsu}-${sequence}`,
        numbers: memory.numbers.slice(memory.numbersSold, memory.numbersSold + entry.numbers), package: entry.id, price: entry.price,
        payment: payment(request.payment.method, request.payment.reference ?? null), operator: memory.seller, soldAt: timeText(unit.now),
        offline: !unit.isOnline, validation: validationNumber(memory.key, raffle, rsu, sequence),
    };
    unit.persist("sale", { sale, collected: memory.collected + sale.price });
    print(unit, sale, null);
    unit.show("sold", { ticket: sale.ticket, sequence, price: sale.price, numbers: sale.numbers });
    return warnAboutBuffer(unit);
}

/** Whether money may be taken for a package: a ticket that is at the printer will have come out by then. */
export const offer = (unit, { package: id }) =>
    maySell(unit, { package: id, payment: { method: "cash", reference: null } }, (refusal) => refusal.code !== "PRINTING");

/** Whether such a sale can be made now. A refusal is shown, and noted where it counts. */
function maySell(unit, request, counts = () => true) {
    const refusal = refusalOf(unit, request);
    if (!refusal || !counts(refusal)) return true;
    unit.refuse(refusal.code, refusal.values);
    if (refusal.code === "BUFFER_FULL") deactivate(unit, refusal.values.limit);
    return false;
}

/** Why a sale is not to be: `{code, values}`; null when it may. */
export function refusalOf(unit, request) {
    const { memory, error, state, now } = unit;
    const no = (code, values = {}) => ({ code, values });
    if (memory.closing) return no("SALES_OVER");
    const limit = memory.definition?.rsu.bufferLimit;
    // Deactivated by a full buffer, the unit still says why.
    if (!error && memory.isDeactivated && !memory.suspension && limit !== undefined) return no("BUFFER_FULL", { limit });
    if (state.name === "error") return no(state.code, state.values);
    if (state.name !== "active") return no("NOT_ACTIVE", { state: state.name });
    if (!memory.seller) return no("NO_OPERATOR");
    const period = salesPeriod(memory.definition, now);
    if (period !== "open") return no(period === "early" ? "NOT_OPEN_YET" : "SALES_OVER");
    const entry = packageOf(memory.definition, request.package);
    if (!entry) return no("UNKNOWN_PACKAGE");
    if (!isOnSale(entry, now)) return no("PACKAGE_NOT_VALID");
    if (!payment(request.payment?.method, request.payment?.reference ?? null)) return no("PAYMENT_INVALID");
    if (unit.printerFault) return no(printerFaults[unit.printerFault].event);
    if (unit.printing !== null) return no("PRINTING");
    if (limit === 0) {
        if (!unit.isOnline || memory.unsynced > 0) return no("NOT_CONNECTED");
    } else if (memory.unsynced >= limit) {
        return no("BUFFER_FULL", { limit });
    }
    if (memory.numbersLeft < entry.numbers) return no("NUMBERS_EXHAUSTED", { left: memory.numbersLeft });
    return null;
}

function deactivate(unit, limit) {
    if (!unit.memory.isDeactivated) unit.event("BUFFER_FULL", { limit, unsynced: unit.memory.unsynced });
}

/** At four fifths of the buffer, rounded up; once on the way up. */
function warnAboutBuffer(unit) {
    const limit = unit.memory.definition.rsu.bufferLimit;
    const { unsynced } = unit.memory;
    if (limit <= 1 || unsynced !== Math.ceil((limit * 4) / 5)) return;
    unit.event("BUFFER_80", { limit, unsynced });
    unit.show("buffer-80", { limit, unsynced });
}

// Printing

/** The ticket of a sale, as it was or marked `REPRINT`. */
export function ticketOf(memory, sequence, mark = null) {
    const sale = memory.sale(sequence);
    if (!sale || !memory.definition || !memory.key) return null;
    return bearerTicket(sale, memory.definition, memory.eventNumber, memory.key, mark);
}

function print(unit, sale, mark) {
    unit.printing = sale.sequence;
    unit.effects.push({ do: "print", ticket: ticketOf(unit.memory, sale.sequence, mark), sequence: sale.sequence });
}

export function printed(unit, sequence) {
    if (unit.printing !== sequence) return;
    unit.printing = null;
    unit.printerFault = null;
    if (unit.memory.unprinted.has(sequence)) {
        unit.persist("printed", { sequence, collected: unit.memory.collected, at: timeText(unit.now) });
    }
    counterfoils.printNext(unit);
}

/** A misprint: the sale stands, and the seller prints the ticket again or asks for a void. */
export function printFailed(unit, sequence, fault) {
    const sale = unit.memory.sale(sequence);
    if (unit.printing !== sequence || !sale) return;
    unit.printing = null;
    unit.printerFault = fault;
    unit.persist("print-failed", { sequence, fault, collected: unit.memory.collected, at: timeText(unit.now) });
    unit.event(printerFaults[fault].event, { ticket: sale.ticket });
    unit.show("not-printed", { ticket: sale.ticket, sequence, fault });
    // The sale stands, so its numbers belong in the drum.
    counterfoils.printNext(unit);
}

export function report(unit, fault) {
    const { isWarning = false, event } = printerFaults[fault];
    if (!isWarning && unit.printerFault === fault) return;
    if (!isWarning) unit.printerFault = fault;
    unit.event(event);
    unit.show("printer", { fault });
}

/**
 * Prints a ticket again, marked: also one that is not known to have come out, because it may have.
 *
 * Once selling is over only what never came out: a reprint is paper enough for a claim, and only the server knows when a draw begins.
 */
export function reprint(unit, sequence) {
    const sale = unit.memory.sale(sequence);
    if (unit.error || !unit.memory.seller || !sale) return unit.explain("nobody");
    if (unit.printing !== null) return unit.explain("printing");
    const { closed, closing, unprinted } = unit.memory;
    if (closed || (closing && !unprinted.has(sequence))) return unit.explain("reprint-over");
    unit.note({ type: "reprint", ticket: sale.ticket, kind: "bearer" });
    return print(unit, sale, "REPRINT");
}

export function requestVoid(unit, sequence, reason) {
    const sale = unit.memory.sale(sequence);
    if (!unit.memory.seller || !sale) return unit.explain("nobody");
    const length = new TextEncoder().encode(reason).length;
    if (length < 1 || length > reasonBytesMax) return unit.explain("reason");
    return unit.note({ type: "mark", ticket: sale.ticket, reason });
}

export function withdrawVoidRequest(unit, sequence) {
    const sale = unit.memory.sale(sequence);
    if (!unit.memory.seller || !sale) return unit.explain("nobody");
    return unit.note({ type: "unmark", ticket: sale.ticket });
}
