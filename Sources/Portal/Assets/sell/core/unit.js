// The decisions of a selling unit for one raffle. Does nothing itself: takes what happens, gives what is to be done, in order.
//
// The owner writes every `persist` to the journal before it goes on, and says `journalFailed` when it cannot: `UnitRunner` does both.

import { canonicalText } from "./canonical.js";
import { ClockGuard } from "./clock.js";
import * as counterfoils from "./counterfoils.js";
import * as preparing from "./preparing.js";
import * as selling from "./selling.js";
import { timeOf, timeText } from "./times.js";
import * as uploading from "./uploading.js";

/** Before its first check a program must not sell. */
const unchecked = { code: "PROGRAM_MISMATCH", values: { reason: "the program was not checked yet" } };

export class SellingUnit {
    /** What a restart or a check can end. */
    passingError = unchecked;
    /** Whether there is a connection; a session besides is needed to be online. */
    isLinked = false;
    /** The printer's fault that keeps the unit from selling. */
    printerFault = null;
    /** The counterfoil printer's fault, which does not: counterfoils wait. */
    counterfoilFault = null;
    session = null;
    sessionSince = 0;
    failedValidations = 0;
    /** The batch whose answer has not come. */
    inFlight = null;
    /** The sequence that is at the printer. */
    printing = null;
    /** The sequence whose counterfoils are at their printer. */
    printingCounterfoils = null;
    isStatementSubmitted = false;
    effects = [];

    /**
     * @param memory what the journal holds: see `Journal.open`.
     * @param reading `{wall, monotonic}`.
     * @param seen the latest time that the device wrote down elsewhere.
     */
    constructor(memory, reading, seen = -Infinity) {
        this.memory = memory;
        this.reading = reading;
        this.clock = new ClockGuard(reading, Math.max(memory.latest, seen));
    }

    /** Takes in what happened at a reading of the clocks; gives the effects. */
    handle(input, reading) {
        this.effects = [];
        if (this.passingError?.code === "JOURNAL_FAILED") {
            // The memory may be ahead of the journal: nothing of it may leave the unit.
            if (input.do === "sell" || input.do === "offer") this.refuse("JOURNAL_FAILED", this.passingError.values);
            else this.explain("journal");
            return this.effects;
        }
        const before = canonicalText(this.state);
        this.reading = reading;
        const step = this.clock.observe(reading);
        if (step) this.#noteStep(step);
        uploading.closeWhenDue(this);
        this.#decide(input);
        if (canonicalText(this.state) !== before) this.show("state", this.state);
        return this.effects;
    }

    /** Why the unit does not function; null when it does. */
    get error() { return this.memory.failure ?? this.passingError; }
    /** The time by which the unit sells. */
    get now() { return this.clock.now(this.reading); }
    get isOnline() { return this.isLinked && this.session !== null; }
    /** Whether everything is at the server: "n of n uploaded". */
    get isUploaded() { return this.memory.unsynced === 0 && this.memory.acknowledgedNotes === this.memory.notes.length; }

    /** `{name}`, for errors with `code` and `values`, for suspensions with `reason`. */
    get state() {
        const { memory, error } = this;
        if (error) return { name: "error", ...error };
        if (memory.closed) return { name: "closed" };
        if (memory.closing) return { name: "closing" };
        if (memory.standing !== "enabled") return { name: memory.standing };
        if (memory.suspension) return { name: "suspended", reason: memory.suspension };
        if (!memory.definition || !memory.numbers.length) return { name: "enrolled" };
        return memory.isDeactivated ? { name: "suspended", reason: "the buffer is full" } : { name: "active" };
    }

    #decide(input) {
        const { memory } = this;
        switch (input.do) {
        case "standing":
            if (input.standing !== memory.standing) this.persist("standing", { standing: input.standing, at: timeText(this.now) });
            break;
        case "configured": preparing.configure(this, input); break;
        case "leased": preparing.take(this, input.lease); break;
        case "logon": preparing.logon(this, input); break;
        case "logoff":
            if (memory.seller) this.event("LOGOFF", {}, memory.seller);
            break;
        case "offer": selling.offer(this, input); break;
        case "sell": selling.sell(this, input); break;
        case "printed": selling.printed(this, input.sequence); break;
        case "printFailed": selling.printFailed(this, input.sequence, input.fault); break;
        case "printerReported": selling.report(this, input.fault); break;
        case "printerReady":
            this.printerFault = null;
            counterfoils.ready(this);
            break;
        case "counterfoilPrinterFitted": counterfoils.fitted(this, input.isFitted); break;
        case "counterfoilPrinterSwitched": counterfoils.switched(this, input.isOn); break;
        case "counterfoilPrinterReported": counterfoils.report(this, input.fault); break;
        case "counterfoilPrinterReady": counterfoils.ready(this); break;
        case "counterfoilsPrinted": counterfoils.printed(this, input); break;
        case "reprint": selling.reprint(this, input.sequence); break;
        case "requestVoid": selling.requestVoid(this, input.sequence, input.reason); break;
        case "withdrawVoidRequest": selling.withdrawVoidRequest(this, input.sequence); break;
        case "linkLost": uploading.linkLost(this); break;
        case "linkRestored": uploading.linkRestored(this); break;
        case "authenticated": uploading.begin(this, input.session, input.serverTime); break;
        case "authenticationRefused": uploading.validationFailed(this); break;
        case "sync": uploading.sync(this); break;
        case "acknowledged": uploading.take(this, input); break;
        case "serverSetBack": uploading.takeSetBack(this, input); break;
        case "uploadRefused": uploading.takeRefusal(this, input); break;
        case "suspended":
            if (memory.suspension !== input.reason) this.persist("suspended", { reason: input.reason, at: timeText(this.now) });
            break;
        case "resumed":
            if (memory.suspension) this.persist("resumed", { at: timeText(this.now) });
            break;
        case "closeRequested": uploading.close(this, "manager"); break;
        case "statementAccepted": uploading.finish(this); break;
        case "programChecked": this.#takeCheck(input.failure); break;
        case "updateRefused": this.event("PROGRAM_MISMATCH", { detail: `an update was refused: ${input.reason}` }); break;
        case "journalFailed": this.passingError = { code: "JOURNAL_FAILED", values: { reason: input.reason } }; break;
        case "tick": uploading.tick(this); break;
        default: throw new Error(`a unit knows no ${input.do}`);
        }
    }

    #takeCheck(failure) {
        if (failure === null) {
            this.passingError = null;
            counterfoils.printNext(this);
            return;
        }
        const isKnown = this.passingError?.code === "PROGRAM_MISMATCH" && this.passingError.values.reason === failure;
        this.passingError = { code: "PROGRAM_MISMATCH", values: { reason: failure } };
        if (!isKnown) this.event("PROGRAM_MISMATCH", { detail: failure });
    }

    #noteStep({ expected, actual, milliseconds }) {
        this.event("CLOCK_STEP", { expected: timeText(expected), actual: timeText(actual), milliseconds: Math.round(milliseconds) });
        this.show("clock-step", { milliseconds });
    }

    // Parts that the other modules use.

    /** Decides on a record: it is in the memory from here on, and in the journal before anything that follows. */
    persist(kind, body) {
        const record = { kind, body };
        this.memory.apply(record);
        this.clock.record(timeOf(kind === "sale" ? body.sale.soldAt : body.at));
        this.effects.push({ do: "persist", record });
    }

    /** Notes something for the server: an event, a void request, a reprint. */
    note(body, by = this.memory.seller ?? this.memory.header.rsu) {
        this.persist("note", { note: this.memory.notes.length + 1, at: timeText(this.now), by, ...body });
    }

    event(code, data = {}, by = undefined) { this.note({ type: "event", code, data }, by); }
    show(what, values = {}) { this.effects.push({ do: "show", what, values }); }
    refuse(code, values = {}) { this.show("refused", { code, ...values }); }
    explain(why) { this.show("not-possible", { why }); }
}
