/**
 * SHA-256 (FIPS 180-4), synchronous.
 *
 * WebCrypto's is faster on large buffers, but asynchronous: over a ledger of a million small entries the waiting costs far more than the
 * hashing. It is also missing on pages that came over plain HTTP. `hashOf` takes WebCrypto for one large buffer where it is there.
 */
const K = new Int32Array([
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5, 0xd807aa98, 0x12835b01, 0x243185be,
    0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa,
    0x5cb0a9dc, 0x76f988da, 0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967, 0x27b70a85,
    0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85, 0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3,
    0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070, 0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f,
    0x682e6ff3, 0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
]);
const START = new Int32Array([
    0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
]);
const BLOCK = 64;
// The message schedule; one for all, since nothing here waits.
const W = new Int32Array(64);
// From this size on, WebCrypto is worth the wait.
const LARGE = 1 << 16;

function compress(state, bytes, start, blocks) {
    let [h0, h1, h2, h3, h4, h5, h6, h7] = state;
    for (let block = 0, at = start; block < blocks; block += 1, at += BLOCK) {
        for (let t = 0, p = at; t < 16; t += 1, p += 4) {
            W[t] = (bytes[p] << 24) | (bytes[p + 1] << 16) | (bytes[p + 2] << 8) | bytes[p + 3];
        }
        for (let t = 16; t < 64; t += 1) {
            const x = W[t - 15];
            const y = W[t - 2];
            const s0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
            const s1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
            W[t] = (W[t - 16] + s0 + W[t - 7] + s1) | 0;
        }
        let a = h0, b = h1, c = h2, d = h3, e = h4, f = h5, g = h6, h = h7;
        // Eight rounds at a time, in each the names moved on by one: to move the values instead takes half as long again.
        for (let t = 0; t < 64; t += 8) {
            h += ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
            h = (h + (g ^ (e & (f ^ g))) + K[t] + W[t]) | 0;
            d = (d + h) | 0;
            h += ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
            h = (h + ((a & b) | (c & (a | b)))) | 0;
            g += ((d >>> 6) | (d << 26)) ^ ((d >>> 11) | (d << 21)) ^ ((d >>> 25) | (d << 7));
            g = (g + (f ^ (d & (e ^ f))) + K[t + 1] + W[t + 1]) | 0;
            c = (c + g) | 0;
            g += ((h >>> 2) | (h << 30)) ^ ((h >>> 13) | (h << 19)) ^ ((h >>> 22) | (h << 10));
            g = (g + ((h & a) | (b & (h | a)))) | 0;
            f += ((c >>> 6) | (c << 26)) ^ ((c >>> 11) | (c << 21)) ^ ((c >>> 25) | (c << 7));
            f = (f + (e ^ (c & (d ^ e))) + K[t + 2] + W[t + 2]) | 0;
            b = (b + f) | 0;
            f += ((g >>> 2) | (g << 30)) ^ ((g >>> 13) | (g << 19)) ^ ((g >>> 22) | (g << 10));
            f = (f + ((g & h) | (a & (g | h)))) | 0;
            e += ((b >>> 6) | (b << 26)) ^ ((b >>> 11) | (b << 21)) ^ ((b >>> 25) | (b << 7));
            e = (e + (d ^ (b & (c ^ d))) + K[t + 3] + W[t + 3]) | 0;
            a = (a + e) | 0;
            e += ((f >>> 2) | (f << 30)) ^ ((f >>> 13) | (f << 19)) ^ ((f >>> 22) | (f << 10));
            e = (e + ((f & g) | (h & (f | g)))) | 0;
            d += ((a >>> 6) | (a << 26)) ^ ((a >>> 11) | (a << 21)) ^ ((a >>> 25) | (a << 7));
            d = (d + (c ^ (a & (b ^ c))) + K[t + 4] + W[t + 4]) | 0;
            h = (h + d) | 0;
            d += ((e >>> 2) | (e << 30)) ^ ((e >>> 13) | (e << 19)) ^ ((e >>> 22) | (e << 10));
            d = (d + ((e & f) | (g & (e | f)))) | 0;
            c += ((h >>> 6) | (h << 26)) ^ ((h >>> 11) | (h << 21)) ^ ((h >>> 25) | (h << 7));
            c = (c + (b ^ (h & (a ^ b))) + K[t + 5] + W[t + 5]) | 0;
            g = (g + c) | 0;
            c += ((d >>> 2) | (d << 30)) ^ ((d >>> 13) | (d << 19)) ^ ((d >>> 22) | (d << 10));
            c = (c + ((d & e) | (f & (d | e)))) | 0;
            b += ((g >>> 6) | (g << 26)) ^ ((g >>> 11) | (g << 21)) ^ ((g >>> 25) | (g << 7));
            b = (b + (a ^ (g & (h ^ a))) + K[t + 6] + W[t + 6]) | 0;
            f = (f + b) | 0;
            b += ((c >>> 2) | (c << 30)) ^ ((c >>> 13) | (c << 19)) ^ ((c >>> 22) | (c << 10));
            b = (b + ((c & d) | (e & (c | d)))) | 0;
            a += ((f >>> 6) | (f << 26)) ^ ((f >>> 11) | (f << 21)) ^ ((f >>> 25) | (f << 7));
            a = (a + (h ^ (f & (g ^ h))) + K[t + 7] + W[t + 7]) | 0;
            e = (e + a) | 0;
            a += ((b >>> 2) | (b << 30)) ^ ((b >>> 13) | (b << 19)) ^ ((b >>> 22) | (b << 10));
            a = (a + ((b & c) | (d & (b | c)))) | 0;
        }
        h0 = (h0 + a) | 0;
        h1 = (h1 + b) | 0;
        h2 = (h2 + c) | 0;
        h3 = (h3 + d) | 0;
        h4 = (h4 + e) | 0;
        h5 = (h5 + f) | 0;
        h6 = (h6 + g) | 0;
        h7 = (h7 + h) | 0;
    }
    state[0] = h0;
    state[1] = h1;
    state[2] = h2;
    state[3] = h3;
    state[4] = h4;
    state[5] = h5;
    state[6] = h6;
    state[7] = h7;
}

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
        const digest = new Uint8Array(32);
        for (let word = 0, at = 0; word < 8; word += 1, at += 4) {
            digest[at] = state[word] >>> 24;
            digest[at + 1] = state[word] >>> 16;
            digest[at + 2] = state[word] >>> 8;
            digest[at + 3] = state[word];
        }
        return digest;
    }
}

const shared = new SHA256();

/** SHA-256 over the parts, one after the other. */
export function sha256(...parts) {
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
