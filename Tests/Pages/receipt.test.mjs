import assert from "node:assert/strict";
import { test } from "node:test";
import { bytesOf, fetchFrom, flips, jsonOf, library, logFiles, textOf } from "./support.mjs";

const { ballotOf, checkReceipt, parseReceipt, selectionsOf } = await import(new URL("receipt.js", library));
const { Ledger } = await import(new URL("ledger.js", library));
const { openCheckpoint, parseVerifierKey } = await import(new URL("note.js", library));
const { checkInclusion, isTlogProof, parseLedgerProof, parseTlogProof } = await import(new URL("proof.js", library));
const { Steps } = await import(new URL("refusal.js", library));
const { toBase64URL } = await import(new URL("base64.js", library));
const merkle = await import(new URL("merkle.js", library));
const tile = await import(new URL("tile.js", library));

const elections = Object.fromEntries(["live", "sealed"].map((name) => {
    const { id, log } = jsonOf(`${name}/election.json`);
    return [name, { id, key: log.verifierKey, receipts: jsonOf(`${name}/receipts.json`) }];
}));
const utf8 = (text) => new TextEncoder().encode(text);
const summary = ({ steps }) => steps.map(({ step, status, code }) => (status === "ok" ? step : `${step}: ${code}`));

test("every receipt of a real server passes every step, and its ledger honours it", async () => {
    for (const [name, { id, key, receipts }] of Object.entries(elections)) {
        const ledger = new Ledger({ base: "/log", key: parseVerifierKey(key), fetch: fetchFrom(name) });
        for (const { ballot, receipt } of receipts) {
            const result = await checkReceipt(JSON.stringify(receipt), { key, election: id, selections: ballot, ledger });
            assert.deepEqual(
                summary(result),
                ["format", "key", "election", "signature", "entry", "inclusion", name === "sealed" ? "opening" : "opening: not-sealed", "ballot", "ledger"]);
            assert.equal(result.ok, true);
            assert.deepEqual(JSON.parse(JSON.stringify(selectionsOf(result.receipt))), ballot);
            const offline = await checkReceipt(utf8(JSON.stringify(receipt, null, 4)), { key });
            assert.equal(offline.ok, true);
            assert.equal(offline.steps.at(-1).code, "nothing-expected");
        }
    }
});

test("a sealed receipt without its opening proves the entry, and not the ballot", async () => {
    const { key, receipts: [{ ballot, receipt }] } = elections.sealed;
    const { opening, ...bare } = receipt;
    assert.ok(opening);
    const result = await checkReceipt(JSON.stringify(bare), { key });
    assert.equal(result.ok, true);
    assert.equal(result.steps.find(({ step }) => step === "opening").code, "no-opening");
    assert.equal((await checkReceipt(JSON.stringify(bare), { key, selections: ballot })).code, "not-shown");
});

test("each forgery has its own code, and ends the check", async () => {
    const { id, key, receipts } = elections.sealed;
    const [{ ballot, receipt: good }, { receipt: other }] = receipts;
    const live = elections.live.receipts[2].receipt;
    const changed = (change) => ({ ...good, ...change });
    const cases = [
        ["malformed", "not json"], ["malformed", []], ["malformed", "null"], ["malformed", "7"], ["malformed", '"text"'], ["malformed", { ...good, index: -1 }], ["malformed", { ...good, index: 1.5 }], ["malformed", { ...good, proof: ["x"] }],
        ["malformed", { ...good, proof: "x" }], ["malformed", { ...good, entry: 7 }], ["malformed", { ...good, election: "../x" }], ["malformed", { ...good, leafHash: `${good.leafHash}=` }],
        ["malformed", { ...good, opening: null }], ["malformed", { ...good, opening: { salt: "AA", selections: {} } }], ["malformed", { ...good, opening: { ...good.opening, selections: [] } }],
        ["malformed", JSON.stringify(good).replace('"index":', '"index":0,"index":')], ["malformed", { ...good, proof: Array(65).fill(good.leafHash) }], ["malformed", `${JSON.stringify(good)}${" ".repeat(300_000)}`],
        ["malformed", Object.fromEntries(Object.entries(good).filter(([name]) => name !== "checkpoint"))],
        ["other-election", changed({ election: "another" })],
        ["bad-note", changed({ checkpoint: "x" })], ["no-signature", changed({ checkpoint: live.checkpoint })], ["bad-signature", changed({ checkpoint: good.checkpoint.replace(/\n(\d+)\n/, (_, size) => `\n${+size + 1}\n`) })],
        ["wrong-leaf", changed({ entry: other.entry })], ["wrong-leaf", changed({ leafHash: other.leafHash })],
        ["wrong-proof", changed({ index: good.index - 1 })], ["wrong-proof", changed({ proof: other.proof })], ["wrong-proof", changed({ proof: [] })], ["wrong-proof", changed({ entry: other.entry, leafHash: other.leafHash })],
        ["wrong-opening", changed({ opening: other.opening })], ["wrong-opening", changed({ opening: { ...good.opening, selections: { chair: ["dev", "ada", "cleo"] } } })],
    ];
    for (const [code, receipt] of cases) {
        const result = await checkReceipt(typeof receipt === "string" ? receipt : JSON.stringify(receipt), { key, election: id, selections: ballot });
        assert.deepEqual([result.ok, result.code], [false, code], JSON.stringify(receipt).slice(0, 200));
        assert.equal(result.steps.at(-1).status, "failed");
        assert.equal(result.steps.filter(({ status }) => status === "failed").length, 1);
    }
    const sealed = JSON.stringify(good);
    assert.equal((await checkReceipt(sealed, { key, election: id, selections: { chair: ["dev", "ada", "cleo"] } })).code, "other-ballot");
    assert.equal((await checkReceipt(sealed, { key: elections.live.key })).code, "no-signature");
    assert.equal((await checkReceipt(sealed, { key: "x" })).code, "bad-key");
    assert.equal((await checkReceipt(sealed, {})).code, "bad-key");
    assert.equal((await checkReceipt(sealed, { key, origin: "another" })).code, "wrong-origin");
    assert.equal((await checkReceipt(JSON.stringify({ ...live, opening: good.opening }), { key: elections.live.key })).code, "wrong-opening");
});

test("no receipt with one bit changed passes for the ballot that was cast", async () => {
    for (const [{ ballot, receipt }, { id, key }] of [[elections.live.receipts[2], elections.live], [elections.sealed.receipts[1], elections.sealed]]) {
        const good = utf8(JSON.stringify(receipt));
        assert.equal((await checkReceipt(good, { key, election: id, selections: ballot })).ok, true);
        let tried = 0;
        for (const { at, bit, copy } of flips(good)) {
            const result = await checkReceipt(copy, { key, election: id, selections: ballot });
            assert.equal(result.ok, false, `byte ${at}, bit ${bit}: ${new TextDecoder().decode(copy.subarray(Math.max(0, at - 20), at + 20))}`);
            tried += 1;
        }
        assert.equal(tried, good.length * 8);
        for (let end = 0; end < good.length; end += 7) assert.equal((await checkReceipt(good.subarray(0, end), { key })).ok, false);
    }
});

test("another entry than a ballot is not the ballot that was cast", async () => {
    const { id, key, receipts: [{ ballot }] } = elections.live;
    const other = JSON.stringify({ ...jsonOf("live/proof-0.json"), election: id });
    assert.equal((await checkReceipt(other, { key })).ok, true);
    assert.equal((await checkReceipt(other, { key, selections: ballot })).code, "not-a-ballot");
});

test("members that nobody knows prove nothing and harm nothing", () => {
    const { receipt } = elections.live.receipts[0];
    assert.equal(parseReceipt(JSON.stringify({ ...receipt, extra: { index: 9 }, size: 1 })).index, receipt.index);
});

test("a ledger that forgot, changed or lost what the receipt stands for is found out", async () => {
    const { key, receipts: [, , { receipt }] } = elections.live;
    const parsed = parseVerifierKey(key);
    const current = await openCheckpoint(bytesOf("live/log/checkpoint"), parsed);
    const entries = tile.decodeBundle(bytesOf("live/log/tile/entries/000"), 256).concat(tile.decodeBundle(bytesOf("live/log/tile/entries/001.p/9"), 9));
    const against = (checkpoint, files, older) => {
        const ledger = new Ledger({ base: "/log", key: parsed, fetch: fetchFrom("none", files) });
        ledger.checkpoint = async () => checkpoint;
        return checkReceipt(older ?? JSON.stringify(receipt), { key, ledger });
    };
    assert.equal((await against(current, logFiles(merkle, tile, entries).files)).code, "ok");
    // The owner of the log's key can sign another tree: here its root is taken as signed.
    const changed = entries.map((entry, at) => (at === 50 ? entries[51] : entry));
    const forged = logFiles(merkle, tile, changed);
    const forgedHead = { ...current, root: merkle.rootOf(forged.leaves) };
    assert.equal((await against(forgedHead, forged.files)).code, "forked");
    assert.equal((await against({ ...current, size: 50, root: merkle.rootOf(forged.leaves.slice(0, 50)) }, forged.files)).code, "shrunk");
    assert.equal((await against(current, forged.files)).code, "forked");
    const lost = await against(current, {});
    assert.deepEqual([lost.ok, lost.code], [false, "missing"]);
    const down = new Ledger({ base: "/log", key: parsed, fetch: async () => { throw new TypeError("Failed to fetch"); } });
    const offline = await checkReceipt(JSON.stringify(receipt), { key, ledger: down });
    assert.deepEqual([offline.ok, offline.steps.at(-1).status, offline.steps.at(-1).code], [true, "skipped", "unreachable"]);
});

test("a server's proof of an entry and a .tlog-proof check with the same steps", async () => {
    const key = parseVerifierKey(elections.live.key);
    const judge = async (claim) => {
        const steps = new Steps();
        await checkInclusion(steps, claim, key, key.name);
        return steps.result();
    };
    const json = textOf("live/proof-0.json");
    const claim = parseLedgerProof(json);
    assert.equal((await judge(claim)).ok, true);
    const hashes = claim.path.map((hash) => Buffer.from(hash).toString("base64"));
    const file = (extra = "", index = claim.index) => `c2sp.org/tlog-proof@v1\n${extra}index ${index}\n${hashes.map((hash) => `${hash}\n`).join("")}\n${claim.checkpoint}`;
    assert.equal(isTlogProof(file()), true);
    assert.equal(isTlogProof(utf8(file())), true);
    assert.equal(isTlogProof(json), false);
    for (const extra of ["", "extra AAAA\n"]) assert.equal((await judge(parseTlogProof(file(extra), claim.entry))).ok, true);
    assert.equal((await judge(parseTlogProof(utf8(file("", 1)), claim.entry))).code, "wrong-proof");
    assert.equal((await judge(parseTlogProof(file(), utf8("other")))).code, "wrong-proof");
    for (const bad of ["", "c2sp.org/tlog-proof@v1", file().replace("@v1", "@v2"), file("extra A\n"), file("", "01"), file("", "-1"), file().replace(hashes[0], "AAAA"), file("index 0\n")]) {
        assert.throws(() => parseTlogProof(bad, claim.entry), { code: "malformed" }, bad.slice(0, 80));
    }
    assert.throws(() => parseTlogProof(`${file()}${"x".repeat(300_000)}`, claim.entry), { code: "malformed" });
    assert.throws(() => parseTlogProof(Uint8Array.of(...utf8("c2sp.org/tlog-proof@v1\n"), 0xff), claim.entry), { code: "malformed" });
    const members = JSON.parse(json);
    const stripped = utf8(JSON.stringify({ index: members.index, leafHash: members.leafHash, proof: members.proof, checkpoint: members.checkpoint, entry: members.entry }));
    for (const { at, bit, copy } of flips(stripped, { bits: [0, 5] })) {
        let ok = false;
        try {
            ok = (await judge(parseLedgerProof(copy))).ok;
        } catch (problem) {
            assert.equal(problem.name, "Refusal", problem.stack);
        }
        assert.equal(ok, false, `byte ${at}, bit ${bit}`);
    }
    assert.equal(toBase64URL(claim.leafHash), members.leafHash);
});

test("an entry's region is read in its place and in its one form, and is undefined where there is none", () => {
    const start = `{"ballotKey":"${"A".repeat(43)}","castAt":"2026-11-21T10:57:00Z"`;
    const live = (region) => ballotOf(new TextEncoder().encode(`${start}${region},"selections":{"a":["b"]},"type":"ballot"}`));
    const sealed = (region) => ballotOf(new TextEncoder().encode(`${start},"commitment":"${"A".repeat(43)}"${region},"type":"sealed-ballot"}`));
    for (const read of [live, sealed]) {
        assert.equal(read("").region, undefined);
        assert.equal(read(',"region":"North"').region, "North");
        assert.equal(read(',"region":"The \\"Old\\" \\\\ Town"').region, 'The "Old" \\ Town');
        for (const bad of [',"region":""', ',"region":1', ',"region":null', ',"region":"\\x"', ',"region":"a","region":"b"', ',"regions":"a"']) assert.equal(read(bad), null, bad);
    }
    assert.equal(live(',"region":"a"').selections, '{"a":["b"]}');
});
