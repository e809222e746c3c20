// A raffle, a unit with its journal, printer and clocks, and a server that keeps the promise of the upload: for the tests of the selling unit.

import { createHmac } from "node:crypto";
import { readFileSync } from "node:fs";

const core = new URL("../../Sources/Portal/Assets/sell/core/", import.meta.url);
const load = (name) => import(new URL(name, core).href);
const { Journal } = await load("journal.js");
const { UnitRunner } = await load("runner.js");
const { SellingUnit } = await load("unit.js");
const { base64url } = await load("bytes.js");
const { timeText } = await load("times.js");
const { canonicalText } = await load("canonical.js");

export { load };
export const fixture = (name) => JSON.parse(readFileSync(new URL(`fixtures/${name}`, import.meta.url), "utf8"));
export const at = (time) => Date.parse(`2026-01-15T${time}.000Z`);
export const mac = async (bytes) => new Uint8Array(createHmac("sha256", Buffer.alloc(32, 5)).update(bytes).digest());
export const key = Uint8Array.from({ length: 32 }, (_, place) => place);
export const saleID = (number) => `00000000-0000-4000-8000-${number.toString(16).padStart(12, "0")}`;

export function definition(changes = {}) {
    return {
        title: "Winter 50/50", organisation: { name: "Rivertown Youth Hockey", licence: "L-1234", contact: null, website: null },
        location: "Rivertown Arena", currency: "USD", utcOffsetMinutes: 0, numbers: { first: 1, last: 1000 },
        packages: [
            { id: "P1", title: "1 number", numbers: 1, price: 500, validFrom: null, validTo: null },
            { id: "P2", title: "3 numbers", numbers: 3, price: 1000, validFrom: null, validTo: null },
        ],
        salesOpenAt: null, salesCloseAt: "2026-01-15T20:30:00.000Z", notice: null,
        rsu: { bufferLimit: 200, reauthenticateSeconds: 3600, failedValidationLimit: 3, maxClockSkewMilliseconds: 5000 },
        policies: { closeExtension: false }, ...changes,
    };
}

export const lease = (from = 0, to = 300) => ({
    raffle: "winter-50-50", rsu: "RSU-A", from, to, numbers: Array.from({ length: to - from }, (_, place) => from + place + 1),
    key: base64url(key),
});

/** A store that tests can look into and damage, and whose medium can fail. */
export class MemoryStore {
    rows = [];
    isFull = false;
    order = [];

    async read() {
        return { rows: this.rows.map((bytes, index) => ({ index, bytes })), count: this.count ?? this.rows.length };
    }

    async append(index, bytes) {
        await null;
        if (this.isFull || index !== this.rows.length) throw new Error("no room");
        this.rows.push(bytes);
        this.order.push("record");
    }
}

export class Desk {
    store = new MemoryStore();
    printed = [];
    fault = null;
    /** Counterfoils on paper; with a fault only so many more come out. */
    stubs = [];
    counterfoilFault = null;
    stubsLeft = 0;
    reading = { wall: at("20:00:00"), monotonic: 1_000_000 };
    messages = [];
    effects = [];
    #sales = 0;

    static async ready({ bufferLimit = 200, online = true, time = "20:00:00", changes = {} } = {}) {
        const desk = new Desk();
        desk.reading.wall = at(time);
        const header = { raffle: "winter-50-50", rsu: "RSU-A", program: "urna-sell 1.0", at: timeText(at("18:00:00")) };
        desk.#run(await Journal.create(desk.store, mac, header));
        await desk.send({ do: "programChecked", failure: null });
        await desk.send({ do: "standing", standing: "enabled" });
        const rules = definition(changes);
        rules.rsu.bufferLimit = bufferLimit;
        await desk.send({ do: "configured", definition: rules, eventNumber: 17 });
        await desk.send({ do: "leased", lease: lease() });
        await desk.send({ do: "logon", user: "op7", accepted: true });
        if (online) await desk.connect();
        return desk;
    }

    #run({ journal, memory }) {
        const printer = {
            print: async (ticket) => {
                this.store.order.push("print");
                if (this.fault) throw Object.assign(new Error(), { fault: this.fault });
                this.printed.push(ticket);
            },
            printCounterfoils: async (stubs) => {
                for (const [count, stub] of stubs.entries()) {
                    if (this.counterfoilFault && this.stubsLeft-- <= 0) return { count, fault: this.counterfoilFault };
                    this.stubs.push(stub);
                }
                return { count: stubs.length, fault: null };
            },
        };
        this.runner = new UnitRunner(new SellingUnit(memory, this.reading), journal, printer, () => ({ ...this.reading }));
    }

    get unit() { return this.runner.unit; }
    get memory() { return this.runner.unit.memory; }

    async send(input) {
        this.effects = await this.runner.handle(input);
        this.messages = this.effects.filter((effect) => effect.do === "show");
        // The printer answers by itself.
        for (let turn = 0; turn < 50 && (this.unit.printing ?? this.unit.printingCounterfoils) !== null && input.do !== "printed"; turn += 1) await new Promise(setImmediate);
        await this.runner.handle({ do: "tick" });
    }

    async connect(session = "s1", serverTime = this.unit.now) {
        await this.send({ do: "linkRestored" });
        await this.send({ do: "authenticated", session, serverTime });
    }

    pass(seconds) {
        this.reading = { wall: this.reading.wall + seconds * 1000, monotonic: this.reading.monotonic + seconds * 1000 };
    }

    setClock(seconds) {
        this.reading = { ...this.reading, wall: this.reading.wall + seconds * 1000 };
    }

    async sell(entry = "P1", id = (this.#sales += 1)) {
        await this.send({ do: "sell", sale: saleID(id), package: entry, payment: { method: "cash", reference: null } });
    }

    /** Loses all that was not in the store, and starts again. */
    async restart() {
        this.#run(await Journal.open(this.store, mac));
        await this.send({ do: "programChecked", failure: null });
    }

    get refusal() { return this.messages.find(({ what }) => what === "refused")?.values.code ?? null; }
    get batch() { return this.effects.find((effect) => effect.do === "upload")?.batch ?? null; }
    get statement() { return this.effects.find((effect) => effect.do === "submit")?.statement ?? null; }
    events(code) { return this.memory.notes.filter((note) => note.code === code).length; }
}

/** Takes each sale once, answers with what it holds. */
export class ModelServer {
    sales = [];
    notes = [];
    conflicts = [];

    take({ sales, notes }) {
        for (const sale of sales) {
            const held = this.sales[sale.sequence - 1];
            if (held && canonicalText(held) !== canonicalText(sale)) this.conflicts.push(sale.sequence);
            else if (!held && sale.sequence === this.sales.length + 1) this.sales.push(structuredClone(sale));
        }
        for (const note of notes) if (note.note === this.notes.length + 1) this.notes.push(structuredClone(note));
        return { do: "acknowledged", sales: this.sales.length, notes: this.notes.length };
    }
}
