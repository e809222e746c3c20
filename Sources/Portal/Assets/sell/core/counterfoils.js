// Counterfoils: stubs for a drum, one for each number. They wait in the journal for their printer, and selling does not wait for them.

import { printerFaults, ticketOf } from "./selling.js";
import { counterfoilsOf } from "./ticket.js";
import { timeText } from "./times.js";

/** At the start, and when the setting changes: whether the device has a printer for them. */
export function fitted(unit, isFitted) {
    const { counterfoils } = unit.memory;
    if (isFitted !== (counterfoils.printer !== "none")) {
        unit.persist("counterfoil-printer", { printer: isFitted ? "on" : "none", at: timeText(unit.now) });
    }
    printNext(unit);
}

/** The operator takes the printer out, or in again; what waits for it goes on waiting. */
export function switched(unit, isOn) {
    const { counterfoils, seller } = unit.memory;
    if (!seller) return unit.explain("nobody");
    if (counterfoils.printer === "none") return unit.explain("no-counterfoil-printer");
    if (isOn === (counterfoils.printer === "on")) return undefined;
    unit.persist("counterfoil-printer", { printer: isOn ? "on" : "off", at: timeText(unit.now) });
    unit.event(isOn ? "PRINTER_ENABLED" : "PRINTER_REMOVED", { printer: "counterfoils" });
    return isOn ? ready(unit) : undefined;
}

/** The printer spoke by itself. */
export function report(unit, fault) {
    const { isWarning = false, event } = printerFaults[fault];
    if (!isWarning && unit.counterfoilFault === fault) return;
    if (!isWarning) unit.counterfoilFault = fault;
    unit.event(event, { printer: "counterfoils" });
    unit.show("printer", { fault });
}

export function ready(unit) {
    unit.counterfoilFault = null;
    printNext(unit);
}

/** Sales whose counterfoils wait for their printer. */
export const waiting = (unit) => unit.memory.counterfoils.jobs.filter(({ isAtPrinter }) => !isAtPrinter);

/** How many pieces of paper that is. */
export const waitingCount = (unit) => waiting(unit).reduce((sum, { count, printed }) => sum + count - printed, 0);

/**
 * Sales of whose counterfoils nobody knows whether they came out, because the unit stopped while they were printed.
 *
 * They are not printed again by themselves: a number is not to be in the drum twice.
 */
export const inDoubt = (unit) =>
    unit.memory.counterfoils.jobs.filter(({ isAtPrinter, sequence }) => isAtPrinter && sequence !== unit.printingCounterfoils);

/** Sends the counterfoils of the next sale that waits to the printer; the answer brings those after it. */
export function printNext(unit) {
    const { counterfoils } = unit.memory;
    if (unit.error || counterfoils.printer !== "on" || unit.counterfoilFault || unit.printingCounterfoils !== null || unit.printing !== null) return;
    const job = counterfoils.jobs.find(({ isAtPrinter }) => !isAtPrinter);
    const ticket = job && ticketOf(unit.memory, job.sequence);
    if (!ticket) return;
    const { sequence } = job;
    unit.persist("counterfoils-begun", { sequence, at: timeText(unit.now) });
    unit.printingCounterfoils = sequence;
    unit.effects.push({ do: "print-counterfoils", counterfoils: counterfoilsOf(ticket).slice(job.printed), sequence });
}

/** @param count how many came out. @param fault why the rest did not; null when all did. */
export function printed(unit, { sequence, count, fault }) {
    const sale = unit.memory.sale(sequence);
    if (unit.printingCounterfoils !== sequence || !sale) return;
    unit.printingCounterfoils = null;
    unit.persist("counterfoils-printed", { sequence, count, fault, at: timeText(unit.now) });
    if (fault === null) {
        printNext(unit);
        return;
    }
    unit.counterfoilFault = fault;
    unit.event(printerFaults[fault].event, { printer: "counterfoils", ticket: sale.ticket });
    unit.show("counterfoils-wait", { count: waiting(unit).length, fault });
}
