import assert from "node:assert/strict";
import { createHash, createHmac } from "node:crypto";
import { test } from "node:test";
import { hex, library, seeded, unhex } from "./support.mjs";

const base64 = await import(new URL("base64.js", library));
const bytes = await import(new URL("bytes.js", library));
const { SHA256, sha256, hashOf } = await import(new URL("sha256.js", library));
const { sha512 } = await import(new URL("sha512.js", library));
const { HmacSHA256 } = await import(new URL("drbg.js", library));

const utf8 = (text) => new TextEncoder().encode(text);

test("base64 has the vectors of RFC 4648, and reads each back", () => {
    const vectors = ["", "Zg==", "Zm8=", "Zm9v", "Zm9vYg==", "Zm9vYmE=", "Zm9vYmFy"];
    vectors.forEach((text, length) => {
        const plain = utf8("foobar".slice(0, length));
        assert.equal(base64.toBase64(plain), text);
        assert.deepEqual(base64.fromBase64(text), plain);
        assert.deepEqual(base64.fromBase64URL(base64.toBase64URL(plain)), plain);
    });
    assert.equal(base64.toBase64(Uint8Array.of(0xfb, 0xff)), "+/8=");
    assert.equal(base64.toBase64URL(Uint8Array.of(0xfb, 0xff)), "-_8");
});

test("base64 agrees with node's for random bytes of every length up to 100", () => {
    const random = seeded(1);
    for (let length = 0; length <= 100; length += 1) {
        const plain = Uint8Array.from({ length }, () => random() * 256);
        assert.equal(base64.toBase64(plain), Buffer.from(plain).toString("base64"));
        assert.equal(base64.toBase64URL(plain), Buffer.from(plain).toString("base64url"));
        assert.deepEqual(base64.fromBase64(base64.toBase64(plain)), plain);
        assert.deepEqual(base64.fromBase64URL(base64.toBase64URL(plain)), plain);
    }
});

test("base64 refuses every other spelling", () => {
    const others = ["Z", "Zg", "Zg=", "Zg===", "Zh==", "QR==", "Zm9=", "Zm8", "Zm9v\n", " Zm9v", "Zm-v", "Zm9v====", "=", "==", "====", "Zg==Zg==", "Zmé=", "Z\0==", null, 7];
    for (const text of others) assert.equal(base64.fromBase64(text), null, String(text));
    for (const text of ["Z", "Zh", "Zg==", "Zm9", "Zm+v", "Zm9vZ", "Zm 9", "\u0100A", undefined, {}]) assert.equal(base64.fromBase64URL(text), null, String(text));
    assert.equal(base64.hashFromBase64URL("A".repeat(42)), null);
    assert.equal(base64.hashFromBase64URL("A".repeat(43)).length, 32);
    assert.equal(base64.hashFromBase64URL("A".repeat(44)), null);
});

test("numbers and hexadecimal have one spelling", () => {
    for (const text of ["0", "7", "1795000000", "9007199254740991"]) assert.equal(bytes.decimal(text), Number(text));
    for (const text of ["", "00", "07", "+7", "-7", "7 ", "7.0", "1e3", "٧", "9007199254740992", "99999999999999999999", 7, null]) {
        assert.equal(bytes.decimal(text), null, String(text));
    }
    assert.deepEqual(bytes.unhex("00ff10"), Uint8Array.of(0, 255, 16));
    for (const text of ["0", "0G", "FF", "0x", " 0", null]) assert.equal(bytes.unhex(text), null);
    assert.equal(bytes.hex(Uint8Array.of(0, 255, 16)), "00ff10");
    assert.equal(hex(bytes.uint64(1000)), "00000000000003e8");
    assert.equal(hex(bytes.uint64(2n ** 64n - 1n)), "ffffffffffffffff");
});

test("text is UTF-8, whole characters only", () => {
    assert.throws(() => bytes.utf8("\ud800"), { code: "not-unicode" });
    assert.throws(() => bytes.textOf(Uint8Array.of(0xc3)), { code: "not-utf8" });
    assert.throws(() => bytes.textOf(Uint8Array.of(0xed, 0xa0, 0x80)), { code: "not-utf8" });
    assert.equal(bytes.textOf(Uint8Array.of(0xef, 0xbb, 0xbf, 0x41)), "\ufeffA");
    assert.equal(bytes.equal(utf8("ab"), utf8("ab")), true);
    for (const [left, right] of [["ab", "ac"], ["ab", "abc"]]) assert.equal(bytes.equal(utf8(left), utf8(right)), false);
    assert.equal(bytes.equal("ab", "ab"), false);
});

test("SHA-256 and SHA-512 have the published digests", () => {
    const vectors = {
        "": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        abc: "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
        abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq: "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1",
        ["a".repeat(1_000_000)]: "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0",
    };
    for (const [text, digest] of Object.entries(vectors)) assert.equal(hex(sha256(utf8(text))), digest);
    assert.equal(
        hex(sha512(utf8("abc"))),
        "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f");
});

test("both hashes agree with node's for every length up to 300, however the bytes come in", async () => {
    const random = seeded(2);
    for (let length = 0; length <= 300; length += 1) {
        const plain = Uint8Array.from({ length }, () => random() * 256);
        const expected = createHash("sha256").update(plain).digest("hex");
        assert.equal(hex(sha256(plain)), expected);
        assert.equal(hex(sha512(plain)), createHash("sha512").update(plain).digest("hex"));
        const pieces = new SHA256();
        for (let at = 0; at < length; ) {
            const step = 1 + Math.floor(random() * 80);
            pieces.update(plain.subarray(at, at + step));
            at += step;
        }
        const copy = pieces.clone();
        assert.equal(hex(pieces.digest()), expected);
        assert.equal(hex(copy.update(plain).digest()), createHash("sha256").update(plain).update(plain).digest("hex"));
        const key = plain.subarray(0, Math.min(64, length));
        assert.equal(hex(new HmacSHA256(key).of(plain)), createHmac("sha256", key).update(plain).digest("hex"));
    }
    const large = new Uint8Array(100_000).fill(7);
    assert.equal(hex(await hashOf(large)), hex(sha256(large)));
    assert.equal(hex(await hashOf(large.subarray(0, 10))), hex(sha256(large.subarray(0, 10))));
    assert.deepEqual(unhex("00ff"), Uint8Array.of(0, 255));
});
