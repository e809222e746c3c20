import assert from "node:assert/strict";
import { createHash, generateKeyPairSync, sign } from "node:crypto";
import { test } from "node:test";
import { library } from "./support.mjs";

const { checkSoftware } = await import(new URL("software.js", library));
const { canonical } = await import(new URL("canonical.js", library));

const manifest = `${"0".repeat(64)}  core/draw.bin\n`;
const aggregate = createHash("sha256").update(manifest).digest("hex");
const now = Date.parse("2026-11-21T12:00:00Z");

/** A server's key, which signs notes. */
function signer(name = "x.example/audit") {
    const { publicKey, privateKey } = generateKeyPairSync("ed25519");
    const raw = publicKey.export({ format: "der", type: "spki" }).subarray(-32);
    const id = createHash("sha256").update(`${name}\n`).update(Buffer.of(1)).update(raw).digest().subarray(0, 4);
    return {
        key: `${name}+${id.toString("hex")}+${Buffer.concat([Buffer.of(1), raw]).toString("base64")}`,
        note: (text) => `${text}\n\u2014 ${name} ${Buffer.concat([id, sign(null, Buffer.from(text), privateKey)]).toString("base64")}\n`,
    };
}

const own = signer();
const words = (changes = {}) => ({ actualAggregate: aggregate, aggregate, problems: [], programId: "urna", result: "VALID", time: "2026-11-21T11:00:00.000Z", version: "0.1.0", ...changes });
const statusOf = (signed, by = own) => ({ ...signed, lockedOut: null, selfMade: true, verifierKey: by.key, note: by.note(`${canonical(signed)}\n`) });
const check = async (status, { text = manifest, seen = null, at = now } = {}) => {
    const result = await checkSoftware(status, text, { seen, now: at });
    return { ...result, said: result.steps.map(({ step, code }) => `${step} ${code}`).join(", ") };
};

test("a true status holds, and is remembered", async () => {
    const first = await check(statusOf(words()));
    assert.equal(first.said, "signature ok, words ok, manifest ok, key first-key, age ok");
    assert.deepEqual([first.ok, first.seen], [true, { key: own.key, time: words().time, isNew: true }]);
    const again = await check(statusOf(words()), { seen: first.seen });
    assert.equal(again.said, first.said, "the same visit says nothing of the key");
    const later = await check(statusOf(words()), { seen: { key: own.key, time: words().time } });
    assert.equal(later.said, "signature ok, words ok, manifest ok, key ok, age ok");
    const bad = await check(statusOf(words({ result: "INVALID", problems: ["changed: x"] })));
    assert.ok(bad.ok, "a failure that is truly told is no forgery");
    assert.equal((await check(statusOf(words()), { text: null })).said, "signature ok, words ok, manifest no-manifest, key first-key, age ok");
});

test("whatever is shown has to be what was signed", async () => {
    for (const change of [{ aggregate: "1".repeat(64) }, { actualAggregate: "1".repeat(64) }, { result: "INVALID" }, { version: "0.1.1" }, { programId: "other" }, { time: "2026-11-21T11:30:00.000Z" }, { problems: ["changed: x"] }, { problems: undefined }]) {
        const found = await check({ ...statusOf(words()), ...change });
        assert.deepEqual([found.ok, found.code], [false, "other-words"], JSON.stringify(change));
    }
    const { problems, ...less } = words();
    assert.equal((await check({ ...statusOf(less), problems })).code, "other-words", "something is not signed");
});

test("every byte of the note, and of the manifest", async () => {
    const status = statusOf(words());
    for (let at = 0; at < status.note.length; at += 1) {
        const changed = status.note.slice(0, at) + String.fromCharCode(status.note.charCodeAt(at) ^ 1) + status.note.slice(at + 1);
        assert.equal((await check({ ...status, note: changed })).ok, false, `character ${at}`);
    }
    for (let at = 0; at < manifest.length; at += 1) {
        assert.equal((await check(status, { text: `${manifest.slice(0, at)}x${manifest.slice(at + 1)}` })).code, "other-manifest");
    }
    for (const note of [undefined, null, "", 7, "{}"]) assert.equal((await check({ ...status, note })).ok, false);
    assert.equal((await check({ ...status, verifierKey: "x" })).code, "bad-key");
    assert.equal((await check(null)).ok, false);
});

test("another key, an older statement and an old one are told apart", async () => {
    const seen = { key: own.key, time: words().time };
    const stranger = signer();
    assert.equal((await check(statusOf(words(), stranger), { seen })).code, "other-key");
    assert.equal((await check(statusOf(words(), stranger), { seen: { ...seen, isNew: true } })).code, "other-key");
    assert.equal((await check({ ...statusOf(words()), verifierKey: stranger.key }, { seen })).code, "no-signature");
    assert.equal((await check(statusOf(words({ time: "2026-11-21T10:59:59.999Z" })), { seen })).code, "older");
    assert.equal((await check(statusOf(words()), { at: now + 24 * 3_600_000 + 1 })).code, "stale");
    assert.ok((await check(statusOf(words()), { at: now + 24 * 3_600_000 })).ok);
    assert.equal((await check(statusOf(words({ time: "soon" })))).code, "other-words");
    const kept = await check(statusOf(words({ time: "2026-11-21T10:00:00.000Z" })), { seen });
    assert.equal(kept.seen, seen, "what does not hold is not remembered");
});
