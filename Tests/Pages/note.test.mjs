import assert from "node:assert/strict";
import { createPrivateKey, createPublicKey, generateKeyPairSync, sign, verify } from "node:crypto";
import { test } from "node:test";
import { bytesOf, flips, hex, jsonOf, library, seeded, textOf, unhex } from "./support.mjs";

const note = await import(new URL("note.js", library));
const { verifyEd25519, verifyHere } = await import(new URL("ed25519.js", library));

// The worked example that other implementations have checked.
const logKey = "vote.example/audit/2026+eb14e161+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4";
const text = "vote.example/audit/2026\n3\nYcEAoLQrWfnG3n3IthiF/lfOMMPtiUpmHNxnyJPFTNI=\n";
const logLine = "— vote.example/audit/2026 6xThYUWLOBUq84B3mPRKnvuv2LAVnpXtMvdMQUrRYq4YVY9HUzP0A8+xX9yITFvhQhpG+Lr/1Q2etYtsAN4GJGViuwY=\n";
const witnessLine = "— wit.example/w1 HNTCYwAAAABq/YbAQJY/ZccoqinX9R+xwJGijZls5Gh8liLL1f2GwI5G2Gi/g+0IVXTkIEa+6uFJVJnjW2cKg0Cf0RewS2qfTPkHDg==\n";
const worked = `${text}\n${logLine}${witnessLine}`;

const spki = (key) => createPublicKey({ key: Buffer.concat([Buffer.from("302a300506032b6570032100", "hex"), key]), format: "der", type: "spki" });
const code = async (promise) => promise.then(() => "ok", (problem) => problem.code ?? assert.fail(problem));

test("the worked checkpoint opens, whatever else is signed below it and in whatever order", async () => {
    const key = note.parseVerifierKey(logKey);
    assert.equal(key.name, "vote.example/audit/2026");
    for (const input of [worked, `${text}\n${witnessLine}${logLine}`, new TextEncoder().encode(`${text}\n${logLine}`)]) {
        const opened = await note.openCheckpoint(input, key);
        assert.deepEqual([opened.origin, opened.size, hex(opened.root)], [key.name, 3, "61c100a0b42b59f9c6de7dc8b61885fe57ce30c3ed894a661cdc67c893c54cd2"]);
    }
});

test("keys have one spelling, and a key id of their own", () => {
    assert.equal(note.verifierKeyText(note.parseVerifierKey(logKey).name, note.parseVerifierKey(logKey).key), logKey);
    const others = [
        "", "a", "a+b", "a+00000000+AA==", `${logKey}=`, ` ${logKey}`, `${logKey}\n`, logKey.replace("eb14e161", "EB14E161"), logKey.replace("eb14e161", "eb14e162"), logKey.replace("2026", "2027"),
        logKey.replace("+AQO", "+CQO"), logKey.slice(0, -1), logKey.replace("vote", "vo te"), `${logKey.slice(0, -44)}`, "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2", "\ud800+eb14e161+AQ==", null, 7,
    ];
    for (const other of others) assert.throws(() => note.parseVerifierKey(other), { code: "bad-key" }, String(other));
    for (const length of [0, 31, 33]) assert.throws(() => note.parseVerifierKey(note.verifierKeyText("log.example", new Uint8Array(length))), { code: "bad-key" });
    // A witness's key makes no checkpoint.
    assert.throws(() => note.parseVerifierKey("wit.example/w1+1cd4c263+BAu8NGpXZnw4ASC9nH/X5R0sX9/qN80vW/QFssa/by14"), { code: "bad-key" });
});

test("what is no note, or not in its one form, is refused", () => {
    const bad = [
        "", "\n", "\n\n", "a\n", "a\n\n", "a\n\n\n", "a\n\nb\n", text, `\n${logLine}`, text + logLine, `${text}\n${logLine.slice(0, -1)}`, `${text}\n\n${logLine}\n`, `${text}\n${logLine.replace("— ", "- ")}`,
        `${text}\n${logLine.replace("— ", "—")}`, `${text}\n${logLine.replace("— ", "—  ")}`, `${text}\r\n\r\n${logLine}`, `${text}\n${logLine.replace("=", "")}`, `${text}\n${logLine}x`, `a\tb\n\n${logLine}`, `a\0\n\n${logLine}`,
        `${text}\n${logLine.repeat(65)}`, `${"a\n".repeat(600_000)}\n${logLine}`, `\ud800\n\n${logLine}`, `${text}\n— a+b AAAAAAAA\n`, `${text}\n— a AAAA\n`, `${text}\n— a\u00a0b AAAAAAAA\n`, `${text}\n${logLine}\n${witnessLine.slice(0, 5)}\n`,
    ];
    for (const input of bad) assert.throws(() => note.parseNote(input), { code: "bad-note" }, JSON.stringify(input.slice(0, 120)));
    assert.throws(() => note.parseNote(Uint8Array.of(0xff, 0x0a)), { code: "bad-note" });
    for (const input of [null, undefined, 7, {}]) assert.throws(() => note.parseNote(input), { code: "bad-note" });
    assert.equal(note.parseNote(`${text}\n${logLine.repeat(64)}`).signatures.length, 64);
});

test("what is no checkpoint is refused", () => {
    const [origin, size, root] = text.split("\n");
    const join = (...lines) => `${lines.join("\n")}\n`;
    for (const bad of [
        join(origin, size), join(origin, size, ""), join("", size, root), join(origin, "03", root), join(origin, "-3", root), join(origin, "3 ", root), join(origin, "9007199254740993", root), join(origin, size, `${root}=`),
        join(origin, size, root.slice(0, -4)), join(origin, size, root, ""), join(origin, size, root, "a\tb"), join(origin, "0", root), join(origin, size, root).slice(0, -1), "",
    ]) assert.throws(() => note.parseCheckpoint(bad), { code: "bad-checkpoint" }, JSON.stringify(bad));
    assert.deepEqual(note.parseCheckpoint(join(origin, size, root, "more", "lines")).extensions, ["more", "lines"]);
    assert.equal(note.parseCheckpoint(join(origin, "0", "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=")).size, 0);
});

test("each way to forge a checkpoint has its own code", async () => {
    const { publicKey, privateKey } = generateKeyPairSync("ed25519");
    const raw = new Uint8Array(publicKey.export({ format: "der", type: "spki" }).subarray(-32));
    const signed = (body, name = "log.example", signer = privateKey, named = raw) => {
        const id = note.parseVerifierKey(note.verifierKeyText(name, named)).id;
        return `${body}\n— ${name} ${Buffer.concat([unhex(id), sign(null, Buffer.from(body), signer)]).toString("base64")}\n`;
    };
    const key = note.parseVerifierKey(note.verifierKeyText("log.example", raw));
    const body = text.replace("vote.example/audit/2026", "log.example");
    assert.equal(await code(note.openCheckpoint(signed(body), key)), "ok");
    assert.equal(await code(note.openCheckpoint(signed(text), key)), "wrong-origin");
    assert.equal(await code(note.openCheckpoint(signed(body), key, "another.example")), "wrong-origin");
    assert.equal(await code(note.openCheckpoint(signed(body, "other.example"), key)), "no-signature");
    const { privateKey: stranger } = generateKeyPairSync("ed25519");
    assert.equal(await code(note.openCheckpoint(signed(body, "log.example", stranger), key)), "bad-signature");
    assert.equal(await code(note.openCheckpoint(signed(body).replace("\n3\n", "\n4\n"), key)), "bad-signature");
    assert.equal(await code(note.openCheckpoint(signed("log.example\nx\n"), key)), "bad-checkpoint");
    assert.equal(await code(note.openCheckpoint("nonsense", key)), "bad-note");
    // One good and one bad line of the same key are not half a proof.
    const [, bad] = signed(body, "log.example", stranger).split("\n\n");
    assert.equal(await code(note.openCheckpoint(signed(body) + bad, key)), "bad-signature");
});

test("no checkpoint with one bit changed opens", async () => {
    for (const log of ["live", "sealed"]) {
        const key = note.parseVerifierKey(jsonOf(`${log}/election.json`).log.verifierKey);
        const good = bytesOf(`${log}/log/checkpoint`);
        await note.openCheckpoint(good, key);
        for (const { at, bit, copy } of flips(good)) assert.notEqual(await code(note.openCheckpoint(copy, key)), "ok", `byte ${at}, bit ${bit}`);
        for (let end = 0; end < good.length; end += 1) assert.notEqual(await code(note.openCheckpoint(good.subarray(0, end), key)), "ok");
    }
});

test("Ed25519 has the vectors of RFC 8032, with WebCrypto and without", async () => {
    const vectors = [
        ["d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "", "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"],
        ["3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72", "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"],
        ["fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82", "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"],
    ];
    for (const [key, message, signature] of vectors.map((vector) => vector.map(unhex))) {
        assert.equal(verifyHere(key, signature, message), true);
        assert.equal(await verifyEd25519(key, signature, message), true);
        for (const { copy } of flips(signature, { each: 5, bits: [3] })) assert.equal(verifyHere(key, copy, message), false);
        for (const { copy } of flips(key, { each: 3, bits: [1] })) assert.equal(verifyHere(copy, signature, message), false);
        assert.equal(verifyHere(key, signature, unhex("73")), false);
    }
});

test("Ed25519 without WebCrypto agrees with OpenSSL on random keys, and on signatures moved by the order", () => {
    const random = seeded(5);
    const order = 2n ** 252n + 27742317777372353535851937790883648493n;
    for (let round = 0; round < 25; round += 1) {
        const seed = Buffer.from(Uint8Array.from({ length: 32 }, () => random() * 256));
        const privateKey = createPrivateKey({ key: Buffer.concat([Buffer.from("302e020100300506032b657004220420", "hex"), seed]), format: "der", type: "pkcs8" });
        const key = new Uint8Array(createPublicKey(privateKey).export({ format: "der", type: "spki" }).subarray(-32));
        const message = Uint8Array.from({ length: round * 9 }, () => random() * 256);
        const signature = new Uint8Array(sign(null, message, privateKey));
        assert.equal(verifyHere(key, signature, message), true);
        const broken = signature.slice();
        broken[Math.floor(random() * 64)] ^= 1 << Math.floor(random() * 8);
        assert.equal(verifyHere(key, broken, message), verify(null, message, spki(key), broken));
        assert.equal(verifyHere(key, broken, message), false);
        let s = 0n;
        for (let at = 63; at >= 32; at -= 1) s = (s << 8n) | BigInt(signature[at]);
        const moved = signature.slice();
        for (let at = 32, rest = s + order; at < 64; at += 1, rest >>= 8n) moved[at] = Number(rest & 255n);
        assert.equal(verifyHere(key, moved, message), false, "S + L is S in another spelling");
    }
    for (const [key, signature] of [[new Uint8Array(32).fill(255), new Uint8Array(64)], [new Uint8Array(31), new Uint8Array(64)], [new Uint8Array(32), new Uint8Array(63)]]) {
        assert.equal(verifyHere(key, signature, new Uint8Array(0)), false);
    }
});

test("checkpoints open without WebCrypto, and with one that has no Ed25519", async () => {
    const own = Object.getOwnPropertyDescriptor(globalThis, "crypto");
    const key = note.parseVerifierKey(jsonOf("live/election.json").log.verifierKey);
    const good = textOf("live/log/checkpoint");
    const noEd25519 = { importKey: async () => { throw new DOMException("Algorithm: Unrecognized name", "NotSupportedError"); } };
    try {
        for (const value of [undefined, {}, { subtle: noEd25519 }]) {
            Object.defineProperty(globalThis, "crypto", { value, configurable: true, writable: true });
            assert.equal(await code(note.openCheckpoint(good, key)), "ok");
            assert.equal(await code(note.openCheckpoint(good.replace("\n265\n", "\n266\n"), key)), "bad-signature");
        }
    } finally {
        Object.defineProperty(globalThis, "crypto", own);
    }
});
