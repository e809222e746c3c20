import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { test } from "node:test";
import { bytesOf, fetchFrom, fixtures, flips, join, jsonOf, library, logFiles, root, textOf } from "./support.mjs";

const { recompute } = await import(new URL("recompute.js", library));
const { entryBytes, LedgerDraw } = await import(new URL("ledgerDraw.js", library));
const { commitmentOf, QUICKNET, seedOf, wordsOf } = await import(new URL("draw.js", library));
const { NumberPool, select } = await import(new URL("selection.js", library));
const { parseVerifierKey } = await import(new URL("note.js", library));
const { sha256 } = await import(new URL("sha256.js", library));
const merkle = await import(new URL("merkle.js", library));
const tile = await import(new URL("tile.js", library));

const bundle = "/r/log/tile/entries/000.p/23";
const hex = (bytes) => Buffer.from(bytes).toString("hex");
const utf8 = (text) => new TextEncoder().encode(text);

/** The server of a fixture, at /r; `files` stand in for answers. */
function server(name, files = {}, asked = []) {
    const answers = { "/r": `${name}/raffle.json`, "/r/draws/D-1": `${name}/draw.json`, "/r/draws/D-1/pool": `${name}/pool.txt`, ...files };
    const fetch = fetchFrom("none", answers, asked);
    return (address, options) => (address in answers || !address.startsWith("/r/log/") ? fetch(address) : fetchFrom(name, {}, asked)(address.slice(2), options));
}

function draw(name, { thorough = false, files, asked, ...more } = {}) {
    const { log } = jsonOf(`${name}/raffle.json`);
    return recompute({ base: "/r", draw: "D-1", log, thorough, ...more.request }, { fetch: server(name, files, asked), ...more });
}

const entriesOf = (name) => tile.decodeBundle(bytesOf(`${name}/log/tile/entries/000.p/23`), 23).map((bytes) => JSON.parse(new TextDecoder().decode(bytes)));

test("a real draw is recomputed from the server's answers, and from its ledger", async () => {
    const quick = await draw("raffle");
    assert.deepEqual([quick.ok, quick.code, quick.recomputed], [true, "ok", true]);
    assert.deepEqual(quick.steps.map(({ step }) => step), ["published", "pool", "commitment", "round", "freeze", "beacon", "signature", "seed", "numbers", "prizes"]);
    const asked = [];
    const thorough = await draw("raffle", { thorough: true, asked });
    assert.deepEqual([thorough.ok, thorough.code, thorough.recomputed], [true, "ok", true]);
    assert.deepEqual(thorough.steps.map(({ step, code }) => `${step} ${code}`), [
        "checkpoint ok", "ledger ok", "pool ok", "commitment ok", "round ok", "freeze ok", "beacon ok", "signature unverified", "seed ok", "numbers ok", "prizes ok",
    ]);
    assert.ok(asked.every((address) => address.startsWith("/log/")), "the thorough way asks for nothing but the ledger");
    assert.deepEqual(thorough.winners.map(({ number, words }) => [number, words]), quick.winners.map(({ number, words }) => [number, words]));
    for (const thoroughly of [false, true]) {
        const certified = await draw("certified", { thorough: thoroughly });
        assert.deepEqual([certified.ok, certified.recomputed], [true, false]);
    }
});

test("the program in Python that shares nothing with this one finds the same", async () => {
    const script = `${root}Tests/EndToEnd/recompute_draw.py`;
    const python = (folder) => spawnSync("python3", [script, folder], { encoding: "utf8", timeout: 60_000 });
    const { winners } = await draw("raffle", { thorough: true });
    const said = python(`${fixtures}raffle/log`);
    assert.equal(said.status, 0, said.stderr);
    assert.equal(said.stdout, textOf("raffle/recompute_draw.txt"));
    winners.forEach(({ number, index, poolSize, rejected }, at) => {
        assert.ok(said.stdout.includes(`winner ${at + 1}: ${number} (index ${index} of ${poolSize}, ${rejected} rejected)`), said.stdout);
    });
    // One entry changed: both refuse. Python does not look at the tree, so that it is the draw itself that it finds wrong.
    const folder = mkdtempSync(`${tmpdir()}/urna-pages-`);
    try {
        cpSync(`${fixtures}raffle/log`, folder, { recursive: true });
        const path = `${folder}/tile/entries/000.p/23`;
        const good = readFileSync(path, "latin1");
        for (const [what, pattern] of [
            ["a ticket's commitment", /("commitment":")(.)/], ["secret", /("secret":")(.)/], ["seed", /("seed":")(.)/], ["randomness", /("randomness":")(.)/], ["number", /("number":\d*)(\d)/],
            ["first commitment", /("type":"commitment","value":")(.)/], ["digest of the pool", /("digest":")(.)(?=[^}]*"pool-frozen")/],
        ]) {
            const changed = good.replace(pattern, (_, before, char) => before + (/\d/.test(char) ? (char === "7" ? "8" : "7") : char === "A" ? "B" : "A"));
            assert.notEqual(changed, good, what);
            assert.equal(changed.length, good.length);
            writeFileSync(path, changed, "latin1");
            assert.notEqual(python(folder).status, 0, `${what}: Python`);
            const here = await draw("raffle", { thorough: true, files: { [bundle]: new Uint8Array(Buffer.from(changed, "latin1")) } });
            assert.deepEqual([here.ok, here.code], [false, "wrong-root"], what);
        }
    } finally {
        rmSync(folder, { recursive: true });
    }
});

test("no ledger with a bit changed gives a draw", async () => {
    const codes = new Set();
    for (const { at, bit, copy } of flips(bytesOf("raffle/log/tile/entries/000.p/23"), { each: 5, bits: [1, 4] })) {
        const result = await draw("raffle", { thorough: true, files: { [bundle]: copy } });
        assert.equal(result.ok, false, `byte ${at}, bit ${bit}`);
        codes.add(result.code);
    }
    for (const { at, copy } of flips(bytesOf("raffle/log/checkpoint"), { bits: [0] })) {
        const result = await draw("raffle", { thorough: true, files: { "/r/log/checkpoint": copy } });
        assert.equal(result.ok, false, `checkpoint, byte ${at}`);
    }
    assert.ok(codes.has("wrong-root") && codes.has("bad-json"), [...codes].join(" "));
});

/** Draws from entries as they are: what a server could publish that signs whatever suits it. */
function fromEntries(entries) {
    const facts = new LedgerDraw("D-1");
    entries.forEach((entry) => facts.take(entryBytes(entry)));
    return facts.finish();
}

test("a ledger whose operator wrote what suits is refused by its meaning", () => {
    const good = entriesOf("raffle");
    const { published, pool } = fromEntries(good);
    assert.equal(hex(pool.digest), hex(published.pool.digest));
    const find = (type) => good.findIndex((entry) => entry.type === type);
    const changed = (type, change) => good.map((entry, at) => (at === find(type) ? { ...entry, ...change } : entry));
    const without = (type) => good.filter((entry) => entry.type !== type);
    const sale = good[find("sale")];
    const late = [...without("commitment"), good[find("commitment")]];
    const cases = [
        ["late-commitment", late], ["no-such-draw", without("pool-frozen")], ["no-such-draw", without("raffle")], ["sold-twice", [...good, sale]],
        ["sold-twice", [...good, { ...sale, ticket: "RSU-A-99" }]], ["other-early-bird", changed("pool-frozen", { salesBefore: "2026-01-01T00:00:00.000Z" })],
        ["malformed", changed("sale", { commitment: "x\n1,y" })], ["malformed", changed("sale", { numbers: "1" })], ["malformed", changed("sale", { numbers: [-1] })], ["malformed", changed("sale", { price: 0.5 })],
        ["malformed", changed("raffle", { definition: null })], ["malformed", changed("pool-frozen", { digest: "!" })], ["malformed", changed("drawn", { words: null })], ["malformed", changed("draw-revealed", { beacon: 7 })],
        ["malformed", changed("pool-frozen", { at: "x" })],
    ];
    for (const [code, entries] of cases) assert.throws(() => fromEntries(entries), { code }, `${code}: ${JSON.stringify(entries).slice(0, 100)}`);
    // A void that was left out, a sale that nobody made: another pool than the frozen one.
    for (const entries of [without("void"), [...good, { ...sale, ticket: "RSU-A-99", numbers: [900] }]]) {
        const other = fromEntries(entries);
        assert.notEqual(hex(other.pool.digest), hex(other.published.pool.digest));
    }
    const facts = new LedgerDraw("D-1");
    assert.throws(() => facts.take(utf8('{"type":"void","type":"sale"}')), { code: "bad-json" });
    assert.throws(() => facts.take(utf8('{"type": "void"}')), { code: "not-canonical" });
});

test("a server that is down, lies about itself or sends too much is told apart", async () => {
    const files = (change) => draw("raffle", { files: change });
    const json = (value) => utf8(JSON.stringify(value));
    const good = jsonOf("raffle/draw.json");
    assert.equal((await files({ "/r/draws/D-1": "no such file" })).code, "missing");
    assert.equal((await files({ "/r/draws/D-1/pool": "no such file" })).code, "missing");
    assert.equal((await files({ "/r/draws/D-1": utf8("<html>") })).code, "bad-json");
    assert.equal((await files({ "/r/draws/D-1": json({ ...good, draw: "D-2" }) })).code, "malformed");
    assert.equal((await files({ "/r/draws/D-1/pool": utf8("raffle-pool-v1\nanother\nD-1\n") })).code, "pool-other-draw");
    assert.equal((await files({ "/r/draws/D-1/pool": utf8(`${textOf("raffle/pool.txt")}999,x\n`) })).code, "pool-count");
    assert.equal((await files({ "/r/draws/D-1/pool": utf8(textOf("raffle/pool.txt").replace(/\n28,[^\n]*/, "")) })).code, "pool-digest");
    assert.equal((await draw("raffle", { thorough: true, request: { log: null } })).code, "bad-key");
    assert.equal((await draw("raffle", { thorough: true, request: { log: jsonOf("certified/raffle.json").log } })).code, "no-signature");
    assert.equal((await draw("raffle", { thorough: true, request: { draw: "D-9" } })).code, "no-such-draw");
    const down = await recompute({ base: "/r", draw: "D-1" }, { fetch: async () => { throw new TypeError("Failed to fetch"); } });
    assert.deepEqual([down.ok, down.recomputed, down.code], [false, false, "unreachable"]);
    const asked = [];
    await draw("raffle", { request: { draw: "../x" }, asked });
    assert.equal(asked[0], "/r/draws/..%2Fx");
});

test("the worker answers with progress and a result, and stops when told", async () => {
    const said = [];
    const listeners = [];
    globalThis.self = { addEventListener: (_, listener) => listeners.push(listener), postMessage: (message) => said.push(message) };
    const kept = globalThis.fetch;
    const { log } = jsonOf("raffle/raffle.json");
    const until = async (type) => {
        for (let round = 0; round < 500; round += 1) {
            const found = said.find((message) => message.type === type);
            if (found) return found;
            await new Promise((resolve) => { setTimeout(resolve, 10); });
        }
        assert.fail(`no ${type} among ${JSON.stringify(said)}`);
    };
    try {
        globalThis.fetch = server("raffle");
        await import(new URL("drawWorker.js", library));
        const send = (data) => listeners.forEach((listener) => listener({ data }));
        send({ type: "recompute", base: "/r", draw: "D-1", log, thorough: true });
        const { result } = await until("result");
        assert.equal(result.recomputed, true);
        assert.deepEqual(structuredClone(result), result);
        assert.ok(said.some(({ type, phase, done, total }) => type === "progress" && phase === "ledger" && done === total));
        said.length = 0;
        globalThis.fetch = (address, { signal }) => new Promise((_, reject) => { signal.addEventListener("abort", () => reject(signal.reason)); });
        send({ type: "recompute", base: "/r", draw: "D-1", log });
        send({ type: "cancel" });
        await until("cancelled");
        said.length = 0;
        send({ type: "recompute", base: "/r", draw: "D-1", log, thorough: 1 });
        send({ type: "something else" });
        await until("cancelled");
        assert.equal(said.some(({ type }) => type === "result"), false);
    } finally {
        globalThis.fetch = kept;
        delete globalThis.self;
    }
});

/** A raffle of `sales` tickets of 3 numbers, with a revealed draw: its entries, and the answers of its server. */
function large(sales) {
    const [event, name] = ["big", "D-1"];
    const secret = sha256(utf8("secret"));
    const signature = new Uint8Array(48).fill(7);
    const round = 9_000_000;
    const beacon = { chain: QUICKNET.chain, round };
    const commitments = Array.from({ length: sales }, (_, at) => Buffer.from(sha256(utf8(`ticket ${at}`))).toString("base64url"));
    const pool = Buffer.from(`raffle-pool-v1\n${event}\n${name}\n${commitments.map((text, at) => [1, 2, 3].map((place) => `${at * 3 + place},${text}\n`).join("")).join("")}`);
    const digest = new Uint8Array(createHash("sha256").update(pool).digest());
    const seed = seedOf({ draw: name, secret, digest, round, randomness: sha256(signature) });
    const next = wordsOf(name, seed);
    const drawn = select(new NumberPool(Uint32Array.from({ length: sales * 3 }, (_, at) => at + 1)), next);
    const text = (bytes) => Buffer.from(bytes).toString("base64url");
    const frozen = { digest: text(digest), count: sales * 3, min: 1, max: sales * 3 };
    const definition = { draw: { mode: "verifiable", replacement: false }, prizes: [{ id: "half", rule: { kind: "percentage", of: "net", basisPoints: 5000, seed: 0 }, earlyBird: null }] };
    const at = "2026-01-01T12:00:00.000Z";
    const totals = { gross: sales * 1000, refunds: 0 };
    const amount = (sales * 1000) / 2;
    const entries = () => [
        { type: "raffle", raffle: event, definition, at }, { type: "commitment", draw: name, value: text(commitmentOf(name, secret)) },
        ...commitments.map((commitment, sale) => ({
            at, by: "RSU-A", commitment, component: "RSU-A", late: false, numbers: [sale * 3 + 1, sale * 3 + 2, sale * 3 + 3], offline: false, operator: "op7", package: "P2", payment: { method: "cash", reference: "" },
            price: 1000, rsu: "RSU-A", sale: "03bccbb0-eab2-4fe9-ba08-ba9b51229d18", sequence: sale + 1, soldAt: at, ticket: `RSU-A-${sale + 1}`, type: "sale",
        })),
        { type: "closed", at }, { type: "pool-frozen", draw: name, at: "2023-09-01T00:00:00.000Z", beacon, ...frozen }, { type: "drawn", draw: name, prize: "half", number: drawn.number, words: drawn.words },
        { type: "draw-revealed", draw: name, secret: text(secret), seed: text(seed), beacon: { ...beacon, signature: text(signature), randomness: text(sha256(signature)) } },
    ].map(entryBytes);
    const answer = {
        event, draw: name, mode: "verifiable", replacement: false, commitment: hex(commitmentOf(name, secret)), pool: { ...frozen, digest: hex(digest), salesBefore: null }, beacon,
        reveal: { secret: hex(secret), seed: hex(seed), beacon: { ...beacon, signature: hex(signature), randomness: hex(sha256(signature)) } }, prizes: [{ prize: "half", amount }],
        attempts: [{ prize: "half", number: drawn.number, words: drawn.words.map(([word, accepted]) => ({ word, accepted })) }],
    };
    return { pool: new Uint8Array(pool), answer: utf8(JSON.stringify(answer)), raffle: utf8(JSON.stringify({ definition, sales: totals })), entries };
}

test("a million numbers are drawn again within ten seconds, without the pool ever being one text", async () => {
    const { pool, answer, raffle } = large(333_334);
    const kept = new Uint8Array(pool.buffer, pool.byteOffset, pool.length);
    let largest = 0;
    const stream = () => {
        let at = 0;
        return new ReadableStream({
            pull(control) {
                if (at >= kept.length) return control.close();
                control.enqueue(kept.slice(at, at + 65_536));
                at += 65_536;
                largest = Math.max(largest, 65_536);
            },
        });
    };
    const fetch = async (address) => new Response({ "/r": raffle, "/r/draws/D-1": answer }[address] ?? stream());
    const phases = [];
    const started = performance.now();
    const result = await recompute({ base: "/r", draw: "D-1" }, { fetch, progress: (...step) => phases.push(step) });
    const seconds = (performance.now() - started) / 1000;
    assert.deepEqual([result.ok, result.recomputed], [true, true], JSON.stringify(result.steps));
    assert.deepEqual(phases.at(-1), ["pool", 1_000_002, 1_000_002]);
    assert.ok(phases.length > 100);
    console.log(`recomputed over 1,000,002 numbers in ${seconds.toFixed(1)} s`);
    assert.ok(seconds < 10, `${seconds} s`);
});

test("a ledger of 30,000 tickets gives the pool again", async () => {
    const { entries } = large(30_000);
    const bytes = entries();
    const { files, leaves } = logFiles(merkle, tile, bytes, "/r/log");
    const { log } = jsonOf("raffle/raffle.json");
    const { Ledger } = await import(new URL("ledger.js", library));
    const ledger = new Ledger({ base: "/r/log", key: parseVerifierKey(log.verifierKey), fetch: fetchFrom("none", files) });
    const facts = new LedgerDraw("D-1");
    const started = performance.now();
    await ledger.walk({ size: bytes.length, root: merkle.rootOf(leaves) }, (entry) => facts.take(entry));
    const { published, pool } = facts.finish();
    const seconds = (performance.now() - started) / 1000;
    assert.equal(hex(pool.digest), hex(published.pool.digest));
    assert.equal(pool.count, 90_000);
    console.log(`read a ledger of ${bytes.length} entries (${Math.round(join(bytes).length / 1e6)} MB) in ${seconds.toFixed(1)} s`);
});
