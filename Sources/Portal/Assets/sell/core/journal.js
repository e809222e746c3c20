// A unit's critical memory: chained records in a store that the device keeps. Nothing is sold, printed or sent before its record is in it.

import { base64url, concat, textOf, unbase64url, utf8 } from "./bytes.js";
import { canonical } from "./canonical.js";
import { encodeFrame, isAuthentic, magic, origin, readFrame } from "./frame.js";
import { Impossible } from "./impossible.js";
import { kindNames, kinds, UnitMemory } from "./memory.js";

/** The journal is damaged: the unit does not sell any more. Holds what could still be read. */
export class JournalDamage extends Error {
    constructor(reason, record, found) {
        super(`the journal is corrupt at record ${record}: ${reason}`);
        Object.assign(this, { reason, record, ...found });
    }

    /** What the unit reports. */
    report() {
        return {
            rsu: this.rsu, operator: this.seller, collected: this.collected, reason: `record ${this.record}: ${this.reason}`.slice(0, 200),
        };
    }
}

/**
 * The store that a journal lies in keeps these promises:
 *
 * - `read()` gives `{rows: [{index, bytes}], count}`, rows by their index; `count` is how many there should be.
 * - `append(index, bytes)` returns when both the row and the new count are durable, or throws and has written neither. A row is never
 *   written over.
 */
export class Journal {
    #store;
    #mac;
    #count;
    #previous;
    #hasFailed = false;

    constructor(store, mac, count, previous) {
        this.#store = store;
        this.#mac = mac;
        this.#count = count;
        this.#previous = previous;
    }

    /** Begins a journal in an empty store. */
    static async create(store, mac, header) {
        if ((await store.read()).rows.length) throw new Error("there is a journal already");
        const body = { format: 1, ...header };
        const journal = new Journal(store, mac, 0, origin);
        await journal.append({ kind: "opened", body });
        return { journal, memory: new UnitMemory(body) };
    }

    /** Reads and checks everything; null when nothing was ever written. Throws `JournalDamage`. */
    static async open(store, mac) {
        const { rows, count } = await store.read();
        if (!rows.length && !count) return null;
        let memory = null;
        let previous = origin;
        const fail = async (reason, record) => new JournalDamage(reason, record, await salvage(rows, mac));
        for (const [place, { index, bytes }] of rows.entries()) {
            const frame = bytes instanceof Uint8Array ? readFrame(bytes) : null;
            if (index !== place) throw await fail("records are missing", place);
            if (!frame || frame.end !== bytes.length) throw await fail("its checksum is wrong", place);
            if (frame.sequence !== place || !(await isAuthentic(frame, previous, mac))) {
                throw await fail("it was not written by this unit after the record before", place);
            }
            try {
                const record = await decode(frame, mac);
                if (memory) memory.apply(record);
                else if (record.kind === "opened") memory = new UnitMemory(record.body);
                else throw new Impossible("the journal does not begin with its header");
            } catch (error) {
                throw await fail(error.message, place);
            }
            previous = frame.mac;
        }
        if (rows.length !== count) throw await fail("records are missing at the end", rows.length);
        return { journal: new Journal(store, mac, rows.length, previous), memory };
    }

    /** Writes a record: durable when this returns. When it throws nobody knows, and no more is written until the journal is opened anew. */
    async append(record) {
        if (this.#hasFailed) throw new Error("an earlier record could not be written");
        this.#hasFailed = true;
        const payload = canonical(await hidden(record, this.#mac));
        const frame = await encodeFrame(this.#count, kinds[record.kind], payload, this.#previous, this.#mac);
        await this.#store.append(this.#count, frame.bytes);
        this.#hasFailed = false;
        this.#count += 1;
        this.#previous = frame.mac;
    }
}

/** The journal as the file that other units keep, for who investigates a damaged one. */
export const journalFile = (rows) => concat(magic, ...rows.map(({ bytes }) => bytes));

async function decode(frame, mac) {
    const kind = kindNames[frame.kind];
    if (!kind) throw new Impossible("it is of a kind that is not known");
    return hidden({ kind, body: JSON.parse(textOf(frame.payload)) }, mac).then((body) => ({ kind, body }));
}

/** The validation key must not lie in the store as it is: XOR with HMAC(journal key, title ‖ raffle ‖ LF ‖ unit) hides and shows it. */
async function hidden({ kind, body }, mac) {
    if (kind !== "lease") return body;
    const { raffle, rsu, key } = body.lease;
    const bytes = unbase64url(key);
    if (bytes?.length !== 32) throw new Impossible("a lease without its key");
    const pad = await mac(utf8(`urna-rsu-validation-pad-v1\n${raffle}\n${rsu}`));
    return { ...body, lease: { ...body.lease, key: base64url(bytes.map((byte, place) => byte ^ pad[place])) } };
}

/** What can be read of a damaged journal: every record whose checksums are right. Not proven. */
async function salvage(rows, mac) {
    const found = { raffle: null, rsu: null, seller: null, collected: 0, sales: [], rows };
    const sales = new Map();
    for (const { bytes } of rows) {
        const frame = bytes instanceof Uint8Array ? readFrame(bytes) : null;
        if (!frame) continue;
        const { kind, body } = await decode(frame, mac).catch(() => ({}));
        if (!kind) continue;
        const source = { opened: body, lease: body.lease, sale: body.sale }[kind];
        found.raffle ??= source?.raffle ?? null;
        found.rsu ??= source?.rsu ?? null;
        if (kind === "sale") {
            sales.set(body.sale.sequence, body.sale);
            found.seller = body.sale.operator;
        }
        if (kind === "note" && body.code === "LOGON") found.seller = body.by;
        if (Number.isSafeInteger(body.collected)) found.collected = Math.max(found.collected, body.collected);
    }
    found.sales = [...sales.values()].sort((left, right) => left.sequence - right.sequence);
    return found;
}
