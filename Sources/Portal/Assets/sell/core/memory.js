// What a unit knows: the fold over its journal. The same records give the same memory, after every restart.

import { unbase64url } from "./bytes.js";
import { canonicalText } from "./canonical.js";
import { CounterfoilQueue } from "./counterfoilQueue.js";
import { Impossible } from "./impossible.js";
import { isSale, statementOf } from "./sale.js";
import { timeOf } from "./times.js";
import { validationNumber } from "./validation.js";

/** The number that each kind of record has in the file. */
export const kinds = {
    opened: 1, standing: 2, configured: 3, lease: 4, sale: 5, printed: 6, "print-failed": 7, note: 8, acknowledged: 9, suspended: 10,
    resumed: 11, closing: 12, closed: 13, "counterfoil-printer": 14, "counterfoils-begun": 15, "counterfoils-printed": 16,
};
export const kindNames = Object.fromEntries(Object.entries(kinds).map(([name, number]) => [number, name]));

/** How far the server lets a unit, in this order. */
export const standings = ["unregistered", "registered", "enrolled", "enabled"];

/** When a record was made, in milliseconds. */
export const timeOfRecord = ({ kind, body }) => timeOf(kind === "sale" ? body.sale.soldAt : body.at);

const wrong = (message) => {
    throw new Impossible(message);
};
const isWhole = (value, least = 0) => Number.isSafeInteger(value) && value >= least;

export class UnitMemory {
    standing = "unregistered";
    definition = null;
    eventNumber = 0;
    /** Bytes, with which validation numbers are made. */
    key = null;
    /** All numbers ever leased, in the order in which they are sold. */
    numbers = [];
    numbersSold = 0;
    /** Positions of the leases, `{from, to}`: what a server asks for that was restored. */
    leases = [];
    /** In the order of sequences, which are 1… */
    sales = [];
    /** Sequences whose ticket is not known to have come out of the printer. */
    unprinted = new Set();
    /** Counterfoils that are not on paper. */
    counterfoils = new CounterfoilQueue();
    notes = [];
    acknowledgedSales = 0;
    acknowledgedNotes = 0;
    /** Minor units. */
    collected = 0;
    seller = null;
    lastSeller = null;
    /** The buffer was full, and the server has not taken enough since. */
    isDeactivated = false;
    suspension = null;
    /** An outage was noted, and not its end. */
    isOffline = false;
    /** Why this memory is not to be trusted ever again. */
    failure = null;
    closing = null;
    closed = null;
    #ids = new Map();
    #leased = new Set();

    /** @param header `{raffle, rsu, program, at}` of the first record. */
    constructor(header) {
        this.header = header;
        this.latest = timeOf(header.at);
        if (this.latest === null || !header.raffle || !header.rsu) wrong("the journal does not begin with its header");
    }

    get unsynced() { return this.sales.length - this.acknowledgedSales; }
    get numbersLeft() { return this.numbers.length - this.numbersSold; }
    get statement() { return statementOf(this.header.raffle, this.header.rsu, this.sales); }

    sale(sequence) { return this.sales[sequence - 1] ?? null; }
    saleByID(id) { return this.#ids.get(id) ?? null; }
    /** Whether any of these numbers is the unit's already. */
    overlaps(numbers) { return numbers.some((number) => this.#leased.has(number)); }
    isLeased(number) { return this.#leased.has(number); }

    /** Takes the next record in. Throws when no unit ever wrote such a journal; the memory is unchanged then. */
    apply(record) {
        const { kind, body } = record;
        const time = timeOfRecord(record);
        if (time === null) wrong("a record without its time");
        switch (kind) {
        case "standing":
            if (!standings.includes(body.standing)) wrong("a standing that there is not");
            this.standing = body.standing;
            break;
        case "configured":
            if (!Array.isArray(body.definition?.packages)) wrong("a raffle without packages");
            this.definition = body.definition;
            this.eventNumber = body.eventNumber;
            break;
        case "lease": this.#applyLease(body.lease); break;
        case "sale": this.#applySale(body.sale, body.collected); break;
        case "printed":
        case "print-failed":
            if (!this.sale(body.sequence)) wrong("a ticket printed that was not sold");
            if (kind === "printed") this.unprinted.delete(body.sequence);
            else this.unprinted.add(body.sequence);
            break;
        case "counterfoil-printer": this.counterfoils.set(body.printer); break;
        case "counterfoils-begun": this.counterfoils.begin(body.sequence); break;
        case "counterfoils-printed": this.counterfoils.end(body.sequence, body.count, body.fault); break;
        case "note": this.#applyNote(body); break;
        case "acknowledged":
            // The marks fall when the server was restored from an older backup.
            if (!isWhole(body.sales) || body.sales > this.sales.length) wrong("an acknowledgement of what there is not");
            if (!isWhole(body.notes) || body.notes > this.notes.length) wrong("an acknowledgement of what there is not");
            this.acknowledgedSales = body.sales;
            this.acknowledgedNotes = body.notes;
            if (this.definition && this.unsynced < Math.max(1, this.definition.rsu.bufferLimit)) this.isDeactivated = false;
            break;
        case "suspended": this.suspension = body.reason; break;
        case "resumed": this.suspension = null; break;
        case "closing": this.closing ??= body.cause; break;
        case "closed":
            if (!this.closing || canonicalText(body.statement) !== canonicalText(this.statement)) wrong("a statement that is not over the sales");
            this.closed = body.statement;
            break;
        default: wrong("a record of a kind that is not known, or a second beginning");
        }
        this.latest = Math.max(this.latest, time);
    }

    #applyLease(lease) {
        const key = unbase64url(lease?.key);
        if (lease?.raffle !== this.header.raffle || lease.rsu !== this.header.rsu || key?.length !== 32) wrong("a lease of another unit");
        if (!isLease(lease)) wrong("a lease whose numbers do not fit");
        if (this.overlaps(lease.numbers)) wrong("a lease of numbers that the unit has");
        for (const number of lease.numbers) {
            this.numbers.push(number);
            this.#leased.add(number);
        }
        this.leases.push({ from: lease.from, to: lease.to });
        this.key = key;
    }

    #applySale(sale, collected) {
        const { raffle, rsu } = this.header;
        if (!isSale(sale) || sale.raffle !== raffle || sale.rsu !== rsu || sale.sequence !== this.sales.length + 1) wrong("a sale out of turn");
        const next = this.numbers.slice(this.numbersSold, this.numbersSold + sale.numbers.length);
        if (next.length !== sale.numbers.length || next.some((number, place) => number !== sale.numbers[place])) {
            wrong("a sale of numbers that were not next");
        }
        if (this.closing || this.#ids.has(sale.sale) || this.collected + sale.price !== collected || !isWhole(collected)) {
            wrong("a sale that cannot have been");
        }
        if (!this.key || validationNumber(this.key, raffle, rsu, sale.sequence) !== sale.validation) wrong("a sale that cannot have been");
        this.numbersSold += sale.numbers.length;
        this.sales.push(sale);
        this.#ids.set(sale.sale, sale);
        this.unprinted.add(sale.sequence);
        this.counterfoils.add(sale.sequence, sale.numbers.length);
        this.collected = collected;
    }

    #applyNote(note) {
        if (note.note !== this.notes.length + 1) wrong("a note out of turn");
        this.notes.push(note);
        if (note.type !== "event") return;
        switch (note.code) {
        case "LOGON":
            this.seller = note.by;
            this.lastSeller = note.by;
            break;
        case "LOGOFF": this.seller = null; break;
        case "BUFFER_FULL": this.isDeactivated = true; break;
        case "SALE_CONFLICT": this.failure ??= { code: "SALE_CONFLICT", values: { sequence: note.data.sequence } }; break;
        case "CRITICAL_MEMORY_CORRUPT":
            this.failure ??= { code: "CRITICAL_MEMORY_CORRUPT", values: { server: note.data.server, unit: note.data.unit } };
            break;
        case "OFFLINE_STARTED": this.isOffline = true; break;
        case "OFFLINE_ENDED": this.isOffline = false; break;
        }
    }
}

/** Whether numbers and positions fit together, and no number is there twice. */
export function isLease({ from, to, numbers }) {
    return (
        isWhole(from) && isWhole(to, 1) && from < to && Array.isArray(numbers) && numbers.length === to - from &&
        numbers.every((number) => isWhole(number)) && new Set(numbers).size === numbers.length
    );
}
