// SHA-256 (FIPS 180-4) and HMAC (RFC 2104) at once, not as promises: a decision to sell must not be cut in two by other events.

import { concat } from "./bytes.js";

const primes = [];
for (let number = 2; primes.length < 64; number += 1) if (primes.every((prime) => number % prime)) primes.push(number);

/** The first 32 bits behind the point. */
const fraction = (value) => Math.floor((value - Math.floor(value)) * 2 ** 32) >>> 0;

const constants = Uint32Array.from(primes, (prime) => fraction(Math.cbrt(prime)));
const start = Uint32Array.from(primes.slice(0, 8), (prime) => fraction(Math.sqrt(prime)));
const blockBytes = 64;

const rotated = (word, bits) => (word >>> bits) | (word << (32 - bits));

export class SHA256 {
    #state = start.slice();
    #words = new Uint32Array(64);
    #block = new Uint8Array(blockBytes);
    #filled = 0;
    #count = 0;

    update(bytes) {
        this.#count += bytes.length;
        for (const byte of bytes) {
            this.#block[this.#filled] = byte;
            this.#filled += 1;
            if (this.#filled === blockBytes) this.#compress();
        }
        return this;
    }

    /** The digest of all that came; nothing may follow. */
    digest() {
        const bits = this.#count * 8;
        this.update([0x80]);
        while (this.#filled !== blockBytes - 8) this.update([0]);
        const length = new DataView(new ArrayBuffer(8));
        length.setUint32(0, Math.floor(bits / 2 ** 32));
        length.setUint32(4, bits >>> 0);
        this.update(new Uint8Array(length.buffer));
        const out = new DataView(new ArrayBuffer(32));
        this.#state.forEach((word, place) => out.setUint32(4 * place, word));
        return new Uint8Array(out.buffer);
    }

    #compress() {
        const words = this.#words;
        const view = new DataView(this.#block.buffer);
        for (let place = 0; place < 16; place += 1) words[place] = view.getUint32(4 * place);
        for (let place = 16; place < 64; place += 1) {
            const early = words[place - 15];
            const late = words[place - 2];
            const small = rotated(early, 7) ^ rotated(early, 18) ^ (early >>> 3);
            const large = rotated(late, 17) ^ rotated(late, 19) ^ (late >>> 10);
            words[place] = words[place - 16] + small + words[place - 7] + large;
        }
        let [a, b, c, d, e, f, g, h] = this.#state;
        for (let place = 0; place < 64; place += 1) {
            const first =
                (h + (rotated(e, 6) ^ rotated(e, 11) ^ rotated(e, 25)) + ((e & f) ^ (~e & g)) + constants[place] + words[place]) | 0;
            const second = ((rotated(a, 2) ^ rotated(a, 13) ^ rotated(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
            [h, g, f, e, d, c, b, a] = [g, f, e, (d + first) | 0, c, b, a, (first + second) | 0];
        }
        [a, b, c, d, e, f, g, h].forEach((word, place) => (this.#state[place] += word));
        this.#filled = 0;
    }
}

export const sha256 = (bytes) => new SHA256().update(bytes).digest();

export function hmac(key, message) {
    const padded = new Uint8Array(blockBytes);
    padded.set(key.length > blockBytes ? sha256(key) : key);
    const inner = sha256(concat(padded.map((byte) => byte ^ 0x36), message));
    return sha256(concat(padded.map((byte) => byte ^ 0x5c), inner));
}
