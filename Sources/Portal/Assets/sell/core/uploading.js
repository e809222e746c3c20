// Connection, upload and close, as the unit decides on them.

import { printNext } from "./counterfoils.js";
import { salesPeriod } from "./selling.js";
import { timeText } from "./times.js";

/** Most sales, and apart from them notes, in one batch. */
export const batchMax = 500;

// Connection

/** Also of a unit that finds no connection at its start; one outage is noted once, however often it is tried. */
export function linkLost(unit) {
    unit.isLinked = false;
    unit.session = null;
    if (!unit.memory.isOffline) unit.event("OFFLINE_STARTED");
}

export function linkRestored(unit) {
    if (unit.isLinked) return;
    unit.isLinked = true;
    unit.session = null;
    unit.effects.push({ do: "authenticate" });
}

export function begin(unit, session, serverTime) {
    if (!unit.isLinked) return;
    unit.session = session;
    unit.sessionSince = unit.reading.monotonic;
    unit.failedValidations = 0;
    const skew = Math.round(unit.clock.synchronise(serverTime, unit.reading));
    const limit = unit.memory.definition?.rsu.maxClockSkewMilliseconds;
    if (limit !== undefined && Math.abs(skew) > limit) unit.event("CLOCK_SKEW", { milliseconds: skew });
    if (unit.memory.isOffline) unit.event("OFFLINE_ENDED");
    unit.event("RSU_REAUTHENTICATED");
    closeWhenDue(unit);
}

export function validationFailed(unit) {
    const { memory } = unit;
    unit.session = null;
    unit.failedValidations += 1;
    unit.event("RSU_VALIDATION_FAILED", { count: unit.failedValidations });
    const limit = memory.definition?.rsu.failedValidationLimit ?? 1;
    if (unit.failedValidations >= limit && !memory.suspension && !memory.closing) {
        unit.persist("suspended", { reason: `the unit could not prove itself ${unit.failedValidations} times`, at: timeText(unit.now) });
    }
}

// Batches

/** Sends the next batch; the same one again when its answer never came. */
export function sync(unit) {
    const { memory } = unit;
    if (!unit.isLinked) return unit.explain("no-connection");
    if (unit.session === null) return unit.effects.push({ do: "authenticate" });
    if (unit.inFlight) return unit.effects.push({ do: "upload", batch: unit.inFlight });
    if (unit.isUploaded) {
        unit.show("progress", { uploaded: memory.acknowledgedSales, of: memory.sales.length });
        return submitWhenDone(unit);
    }
    unit.inFlight = {
        sales: memory.sales.slice(memory.acknowledgedSales, memory.acknowledgedSales + batchMax),
        notes: memory.notes.slice(memory.acknowledgedNotes, memory.acknowledgedNotes + batchMax),
    };
    return unit.effects.push({ do: "upload", batch: unit.inFlight });
}

/** Takes in what the server has. Only ever upwards: an answer that comes late or twice changes nothing. */
export function take(unit, { sales, notes }) {
    const { memory } = unit;
    if (sales > memory.sales.length || notes > memory.notes.length) {
        if (!memory.failure) unit.event("CRITICAL_MEMORY_CORRUPT", { server: sales, unit: memory.sales.length });
        return;
    }
    const known = { sales: Math.max(sales, memory.acknowledgedSales), notes: Math.max(notes, memory.acknowledgedNotes) };
    if (known.sales !== memory.acknowledgedSales || known.notes !== memory.acknowledgedNotes) {
        acknowledge(unit, known);
    }
    const last = { sale: unit.inFlight?.sales.at(-1)?.sequence ?? 0, note: unit.inFlight?.notes.at(-1)?.note ?? 0 };
    if ((last.sale <= known.sales && last.note <= known.notes) || sales === known.sales) unit.inFlight = null;
    submitWhenDone(unit);
}

/** The server was restored from an older backup: what it lacks is sent again, and what it has it only confirms again. */
export function takeSetBack(unit, { sales, notes }) {
    const { memory } = unit;
    const [haveSales, haveNotes] = [memory.acknowledgedSales, memory.acknowledgedNotes];
    if ((sales >= haveSales && notes >= haveNotes) || memory.closed) return;
    acknowledge(unit, { sales: Math.min(sales, haveSales), notes: Math.min(notes, haveNotes) });
    unit.inFlight = null;
    unit.isStatementSubmitted = false;
}

function acknowledge(unit, { sales, notes }) {
    unit.persist("acknowledged", { sales, notes, collected: unit.memory.collected, at: timeText(unit.now) });
    unit.show("progress", { uploaded: sales, of: unit.memory.sales.length });
}

/** @param why `session`, `later`, `conflict` with its `sequence`, or `late`. */
export function takeRefusal(unit, { why, sequence }) {
    if (why === "session") {
        unit.session = null;
        if (unit.isLinked) unit.effects.push({ do: "authenticate" });
        return;
    }
    unit.inFlight = null;
    if (why === "conflict" && !unit.memory.failure) unit.event("SALE_CONFLICT", { sequence });
    if (why === "late") unit.explain("late");
}

// Time and close

export function tick(unit) {
    printNext(unit);
    const limit = unit.memory.definition?.rsu.reauthenticateSeconds;
    if (!unit.isOnline || limit === undefined || unit.reading.monotonic - unit.sessionSince < limit * 1000) return;
    unit.session = null;
    unit.effects.push({ do: "authenticate" });
}

/** At the closing time selling is over, and stays over whatever the clocks show later. */
export function closeWhenDue(unit) {
    if (unit.memory.definition && salesPeriod(unit.memory.definition, unit.now) === "over") close(unit, "time");
}

export function close(unit, cause) {
    if (!unit.memory.closing && unit.memory.definition) unit.persist("closing", { cause, at: timeText(unit.now) });
}

function submitWhenDone(unit) {
    const { memory } = unit;
    const isReady = memory.closing && !memory.closed && unit.isUploaded && unit.printing === null;
    if (!isReady || unit.error || !unit.isOnline) return;
    unit.isStatementSubmitted = true;
    unit.effects.push({ do: "submit", statement: memory.statement });
}

export function finish(unit) {
    const { memory } = unit;
    if (!memory.closing || memory.closed || !unit.isStatementSubmitted || memory.unsynced) return unit.explain("not-uploaded");
    return unit.persist("closed", { statement: memory.statement, at: timeText(unit.now) });
}
