// What the tests of the page modules share: the fixtures, a `fetch` that answers from them, and ways to break things.

import { existsSync, readFileSync, statSync } from "node:fs";
import { webcrypto } from "node:crypto";
import { fileURLToPath } from "node:url";

// Debian 12's node 18 keeps it back; browsers have it.
globalThis.crypto ??= webcrypto;

const folder = (path) => fileURLToPath(new URL(path, import.meta.url));
export const root = folder("../../");
export const fixtures = folder("fixtures/");
export const library = new URL("../../Sources/Portal/Assets/lib/", import.meta.url);
export const assets = folder("../../Sources/Portal/Assets/");

export const bytesOf = (path) => new Uint8Array(readFileSync(fixtures + path));
export const textOf = (path) => readFileSync(fixtures + path, "utf8");
export const jsonOf = (path) => JSON.parse(textOf(path));
export const unhex = (text) => new Uint8Array(Buffer.from(text, "hex"));
export const hex = (bytes) => Buffer.from(bytes).toString("hex");

/**
 * A `fetch` over fixtures: `files` gives the file, or its bytes, of an address that is not a path below `base`.
 *
 * `asked` collects the addresses.
 */
export function fetchFrom(base, files = {}, asked = []) {
    return async (address) => {
        asked.push(address);
        const given = files[address];
        if (given instanceof Uint8Array) return new Response(given);
        const path = fixtures + (given ?? base + address);
        return existsSync(path) && statSync(path).isFile() ? new Response(readFileSync(path)) : new Response("", { status: 404 });
    };
}

/** A log of entries in memory, with every tile: `fetch` for it below an address, and its leaves. */
export function logFiles(merkle, tile, entries, base = "/log") {
    const files = {};
    const leaves = entries.map(merkle.leafHash);
    let level = leaves;
    for (let number = 0; level.length > 0; number += 1) {
        const above = [];
        for (let start = 0; start < level.length; start += 256) {
            const part = level.slice(start, start + 256);
            files[`${base}/${tile.tilePath(number, start / 256, part.length)}`] = join(part);
            if (part.length === 256) above.push(merkle.rootOf(part));
        }
        level = above;
    }
    for (let start = 0; start < entries.length; start += 256) {
        const part = entries.slice(start, start + 256);
        files[`${base}/${tile.bundlePath(start / 256, part.length)}`] = join(
            part.flatMap((entry) => [Uint8Array.of(entry.length >> 8, entry.length & 255), entry]));
    }
    return { files, leaves };
}

export function join(parts) {
    return new Uint8Array(Buffer.concat(parts));
}

/** Every copy of the bytes with one bit changed; `each` takes one byte of as many. */
export function* flips(bytes, { each = 1, bits = [0, 1, 2, 3, 4, 5, 6, 7] } = {}) {
    for (let at = 0; at < bytes.length; at += each) {
        for (const bit of bits) {
            const copy = bytes.slice();
            copy[at] ^= 1 << bit;
            yield { at, bit, copy };
        }
    }
}

/** Numbers that look random and are the same each time (mulberry32). */
export function seeded(seed) {
    let state = seed >>> 0;
    return () => {
        state = (state + 0x6d2b79f5) >>> 0;
        let mixed = Math.imul(state ^ (state >>> 15), state | 1);
        mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
        return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
    };
}
