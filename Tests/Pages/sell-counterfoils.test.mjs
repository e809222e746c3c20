// Counterfoils of the selling unit's page: the records and the paper of the terminal, and each once in the drum whatever happens.

import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { test } from "node:test";
import { Desk, fixture, load, mac, ModelServer } from "./sell-support.mjs";

const { base64, base64url, textOf, unbase64, unbase64url, utf8 } = await load("bytes.js");
const { inDoubt, waiting, waitingCount } = await load("counterfoils.js");
const { escpos } = await load("escpos.js");
const { magic, readFrame } = await load("frame.js");
const { Journal, JournalDamage } = await load("journal.js");
const { kindNames } = await load("memory.js");
const { bearerTicket, counterfoilsOf, ticketText } = await load("ticket.js");
const { printerFaults } = await load("selling.js");

const terminal = fixture("sell-counterfoils.json");
const terminalMac = async (bytes) => new Uint8Array(createHmac("sha256", unbase64url(terminal.journalKey)).update(bytes).digest());
const numbers = (desk) => desk.stubs.map(({ number }) => number);

async function ready() {
    const desk = await Desk.ready();
    await desk.send({ do: "counterfoilPrinterFitted", isFitted: true });
    return desk;
}

function terminalRows() {
    const rows = [];
    const bytes = unbase64(terminal.journal);
    for (let start = magic.length; start < bytes.length; ) {
        const { end } = readFrame(bytes, start);
        rows.push({ index: rows.length, bytes: bytes.slice(start, end) });
        start = end;
    }
    return rows;
}

test("the terminal's journal with counterfoils is read, and written again byte for byte", async () => {
    const rows = terminalRows();
    const { memory } = await Journal.open({ read: async () => ({ rows, count: rows.length }) }, terminalMac);
    assert.equal(memory.counterfoils.printer, "on");
    assert.deepEqual(memory.counterfoils.jobs, []);
    assert.equal(memory.sales.length, 4);
    const payload = ({ bytes }) => JSON.parse(textOf(readFrame(bytes).payload));
    const { format: _, ...header } = payload(rows[0]);
    const written = [];
    const store = { read: async () => ({ rows: [], count: 0 }), append: async (index, bytes) => written.push(bytes) };
    const { journal } = await Journal.create(store, terminalMac, header);
    const kinds = new Set();
    for (const row of rows.slice(1)) {
        const record = { kind: kindNames[readFrame(row.bytes).kind], body: payload(row) };
        kinds.add(record.kind);
        if (record.kind === "lease") {
            const { raffle, rsu, key } = record.body.lease;
            const pad = await terminalMac(utf8(`urna-rsu-validation-pad-v1\n${raffle}\n${rsu}`));
            record.body.lease.key = base64url(unbase64url(key).map((byte, place) => byte ^ pad[place]));
        }
        await journal.append(record);
    }
    assert.deepEqual(written.map(base64), rows.map(({ bytes }) => base64(bytes)));
    for (const kind of ["counterfoil-printer", "counterfoils-begun", "counterfoils-printed"]) assert.ok(kinds.has(kind), kind);
});

test("counterfoils are line for line those of the terminal, one for each number", async () => {
    const rows = terminalRows();
    const { memory } = await Journal.open({ read: async () => ({ rows, count: rows.length }) }, terminalMac);
    const stubs = memory.sales.flatMap((sale) => counterfoilsOf(bearerTicket(sale, memory.definition, memory.eventNumber, memory.key)));
    const rule = "-".repeat(32);
    assert.equal(stubs.map((stub) => `${ticketText(stub, 32)}${rule}\n`).join(""), terminal.counterfoils32);
    const bytes = Buffer.from(escpos(stubs[0], 42));
    assert.ok(bytes.includes("COUNTERFOIL") && bytes.includes(stubs[0].barcode) && bytes.includes(`Value: ${stubs[0].price}`));
});

test("counterfoils come out after their ticket, one for each number, none marked; without a printer for them none waits", async () => {
    const desk = await ready();
    desk.store.order = [];
    await desk.sell("P2");
    await desk.sell();
    assert.deepEqual(numbers(desk), [1, 2, 3, 4]);
    assert.equal(desk.printed.length, 2);
    assert.ok(desk.stubs.every(({ mark }) => mark === null));
    assert.deepEqual(waiting(desk.unit), []);
    const without = await Desk.ready();
    await without.send({ do: "counterfoilPrinterFitted", isFitted: false });
    await without.sell("P2");
    assert.ok(!without.stubs.length && !without.memory.counterfoils.jobs.length);
});

for (const fault of Object.keys(printerFaults)) {
    test(`a counterfoil printer that says ${fault} stops no sale; what waits outlives a restart and comes out once`, async () => {
        const desk = await ready();
        await desk.sell();
        desk.counterfoilFault = fault;
        desk.stubsLeft = 2;
        await desk.sell("P2");
        assert.deepEqual(numbers(desk), [1, 2, 3]);
        await desk.sell("P2");
        assert.equal(desk.printed.length, 3);
        assert.equal(desk.refusal, null, "tickets do not wait for counterfoils");
        assert.deepEqual(numbers(desk), [1, 2, 3]);
        const told = desk.memory.notes.filter(({ code, data }) => code === printerFaults[fault].event && data.printer === "counterfoils");
        assert.equal(told.length, 1, "a fault is told once");
        assert.equal(told[0].data.ticket, "RSU-A-2");
        const before = structuredClone(waiting(desk.unit));
        assert.deepEqual(before.map(({ sequence, printed }) => [sequence, printed]), [[2, 2], [3, 0]]);
        assert.equal(waitingCount(desk.unit), 4);
        await desk.restart();
        await desk.send({ do: "tick" });
        assert.deepEqual(waiting(desk.unit), before);
        assert.equal(desk.unit.counterfoilFault, fault);
        desk.counterfoilFault = null;
        await desk.send({ do: "counterfoilPrinterReady" });
        await desk.send({ do: "tick" });
        assert.deepEqual(numbers(desk), [1, 2, 3, 4, 5, 6, 7]);
        await desk.restart();
        await desk.send({ do: "tick" });
        assert.deepEqual(numbers(desk), [1, 2, 3, 4, 5, 6, 7], "none comes out twice");
    });
}

test("a printer taken out keeps what waits, is told once, and prints when it is in again, also after a restart", async () => {
    const desk = await ready();
    for (let count = 0; count < 2; count += 1) await desk.send({ do: "counterfoilPrinterSwitched", isOn: false });
    assert.equal(desk.events("PRINTER_REMOVED"), 1);
    await desk.sell("P2");
    await desk.sell();
    assert.equal(desk.printed.length, 2);
    await desk.restart();
    for (const input of [{ do: "counterfoilPrinterFitted", isFitted: true }, { do: "printerReady" }, { do: "tick" }]) await desk.send(input);
    assert.deepEqual(numbers(desk), [], "being ready does not put it in again");
    await desk.send({ do: "counterfoilPrinterSwitched", isOn: true });
    await desk.send({ do: "tick" });
    assert.equal(desk.events("PRINTER_ENABLED"), 1);
    assert.deepEqual(numbers(desk), [1, 2, 3, 4]);
    await desk.send({ do: "logoff" });
    await desk.send({ do: "counterfoilPrinterSwitched", isOn: false });
    assert.equal(desk.memory.counterfoils.printer, "on", "nobody was logged on");
});

test("a ticket that does not come out does not keep its counterfoils from the drum; a reprint adds none", async () => {
    const desk = await ready();
    desk.fault = "paper-out";
    await desk.sell("P2");
    assert.deepEqual([desk.printed.length, numbers(desk)], [0, [1, 2, 3]]);
    desk.fault = null;
    await desk.send({ do: "reprint", sequence: 1 });
    assert.deepEqual([desk.printed.length, numbers(desk)], [1, [1, 2, 3]]);
});

test("cut off after any record, each counterfoil comes out once or is in doubt and named", async () => {
    const desk = await ready();
    await desk.sell();
    await desk.send({ do: "counterfoilPrinterSwitched", isOn: false });
    const start = desk.store.rows.length;
    await desk.sell("P2");
    await desk.send({ do: "counterfoilPrinterSwitched", isOn: true });
    await desk.send({ do: "tick" });
    const rows = desk.store.rows;
    let doubts = 0;
    for (let count = start; count <= rows.length; count += 1) {
        desk.store.rows = rows.slice(0, count);
        desk.stubs = [];
        const { memory } = await Journal.open(desk.store, mac);
        const isBegun = memory.counterfoils.jobs.some(({ isAtPrinter }) => isAtPrinter);
        const isDue = memory.sales.length === 2 && memory.counterfoils.jobs.some(({ isAtPrinter }) => !isAtPrinter);
        await desk.restart();
        if (memory.counterfoils.printer === "off") await desk.send({ do: "counterfoilPrinterSwitched", isOn: true });
        await desk.send({ do: "tick" });
        assert.deepEqual(numbers(desk), isDue ? [2, 3, 4] : [], `cut after ${count}`);
        assert.deepEqual(inDoubt(desk.unit).map(({ sequence }) => sequence), isBegun ? [2] : [], `cut after ${count}`);
        doubts += isBegun ? 1 : 0;
    }
    assert.equal(doubts, 1);
});

test("counterfoils that wait keep no unit from closing, and still come out after it", async () => {
    const desk = await ready();
    const server = new ModelServer();
    desk.counterfoilFault = "paper-out";
    await desk.sell("P2");
    await desk.send({ do: "closeRequested" });
    await desk.send({ do: "sync" });
    await desk.send(server.take(desk.batch));
    assert.ok(desk.statement);
    await desk.send({ do: "statementAccepted" });
    assert.equal(desk.unit.state.name, "closed");
    desk.counterfoilFault = null;
    await desk.send({ do: "counterfoilPrinterReady" });
    await desk.send({ do: "tick" });
    assert.deepEqual(numbers(desk), [1, 2, 3]);
});

test("records about counterfoils that no unit wrote are corruption, though their MAC is right", async () => {
    const impossible = [
        ["counterfoil-printer", { printer: "maybe" }], ["counterfoils-begun", { sequence: 9 }], ["counterfoils-begun", { sequence: 1 }],
        ["counterfoils-printed", { sequence: 2, count: 1, fault: "paper-out" }],
    ];
    for (const [kind, body] of impossible) {
        const desk = await ready();
        await desk.sell();
        const { journal } = await Journal.open(desk.store, mac);
        await journal.append({ kind, body: { ...body, at: "2026-01-15T20:00:00.000Z" } });
        await assert.rejects(Journal.open(desk.store, mac), JournalDamage, JSON.stringify([kind, body]));
    }
    for (const [count, fault] of [[3, "paper-out"], [2, null], [4, null], [-1, "failed"], [1, "gone"], [1.5, "failed"]]) {
        const desk = await ready();
        desk.counterfoilFault = "paper-out";
        await desk.send({ do: "counterfoilPrinterSwitched", isOn: false });
        await desk.sell("P2");
        const { journal } = await Journal.open(desk.store, mac);
        const at = "2026-01-15T20:00:00.000Z";
        await journal.append({ kind: "counterfoils-begun", body: { sequence: 1, at } });
        await Journal.open(desk.store, mac);
        await journal.append({ kind: "counterfoils-printed", body: { sequence: 1, count, fault, at } });
        await assert.rejects(Journal.open(desk.store, mac), JournalDamage, JSON.stringify([count, fault]));
    }
});
