import assert from "node:assert/strict";
import { test } from "node:test";
import { bytesOf, fetchFrom, flips, jsonOf, library, logFiles, textOf } from "./support.mjs";

const { fetchBytes, Ledger } = await import(new URL("ledger.js", library));
const { openCheckpoint, parseVerifierKey } = await import(new URL("note.js", library));
const { hashFromBase64URL } = await import(new URL("base64.js", library));
const merkle = await import(new URL("merkle.js", library));
const tile = await import(new URL("tile.js", library));

const { log } = jsonOf("live/election.json");
const key = parseVerifierKey(log.verifierKey);
const open = (files, asked, base = "live") => new Ledger({ base: "/log", key, fetch: fetchFrom(base, files, asked) });
const code = (promise) => promise.then(() => "ok", (problem) => problem.code ?? assert.fail(problem));

test("a real server's ledger is read whole, and in parts", async () => {
    const asked = [];
    const ledger = open({}, asked);
    const checkpoint = await ledger.checkpoint();
    assert.equal(checkpoint.size, 265);
    const all = [];
    let told = 0;
    await ledger.walk(checkpoint, (entry, index) => all.push([index, entry]), (done, total) => {
        assert.ok(done > told && done <= total);
        told = done;
    });
    assert.deepEqual(all.map(([index]) => index), Array.from({ length: 265 }, (_, at) => at));
    assert.equal(told, 265);
    for (const [from, to] of [[0, 265], [0, 1], [250, 260], [256, 265], [264, 265], [7, 7]]) {
        const found = await ledger.entries(from, to, checkpoint);
        assert.deepEqual(found.map(({ index, entry }) => [index, entry]), all.slice(from, to));
    }
    for (const [index, entry] of [all[0], all[255], all[264]]) await ledger.verifyEntry(index, entry, checkpoint);
    assert.equal(await code(ledger.verifyEntry(3, all[4][1], checkpoint)), "wrong-proof");
    for (const [from, to] of [[-1, 2], [0, 266], [9, 8]]) assert.equal(await code(ledger.entries(from, to, checkpoint)), "no-such-entry");
    assert.ok(asked.every((address) => address.startsWith("/log/")));
});

test("growth between the checkpoints of receipts and today's is shown from tiles, as the server shows it", async () => {
    const ledger = open();
    const current = await ledger.checkpoint();
    for (const size of [4, 5, 103, 265]) {
        const older = await openCheckpoint(bytesOf(`live/checkpoints/${size}.note`), key);
        assert.equal(older.size, size);
        await ledger.verifyGrowth(older, current);
        assert.equal(await code(ledger.verifyGrowth({ ...older, root: merkle.leafHash(older.root) }, current)), "forked");
        if (size < 265) assert.equal(await code(ledger.verifyGrowth(current, older)), "shrunk");
    }
    const published = jsonOf("live/consistency-132.json");
    assert.deepEqual(await ledger.tree(265).consistencyPath(132), published.proof.map(hashFromBase64URL));
    const inclusion = jsonOf("live/proof-0.json");
    assert.deepEqual(await ledger.tree(265).inclusionPath(0), inclusion.proof.map(hashFromBase64URL));
});

test("no bundle with a byte changed is given out", async () => {
    const checkpoint = await open().checkpoint();
    const codes = new Set();
    for (const [path, from, to, each] of [["tile/entries/001.p/9", 256, 265, 1], ["tile/entries/000", 0, 1, 523]]) {
        for (const { at, copy } of flips(bytesOf(`live/log/${path}`), { each, bits: [0] })) {
            const ledger = open({ [`/log/${path}`]: copy });
            const found = await code(ledger.entries(from, to, checkpoint));
            assert.notEqual(found, "ok", `${path}, byte ${at}`);
            assert.notEqual(await code(ledger.walk(checkpoint, () => {})), "ok", `${path}, byte ${at}`);
            codes.add(found);
        }
    }
    assert.deepEqual([...codes].sort(), ["bad-bundle", "wrong-root"]);
});

test("no tile with a byte changed shows anything", async () => {
    const whole = open();
    const checkpoint = await whole.checkpoint();
    const [{ entry }] = await whole.entries(256, 257, checkpoint);
    const older = await openCheckpoint(bytesOf("live/checkpoints/103.note"), key);
    for (const { at, copy } of flips(bytesOf("live/log/tile/1/000.p/1"), { bits: [7] })) {
        assert.equal(await code(open({ "/log/tile/1/000.p/1": copy }).entries(256, 265, checkpoint)), "wrong-root", `byte ${at}`);
        assert.equal(await code(open({ "/log/tile/1/000.p/1": copy }).verifyEntry(256, entry, checkpoint)), "wrong-proof", `byte ${at}`);
    }
    for (const { at, copy } of flips(bytesOf("live/log/tile/0/000"), { each: 131, bits: [2] })) {
        assert.equal(await code(open({ "/log/tile/0/000": copy }).verifyGrowth(older, checkpoint)), "forked", `byte ${at}`);
    }
    for (const size of [0, 31, 33, 8193]) {
        assert.match(await code(open({ "/log/tile/1/000.p/1": new Uint8Array(size) }).entries(256, 265, checkpoint)), /^(bad-tile|too-large)$/);
    }
});

test("a log that grew on and dropped its partial tiles can still be read at the old size", async () => {
    const entries = Array.from({ length: 600 }, (_, at) => new TextEncoder().encode(`{"n":${at}}`));
    const { files, leaves } = logFiles(merkle, tile, entries);
    const old = { size: 300, root: merkle.rootOf(leaves.slice(0, 300)) };
    // Its full tile is not there yet, so this partial one is not dropped.
    files["/log/tile/1/000.p/1"] = files["/log/tile/1/000.p/2"].subarray(0, 32);
    const asked = [];
    const ledger = open(files, asked, "none");
    const found = await ledger.entries(290, 300, old);
    assert.deepEqual(found.map(({ entry }) => entry), entries.slice(290, 300));
    assert.ok(asked.includes("/log/tile/entries/001.p/44") && asked.includes("/log/tile/entries/001"));
    let count = 0;
    await ledger.walk(old, () => { count += 1; });
    assert.equal(count, 300);
    await ledger.verifyGrowth(old, { size: 600, root: merkle.rootOf(leaves) });
    await ledger.verifyEntry(270, entries[270], old);
});

test("an empty log has nothing, and an empty root", async () => {
    const ledger = open({}, [], "none");
    const empty = { size: 0, root: merkle.emptyRoot() };
    await ledger.walk(empty, () => assert.fail());
    assert.deepEqual(await ledger.entries(0, 0, empty), []);
    await ledger.verifyGrowth(empty, { size: 9, root: merkle.leafHash(new Uint8Array(0)) });
});

test("answers are told apart: missing, unreachable, too large, forged", async () => {
    const answer = (response) => ({ base: "/log", key, fetch: async () => response });
    assert.equal(await code(new Ledger(answer(new Response("", { status: 404 }))).checkpoint()), "missing");
    assert.equal(await code(new Ledger(answer(new Response("", { status: 503 }))).checkpoint()), "unreachable");
    assert.equal(await code(new Ledger(answer(new Response("x".repeat(1_000_001)))).checkpoint()), "too-large");
    assert.equal(await code(new Ledger(answer(new Response("<html>"))).checkpoint()), "bad-note");
    assert.equal(await code(new Ledger({ base: "/log", key, fetch: async () => { throw new TypeError("offline"); } }).checkpoint()), "unreachable");
    const broken = new ReadableStream({ pull: (control) => control.error(new TypeError("reset")) });
    assert.equal(await code(new Ledger(answer(new Response(broken))).checkpoint()), "unreachable");
    const endless = new ReadableStream({ pull: (control) => control.enqueue(new Uint8Array(100_000)) });
    assert.equal(await code(new Ledger(answer(new Response(endless))).checkpoint()), "too-large");
    const other = textOf("sealed/log/checkpoint");
    assert.equal(await code(new Ledger(answer(new Response(other))).checkpoint()), "no-signature");
    assert.deepEqual(await fetchBytes(async () => new Response(null, { status: 204 }), "/x", { limit: 1 }), new Uint8Array(0));
});

test("out of time is unreachable", async () => {
    // As `AbortSignal.timeout` ends a request; its own clock does not keep node 18 from leaving.
    const control = new AbortController();
    setTimeout(() => control.abort(new DOMException("The operation timed out.", "TimeoutError")), 5);
    const fetch = (address, { signal }) => new Promise((_, reject) => { signal.addEventListener("abort", () => reject(signal.reason)); });
    assert.equal(await code(new Ledger({ base: "/log", key, signal: control.signal, fetch }).checkpoint()), "unreachable");
    const halfway = new ReadableStream({ pull: (control) => control.error(new DOMException("The operation timed out.", "TimeoutError")) });
    assert.equal(await code(new Ledger({ base: "/log", key, fetch: async () => new Response(halfway) }).checkpoint()), "unreachable");
});

test("a checkpoint never comes out of a cache", async () => {
    const options = [];
    const ledger = new Ledger({ base: "/log", key, fetch: (address, option) => { options.push([address, option.cache]); return fetchFrom("live")(address); } });
    const checkpoint = await ledger.checkpoint();
    await ledger.entries(0, 1, checkpoint);
    assert.deepEqual(options[0], ["/log/checkpoint", "no-store"]);
    assert.ok(options.slice(1).every(([, cache]) => cache === "default" || cache === undefined));
});

test("whoever asked can stop", async () => {
    const control = new AbortController();
    const fetch = async (address, { signal }) => {
        signal.throwIfAborted();
        return fetchFrom("live")(address);
    };
    const ledger = new Ledger({ base: "/log", key, fetch, signal: control.signal });
    const checkpoint = await ledger.checkpoint();
    control.abort();
    await assert.rejects(ledger.walk(checkpoint, () => {}), { name: "AbortError" });
});
