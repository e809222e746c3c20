// The counterfoils of sales that are not all on paper, in the order of the sales. Part of the memory, so it outlives a restart.

import { Impossible } from "./impossible.js";

/** `none`: the unit has no printer for them; `off`: it was taken out by its operator, and counterfoils wait. */
export const counterfoilPrinters = ["none", "on", "off"];
/** Most numbers that a package may have. */
const countMax = 1000;
const faults = ["paper-out", "paper-low", "disconnected", "low-battery", "memory", "failed"];

export class CounterfoilQueue {
    printer = "none";
    /** `{sequence, count, printed, isAtPrinter}`: how many there are, how many came out, and whether the rest went to the printer. */
    jobs = [];

    set(printer) {
        if (!counterfoilPrinters.includes(printer)) throw new Impossible("a printer for counterfoils that there is not");
        this.printer = printer;
    }

    /** A sale's counterfoils wait from the moment that the sale is written, so that a crash before printing loses none. */
    add(sequence, count) {
        if (this.printer !== "none") this.jobs.push({ sequence, count, printed: 0, isAtPrinter: false });
    }

    begin(sequence) {
        const job = this.jobs.find((one) => one.sequence === sequence && !one.isAtPrinter);
        if (!job) throw new Impossible("counterfoils printed that were not due");
        job.isAtPrinter = true;
    }

    /** @param count how many came out. @param fault why the rest did not; null when all did. */
    end(sequence, count, fault) {
        const job = this.jobs.find((one) => one.sequence === sequence && one.isAtPrinter);
        const isCount = Number.isSafeInteger(count) && count >= 0 && count <= countMax;
        const isWhole = fault === null;
        const sum = job && isCount ? job.printed + count : -1;
        if (!(isWhole || faults.includes(fault)) || sum < 0 || (isWhole ? sum !== job.count : sum >= job.count)) {
            throw new Impossible("more or fewer counterfoils than the ticket has numbers");
        }
        job.printed = sum;
        job.isAtPrinter = false;
        if (isWhole) this.jobs.splice(this.jobs.indexOf(job), 1);
    }
}
