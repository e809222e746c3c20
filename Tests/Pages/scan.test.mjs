import assert from "node:assert/strict";
import { test } from "node:test";
import { bytesOf, library, seeded } from "./support.mjs";

const { EntryScanner, memberName } = await import(new URL("scan.js", library));
const { parseCanonical } = await import(new URL("canonical.js", library));
const { Sales } = await import(new URL("sales.js", library));
const { Fold, foldMessages, WorkerFold } = await import(new URL("fold.js", library));
const { decodeBundle } = await import(new URL("tile.js", library));
const { equal } = await import(new URL("bytes.js", library));

const utf8 = (text) => new TextEncoder().encode(text);
const entries = decodeBundle(bytesOf("raffle/log/tile/entries/000.p/23"), 23);
const scanner = new EntryScanner();

function canonicalOf(bytes) {
    try {
        return parseCanonical(bytes, { depthMax: 16 });
    } catch {
        return undefined;
    }
}

/** Fails when the scanner takes what is not canonical, or reads it otherwise; whether it was taken. */
function agrees(bytes) {
    if (!scanner.scan(bytes)) return false;
    const value = canonicalOf(bytes);
    const text = new TextDecoder().decode(bytes);
    assert.ok(value !== undefined, `the scanner takes ${text}`);
    assert.equal(scanner.members, Object.keys(value).length, text);
    for (const [name, member] of Object.entries(value)) {
        assert.equal(scanner.text(memberName(name)), typeof member === "string" ? member : null, text);
        assert.equal(scanner.count(memberName(name)), typeof member === "number" ? member : -1, text);
        const numbers = [];
        const isList = scanner.counts(memberName(name), (number) => numbers.push(number));
        assert.equal(isList, Array.isArray(member) && member.every((each) => typeof each === "number"), text);
        if (isList) assert.deepEqual(numbers, member);
    }
    assert.equal(scanner.find(memberName("no such member")), -1);
    return true;
}

test("the entries of a real ledger are read as they are", () => {
    assert.ok(entries.filter(agrees).length >= 15);
    assert.ok(entries.filter((bytes) => canonicalOf(bytes)?.type === "sale").every(agrees), "every sale is plain");
});

test("whatever the scanner takes is canonical: every byte of a sale changed, left out and doubled", () => {
    const sale = entries.find((bytes) => canonicalOf(bytes)?.type === "sale");
    let taken = 0;
    for (let at = 0; at < sale.length; at += 1) {
        for (let value = 0; value < 256; value += 1) {
            const copy = sale.slice();
            copy[at] = value;
            if (agrees(copy)) taken += 1;
        }
        for (const changed of [[...sale.slice(0, at), ...sale.slice(at + 1)], [...sale.slice(0, at), sale[at], ...sale.slice(at)], [...sale.slice(0, at)]]) {
            if (agrees(Uint8Array.from(changed))) taken += 1;
        }
    }
    assert.ok(taken > 10_000, `${taken} of the changed ones are canonical too`);
});

test("texts made of JSON's pieces are taken only when they are canonical", () => {
    const random = seeded(20_261_121);
    const pieces = ['{"a":', '"b"', ":", ",", "[", "]", "}", "{", '"a"', '"aa"', "1", "0", "12", "01", "-1", "1.5", "1e3", "true", "false", "null", " ", '"\\n"', '"é"', '""', "123456789012345", "1234567890123456"];
    const counts = { taken: 0, canonical: 0 };
    for (let round = 0; round < 200_000; round += 1) {
        const middle = Array.from({ length: 1 + Math.floor(random() * 7) }, () => pieces[Math.floor(random() * pieces.length)]).join("");
        const bytes = utf8(round % 2 ? middle : `{"a":${middle}}`);
        if (agrees(bytes)) counts.taken += 1;
    }
    for (const text of ['{"a":1,"b":[1,2,0]}', '{"a":{"b":{}},"aa":[[]],"b":[true,null]}', "{}", '{"a!":1,"a\\"":1}', '{"a b":1,"ab":"x"}']) {
        if (agrees(utf8(text))) counts.canonical += 1;
    }
    assert.ok(counts.taken > 1000, `${counts.taken} were taken`);
    assert.equal(counts.canonical, 4);
});

test("depth, members and length have bounds; what is beyond is left to the other reader", () => {
    const nested = (depth) => utf8(`{"a":${"[".repeat(depth)}${"]".repeat(depth)}}`);
    assert.ok(agrees(nested(15)));
    assert.equal(scanner.scan(nested(16)), false);
    assert.equal(scanner.scan(nested(100_000)), false);
    const many = (count) => utf8(`{${Array.from({ length: count }, (_, at) => `"m${String(at).padStart(3, "0")}":${at}`).join(",")}}`);
    assert.ok(agrees(many(64)));
    assert.equal(scanner.scan(many(65)), false);
    for (const text of ["", "[]", "1", '"a"', '{"a":1', '{"a":1}}', '{"a":1} ', '{"b":1,"a":2}', '{"a":1,"a":2}', '{"aa":1,"a":2}', '{"a":1,}', "{,}", '{"a"}', '{"a":}', '{"a":tru}', '{"a":"\u0001"}']) {
        assert.equal(scanner.scan(utf8(text)), false, text);
    }
});

test("a sale is the same whether it was scanned or parsed, and the same ones are refused", () => {
    const good = { commitment: "A".repeat(42) + "_", numbers: [3, 1, 4_294_967_295], price: 500, soldAt: "2026-01-01T00:00:00.000Z", ticket: "A-1", type: "sale" };
    const outcome = (take) => {
        const sales = new Sales();
        try {
            take(sales);
            return [[...sales.indexOf], sales.soldAt, [...sales.prices.subarray(0, sales.count)], [...sales.keys.subarray(0, sales.keyCount)], Buffer.from(sales.commitments.subarray(0, 43)).toString()];
        } catch (problem) {
            return problem.code ?? assert.fail(problem);
        }
    };
    const wrong = [
        { ticket: 7 }, { ticket: undefined }, { numbers: undefined }, { numbers: "1" }, { numbers: [1, "2"] }, { numbers: [4_294_967_296] }, { price: "5" }, { price: undefined }, { soldAt: 1 }, { commitment: null },
        { commitment: "A".repeat(42) }, { commitment: "A".repeat(44) }, { commitment: "A".repeat(42) + "+" },
    ];
    for (const change of [{}, { numbers: [] }, ...wrong]) {
        const value = JSON.parse(JSON.stringify({ ...good, ...change }));
        const sorted = Object.fromEntries(Object.keys(value).sort().map((name) => [name, value[name]]));
        const bytes = utf8(JSON.stringify(sorted));
        assert.ok(scanner.scan(bytes), JSON.stringify(value));
        const [scanned, parsed] = [outcome((sales) => sales.takeScanned(scanner)), outcome((sales) => sales.take(value))];
        assert.deepEqual(scanned, parsed, JSON.stringify(value));
        assert.equal(scanned === "malformed", wrong.includes(change), JSON.stringify(value));
    }
    const twice = (sales) => { sales.take(good); sales.take(good); };
    assert.equal(outcome(twice), "sold-twice");
    const many = new Sales();
    for (let at = 0; at < 5000; at += 1) many.take({ ...good, ticket: `A-${at}`, numbers: [at, at + 5000] });
    assert.deepEqual([many.count, many.keyCount, many.prices[4999], many.commitments[43 * 5000 - 1]], [5000, 10_000, 500, "_".codePointAt(0)]);
});

test("a worker's root is the same, and its failure ends the reading", async () => {
    const bytes = bytesOf("live/log/tile/entries/001.p/9");
    const found = decodeBundle(bytes, 9);
    const here = new Fold();
    here.append(bytes, found);
    const worker = () => {
        const target = new EventTarget();
        const answer = foldMessages((data) => queueMicrotask(() => target.dispatchEvent(Object.assign(new Event("message"), { data }))));
        return Object.assign(target, { postMessage: (data) => answer(data), terminate() { target.isEnded = true; } });
    };
    const own = worker();
    const there = new WorkerFold(own);
    await there.append(bytes, found);
    assert.ok(equal(await there.root(), here.root()));
    there.close();
    assert.ok(own.isEnded);
    const cut = new WorkerFold(worker());
    await cut.append(bytes.subarray(0, 50), found);
    await assert.rejects(cut.root(), /./);
    const gone = worker();
    const lost = new WorkerFold(gone);
    gone.postMessage = () => gone.dispatchEvent(Object.assign(new Event("error"), { message: "not loaded" }));
    await lost.append(bytes, found);
    await assert.rejects(lost.root(), /not loaded/);
    const slow = worker();
    slow.postMessage = () => {};
    const waiting = new WorkerFold(slow);
    let sent = 0;
    (async () => { for (; sent < 100; sent += 1) await waiting.append(bytes, found); })();
    for (let turn = 0; turn < 200; turn += 1) await null;
    assert.equal(sent, 48, "no more than so many bundles wait for the worker");
});
