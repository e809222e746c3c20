/** SHA-512 (FIPS 180-4), for Ed25519 where there is no WebCrypto: a few hundred bytes at a time, short before fast. */

const MASK = 2n ** 64n - 1n;
const BLOCK = 128;

/** The first 64 bits of the fractional parts of the roots (square: 2, cubic: 3) of the first primes, as the standard defines them. */
function fractions(count, degree) {
    const found = [];
    for (let candidate = 2n; found.length < count; candidate += 1n) {
        if (isPrime(candidate)) found.push(root(candidate << BigInt(64 * degree), BigInt(degree)) & MASK);
    }
    return found;
}

function isPrime(value) {
    for (let divisor = 2n; divisor * divisor <= value; divisor += 1n) {
        if (value % divisor === 0n) return false;
    }
    return true;
}

/** The whole part of a root. */
function root(value, degree) {
    let low = 0n;
    let high = 1n << 80n;
    while (high - low > 1n) {
        const middle = (low + high) >> 1n;
        if (middle ** degree <= value) low = middle;
        else high = middle;
    }
    return low;
}

const START = fractions(8, 2);
const K = fractions(80, 3);

const rotate = (value, by) => ((value >> by) | (value << (64n - by))) & MASK;

/** The 64 bytes. */
export function sha512(message) {
    const padded = new Uint8Array(Math.ceil((message.length + 17) / BLOCK) * BLOCK);
    padded.set(message);
    padded[message.length] = 0x80;
    const view = new DataView(padded.buffer);
    view.setBigUint64(padded.length - 8, BigInt(message.length) * 8n);
    let state = [...START];
    for (let block = 0; block < padded.length; block += BLOCK) {
        const w = Array.from({ length: 16 }, (_, at) => view.getBigUint64(block + 8 * at));
        for (let t = 16; t < 80; t += 1) {
            const s0 = rotate(w[t - 15], 1n) ^ rotate(w[t - 15], 8n) ^ (w[t - 15] >> 7n);
            const s1 = rotate(w[t - 2], 19n) ^ rotate(w[t - 2], 61n) ^ (w[t - 2] >> 6n);
            w.push((w[t - 16] + s0 + w[t - 7] + s1) & MASK);
        }
        let [a, b, c, d, e, f, g, h] = state;
        for (let t = 0; t < 80; t += 1) {
            const s1 = rotate(e, 14n) ^ rotate(e, 18n) ^ rotate(e, 41n);
            const t1 = h + s1 + ((e & f) ^ (~e & MASK & g)) + K[t] + w[t];
            const s0 = rotate(a, 28n) ^ rotate(a, 34n) ^ rotate(a, 39n);
            const t2 = s0 + ((a & b) ^ (a & c) ^ (b & c));
            [h, g, f, e, d, c, b, a] = [g, f, e, (d + t1) & MASK, c, b, a, (t1 + t2) & MASK];
        }
        state = [a, b, c, d, e, f, g, h].map((value, at) => (value + state[at]) & MASK);
    }
    const digest = new Uint8Array(64);
    state.forEach((value, at) => new DataView(digest.buffer).setBigUint64(8 * at, value));
    return digest;
}
