/**
 * SHA-256 (FIPS 180-4), synchronous.
 *
 * WebCrypto's is faster on large buffers, but asynchronous: over a ledger of a million small entries the waiting costs far more than the
 * hashing. It is also missing on pages that came over plain HTTP. `hashOf` takes WebCrypto for one large buffer where it is there.
 */
import { BLOCK, compress } from "./sha256block.js";

const START = new Int32Array([
    0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
]);
// From this size on, WebCrypto is worth the wait.
const LARGE = 1 << 16;

/** A hash that is fed piece by piece. */
export class SHA256 {
    constructor() {
        this.state = new Int32Array(8);
        this.rest = new Uint8Array(BLOCK);
        this.reset();
    }

    reset() {
        this.state.set(START);
        this.filled = 0;
        this.length = 0;
        return this;
    }

    update(bytes) {
        let at = 0;
        this.length += bytes.length;
        if (this.filled > 0) {
            at = Math.min(BLOCK - this.filled, bytes.length);
            this.rest.set(at === bytes.length ? bytes : bytes.subarray(0, at), this.filled);
            this.filled += at;
            if (this.filled < BLOCK) return this;
            compress(this.state, this.rest, 0, 1);
            this.filled = 0;
        }
        const blocks = Math.floor((bytes.length - at) / BLOCK);
        if (blocks > 0) compress(this.state, bytes, at, blocks);
        at += blocks * BLOCK;
        if (at < bytes.length) {
            this.rest.set(at === 0 ? bytes : bytes.subarray(at), 0);
            this.filled = bytes.length - at;
        }
        return this;
    }

    /** Another hash of the same bytes so far. */
    clone() {
        const copy = new SHA256();
        copy.state.set(this.state);
        copy.rest.set(this.rest);
        copy.filled = this.filled;
        copy.length = this.length;
        return copy;
    }

    /** The 32 bytes; afterwards the hash has to be reset. */
    digest() {
        const { rest, state, length } = this;
        rest[this.filled] = 0x80;
        rest.fill(0, this.filled + 1);
        if (this.filled >= BLOCK - 8) {
            compress(state, rest, 0, 1);
            rest.fill(0);
        }
        const view = new DataView(rest.buffer);
        view.setUint32(BLOCK - 8, Math.floor(length / 2 ** 29));
        view.setUint32(BLOCK - 4, (length << 3) >>> 0);
        compress(state, rest, 0, 1);
        return digestOf(state);
    }
}

const shared = new SHA256();
const state = new Int32Array(8);
// What is left over of a stretch, and its padding.
const tail = new Uint8Array(2 * BLOCK);

/** SHA-256 of the bytes `start` ..< `end`, without a copy of them: what a million small entries need. */
export function hashStretch(bytes, start, end) {
    const length = end - start;
    const blocks = Math.floor(length / BLOCK);
    const left = length - blocks * BLOCK;
    const size = left < BLOCK - 8 ? BLOCK : 2 * BLOCK;
    state.set(START);
    compress(state, bytes, start, blocks);
    tail.fill(0, left, size);
    for (let at = 0, from = end - left; at < left; at += 1) tail[at] = bytes[from + at];
    tail[left] = 0x80;
    for (let at = 1, bits = length * 8; bits > 0; at += 1, bits = Math.floor(bits / 256)) tail[size - at] = bits;
    compress(state, tail, 0, size / BLOCK);
    return digestOf(state);
}

function digestOf(words) {
    const digest = new Uint8Array(32);
    for (let word = 0, at = 0; word < 8; word += 1, at += 4) {
        digest[at] = words[word] >>> 24;
        digest[at + 1] = words[word] >>> 16;
        digest[at + 2] = words[word] >>> 8;
        digest[at + 3] = words[word];
    }
    return digest;
}

/** SHA-256 over the parts, one after the other. */
export function sha256(...parts) {
    if (parts.length === 1) return hashStretch(parts[0], 0, parts[0].length);
    shared.reset();
    for (const part of parts) shared.update(part);
    return shared.digest();
}

/** SHA-256 of one buffer, by WebCrypto when it is large and WebCrypto there. */
export async function hashOf(bytes) {
    const subtle = globalThis.crypto?.subtle;
    if (bytes.length < LARGE || !subtle) return sha256(bytes);
    return new Uint8Array(await subtle.digest("SHA-256", bytes));
}
