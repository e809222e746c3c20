// The selling unit's decisions: full buffers, exactly-once uploads, restarts, clocks, closing, printers, checks.

import assert from "node:assert/strict";
import { test } from "node:test";
import { at, Desk, fixture, lease, load, mac, ModelServer, saleID } from "./sell-support.mjs";

const { ClockGuard } = await load("clock.js");
const { Journal, JournalDamage } = await load("journal.js");
const { statementOf } = await load("sale.js");
const { checkFiles, isOlder, readRelease } = await load("release.js");
const { utf8 } = await load("bytes.js");
const { verifierKey } = await load("note.js");

test("loss of the line, full buffer, exactly once, a restart: 5 tickets and 2500, whatever happens", async () => {
    const desk = await Desk.ready({ bufferLimit: 5 });
    const server = new ModelServer();
    await desk.send({ do: "linkLost" });
    for (let count = 0; count < 5; count += 1) await desk.sell();
    assert.equal(desk.events("BUFFER_80"), 1);
    assert.equal(desk.printed.length, 5);
    assert.deepEqual(desk.memory.sales.flatMap(({ numbers }) => numbers), [1, 2, 3, 4, 5]);
    assert.equal(new Set(desk.memory.sales.map(({ validation }) => validation)).size, 5);
    assert.ok(desk.memory.sales.every(({ offline }) => offline));
    assert.equal(desk.unit.state.name, "active");

    for (let count = 0; count < 2; count += 1) {
        await desk.sell();
        assert.equal(desk.refusal, "BUFFER_FULL");
    }
    assert.deepEqual(desk.unit.state, { name: "suspended", reason: "the buffer is full" });
    assert.equal(desk.events("BUFFER_FULL"), 1);
    assert.equal(desk.memory.sales.length, 5);

    // A new connection takes a new session before anything is sent.
    await desk.send({ do: "linkRestored" });
    assert.ok(desk.effects.some((effect) => effect.do === "authenticate"));
    await desk.send({ do: "sync" });
    assert.equal(desk.batch, null);
    await desk.send({ do: "authenticated", session: "s2", serverTime: at("20:00:01") });
    assert.equal(desk.events("OFFLINE_ENDED"), 1);

    // The answer is lost, and the same batch sent twice more.
    await desk.send({ do: "sync" });
    const first = desk.batch;
    server.take(first);
    for (let count = 0; count < 2; count += 1) {
        await desk.send({ do: "sync" });
        assert.equal(desk.batch, first);
        server.take(desk.batch);
    }
    assert.equal(server.sales.reduce((sum, { price }) => sum + price, 0), 2500);

    // Away between print and upload.
    const before = structuredClone(desk.memory.sales);
    await desk.restart();
    assert.deepEqual(desk.memory.sales, before);
    assert.equal(desk.unit.state.name, "suspended");
    await desk.connect("s3");
    await desk.send({ do: "sync" });
    await desk.send(server.take(desk.batch));
    assert.equal(server.sales.length, 5);
    assert.deepEqual(server.conflicts, []);
    assert.equal(desk.memory.acknowledgedSales, 5);
    assert.equal(desk.unit.state.name, "active");
});

test("a sale is in the journal before its ticket is printed, and nothing is sold while it is at the printer", async () => {
    const desk = await Desk.ready();
    desk.store.order = [];
    await desk.sell();
    assert.deepEqual(desk.store.order.slice(0, 2), ["record", "print"]);
    assert.ok(!desk.memory.unprinted.size);

    const [, second] = await Promise.all(
        [98, 99].map((id) => desk.runner.handle({ do: "sell", sale: saleID(id), package: "P1", payment: { method: "cash" } })),
    );
    assert.equal(second[0].values.code, "PRINTING");
    assert.equal(desk.memory.sales.length, 2);
});

test("the same sale id sells once", async () => {
    const desk = await Desk.ready();
    await desk.sell("P1", 7);
    await desk.sell("P2", 7);
    assert.equal(desk.memory.sales.length, 1);
    assert.equal(desk.messages[0].what, "already-sold");
    assert.equal(desk.printed.length, 1);
});

test("20:29:59 sells, 20:30:00 does not, and no clock opens sales again", async () => {
    const desk = await Desk.ready({ time: "20:20:00" });
    const server = new ModelServer();
    await desk.send({ do: "linkLost" });
    desk.pass(9 * 60 + 59);
    await desk.sell();
    assert.equal(desk.memory.sales[0].soldAt, "2026-01-15T20:29:59.000Z");
    desk.pass(1);
    await desk.sell();
    assert.equal(desk.refusal, "SALES_OVER");
    desk.setClock(-1800);
    await desk.sell();
    assert.equal(desk.refusal, "SALES_OVER");
    assert.equal(desk.events("CLOCK_STEP"), 1);
    await desk.restart();
    await desk.sell();
    assert.equal(desk.refusal, "SALES_OVER");
    assert.equal(desk.unit.state.name, "closing");

    // Not closed before all is uploaded and the server agrees.
    await desk.send({ do: "statementAccepted" });
    assert.equal(desk.memory.closed, null);
    desk.pass(600);
    await desk.connect("s2", at("20:41:00"));
    await desk.send({ do: "sync" });
    await desk.send(server.take(desk.batch));
    const { raffle, rsu } = desk.memory.header;
    assert.deepEqual(desk.statement, statementOf(raffle, rsu, server.sales));
    await desk.send({ do: "statementAccepted" });
    assert.equal(desk.unit.state.name, "closed");
    await desk.send({ do: "leased", lease: lease(300, 310) });
    await desk.sell();
    assert.equal(desk.refusal, "SALES_OVER");
    const printed = desk.printed.length;
    await desk.send({ do: "reprint", sequence: 1 });
    assert.equal(desk.messages[0].values.why, "reprint-over");
    assert.equal(desk.printed.length, printed);
});

test("a clock set back while the page was closed does not make time stand still", async () => {
    const desk = await Desk.ready({ time: "20:29:00" });
    await desk.sell();
    desk.setClock(-3600);
    await desk.restart();
    desk.pass(59);
    await desk.sell();
    assert.equal(desk.memory.sales.length, 2);
    desk.pass(1);
    await desk.sell();
    assert.equal(desk.refusal, "SALES_OVER");
});

test("whatever the wall clock does, time never falls behind the server's time and the seconds counted since", () => {
    let seed = 7;
    const random = () => (seed = (seed * 16807) % 2147483647) / 2147483647;
    const start = at("20:00:00");
    const reading = { wall: start, monotonic: 1000 };
    const clock = new ClockGuard(reading);
    clock.synchronise(start, reading);
    let steps = 0;
    let told = 0;
    for (let count = 0; count < 5000; count += 1) {
        const pass = random() * 5000;
        reading.monotonic += pass;
        reading.wall += pass;
        if (random() < 0.1) {
            reading.wall += (2001 + random() * 3_600_000) * (random() < 0.5 ? 1 : -1);
            steps += 1;
        }
        if (clock.observe(reading)) told += 1;
        assert.ok(clock.now(reading) >= start + reading.monotonic - 1000 - 1e-3);
        assert.ok(clock.now(reading) >= reading.wall);
    }
    assert.equal(told, steps);
    const wrong = { wall: at("19:50:00"), monotonic: 0 };
    const corrected = new ClockGuard(wrong);
    assert.equal(corrected.synchronise(start, wrong), 600_000);
    assert.equal(corrected.now({ wall: at("18:00:00"), monotonic: 60_000 }), at("20:01:00"));
});

test("a fault of the printer stops selling, the sale stands, and the reprint is marked and noted", async () => {
    const desk = await Desk.ready();
    desk.fault = "paper-out";
    await desk.sell();
    assert.equal(desk.memory.sales.length, 1);
    assert.ok(desk.memory.unprinted.has(1));
    assert.equal(desk.events("PRINTER_PAPER_OUT"), 1);
    await desk.sell();
    assert.equal(desk.refusal, "PRINTER_PAPER_OUT");
    desk.fault = null;
    await desk.send({ do: "reprint", sequence: 1 });
    assert.equal(desk.printed.at(-1).mark, "REPRINT");
    assert.deepEqual(desk.printed.at(-1).numbers, [1]);
    assert.equal(desk.memory.notes.filter(({ type }) => type === "reprint").length, 1);
    assert.ok(!desk.memory.unprinted.size);
    await desk.sell();
    assert.equal(desk.printed.at(-1).mark, null);
    await desk.send({ do: "printerReported", fault: "paper-low" });
    await desk.sell();
    assert.equal(desk.refusal, null);
});

test("void requests and their withdrawal are notes; without a reason there is none", async () => {
    const desk = await Desk.ready();
    await desk.sell();
    await desk.send({ do: "requestVoid", sequence: 1, reason: "" });
    await desk.send({ do: "requestVoid", sequence: 2, reason: "misprint" });
    await desk.send({ do: "requestVoid", sequence: 1, reason: "x".repeat(401) });
    assert.equal(desk.memory.notes.filter(({ type }) => type === "mark").length, 0);
    await desk.send({ do: "requestVoid", sequence: 1, reason: "misprint: smeared" });
    await desk.send({ do: "withdrawVoidRequest", sequence: 1 });
    assert.deepEqual(desk.memory.notes.slice(-2).map(({ type, ticket }) => [type, ticket]), [["mark", "RSU-A-1"], ["unmark", "RSU-A-1"]]);
});

test("without seller, check, numbers, leave or a fitting payment nothing is sold", async () => {
    const desk = await Desk.ready();
    await desk.send({ do: "logoff" });
    await desk.sell();
    assert.equal(desk.refusal, "NO_OPERATOR");
    await desk.send({ do: "logon", user: "op7", accepted: true });
    await desk.send({ do: "programChecked", failure: "not as it was signed: core/unit.js" });
    await desk.sell();
    assert.equal(desk.refusal, "PROGRAM_MISMATCH");
    assert.equal(desk.events("PROGRAM_MISMATCH"), 1);
    await desk.send({ do: "programChecked", failure: null });
    await desk.send({ do: "standing", standing: "enrolled" });
    await desk.sell();
    assert.equal(desk.refusal, "NOT_ACTIVE");
    await desk.send({ do: "standing", standing: "enabled" });
    await desk.sell("P9");
    assert.equal(desk.refusal, "UNKNOWN_PACKAGE");
    await desk.send({ do: "sell", sale: saleID(50), package: "P1", payment: { method: "gold" } });
    assert.equal(desk.refusal, "PAYMENT_INVALID");
    assert.equal(desk.memory.sales.length, 0);
    const fresh = await Desk.ready({ bufferLimit: 0 });
    await fresh.send({ do: "linkLost" });
    await fresh.sell();
    assert.equal(fresh.refusal, "NOT_CONNECTED");
});

test("numbers run out, and only foreign or repeated ones are refused", async () => {
    const desk = await Desk.ready({ bufferLimit: 1000 });
    for (let count = 0; count < 100; count += 1) await desk.sell("P2");
    await desk.sell();
    assert.equal(desk.refusal, "NUMBERS_EXHAUSTED");
    for (const wrong of [{ ...lease(290, 310) }, { ...lease(300, 310), rsu: "RSU-B" }, { ...lease(1000, 1010) }, { ...lease(300, 310), key: "A".repeat(43) }]) {
        await desk.send({ do: "leased", lease: wrong });
        assert.equal(desk.messages[0]?.values.why, "foreign-numbers");
    }
    await desk.send({ do: "leased", lease: lease() });
    assert.equal(desk.memory.numbersLeft, 0);
    await desk.send({ do: "leased", lease: lease(300, 310) });
    await desk.sell();
    assert.deepEqual(desk.memory.sales.at(-1).numbers, [301]);
});

test("a journal that cannot be written stops the unit: nothing is printed, and a restart knows only what is on record", async () => {
    const desk = await Desk.ready();
    await desk.sell();
    desk.store.isFull = true;
    await desk.sell();
    assert.equal(desk.printed.length, 1);
    assert.equal(desk.unit.state.code, "JOURNAL_FAILED");
    desk.store.isFull = false;
    await desk.sell();
    assert.equal(desk.refusal, "JOURNAL_FAILED");
    await desk.restart();
    assert.equal(desk.memory.sales.length, 1);
    await desk.sell();
    assert.equal(desk.memory.sales.length, 2);
});

test("a server that has more than the unit, or another sale, stops it for good; one that was restored gets all again", async () => {
    const desk = await Desk.ready();
    const server = new ModelServer();
    await desk.sell();
    await desk.sell();
    await desk.send({ do: "sync" });
    await desk.send(server.take(desk.batch));
    await desk.send({ do: "serverSetBack", sales: 1, notes: 1 });
    assert.equal(desk.memory.acknowledgedNotes, 1);
    await desk.send({ do: "sync" });
    assert.deepEqual(desk.batch.sales.map(({ sequence }) => sequence), [2]);
    await desk.send(server.take(desk.batch));
    assert.equal(desk.memory.acknowledgedSales, 2);
    await desk.send({ do: "uploadRefused", why: "conflict", sequence: 1 });
    assert.equal(desk.unit.state.code, "SALE_CONFLICT");

    const other = await Desk.ready();
    await other.send({ do: "acknowledged", sales: 3, notes: 0 });
    assert.equal(other.unit.state.code, "CRITICAL_MEMORY_CORRUPT");
    await other.restart();
    await other.sell();
    assert.equal(other.refusal, "CRITICAL_MEMORY_CORRUPT");
});

test("one outage is noted once, however often it is tried; re-authentication is due by the monotonic clock", async () => {
    const desk = await Desk.ready({ changes: { salesCloseAt: null } });
    for (let count = 0; count < 3; count += 1) await desk.send({ do: "linkLost" });
    assert.equal(desk.events("OFFLINE_STARTED"), 1);
    await desk.connect("s2");
    desk.pass(3600);
    const effects = await desk.runner.handle({ do: "tick" });
    assert.ok(effects.some((effect) => effect.do === "authenticate"));
    for (let count = 0; count < 3; count += 1) await desk.send({ do: "authenticationRefused" });
    assert.equal(desk.unit.state.name, "suspended");
});

test("a record that no unit could have written is corruption, though its MAC is right", async () => {
    const desk = await Desk.ready();
    await desk.sell();
    const { journal } = await Journal.open(desk.store, mac);
    const sale = { ...desk.memory.sales[0], sequence: 2, ticket: "RSU-A-2", sale: saleID(77), numbers: [99] };
    await journal.append({ kind: "sale", body: { sale, collected: 1000 } });
    await assert.rejects(Journal.open(desk.store, mac), JournalDamage);
});

test("a release is taken only whole, signed and not older", async () => {
    const { note, key } = fixture("sell-unit.json").release;
    await assert.rejects(readRelease(utf8(note), verifierKey(key)), { code: "malformed" });
    const other = verifierKey("localhost/audit+028f8974+AYcVgpnl4BFyH0dv6ab7KmWPOfO5VICVIuFAwB2LkLQF");
    await assert.rejects(readRelease(utf8(note), other), { code: "unsigned" });
    const { makeRelease } = await import("./sell-release.mjs");
    const signed = await makeRelease({ "index.html": "<!doctype html>", "app.js": "1" }, "1.2.3");
    const release = await readRelease(signed.note, signed.key);
    assert.equal(release.version, "1.2.3");
    const files = { "index.html": "<!doctype html>", "app.js": "1" };
    await checkFiles(release, (path) => utf8(files[path]));
    await assert.rejects(checkFiles(release, (path) => utf8(`${files[path]} `)), { code: "altered", paths: ["app.js", "index.html"] });
    await assert.rejects(checkFiles(release, (path) => (path === "app.js" ? null : utf8(files[path]))), { paths: ["app.js"] });
    for (const wrong of [{ "../x": "1", "index.html": "" }, { "a//b": "1", "index.html": "" }, { "app.js": "1" }]) {
        const { note: bad, key: badKey } = await makeRelease(wrong, "1.0");
        await assert.rejects(readRelease(bad, badKey), { code: "malformed" });
    }
    assert.ok(isOlder("0.9.1", "0.10.0") && !isOlder("0.10.0", "0.9.1") && !isOlder("1.0.0", "1.0.0") && isOlder("1.0.0-dev", "1.0.1"));
});
