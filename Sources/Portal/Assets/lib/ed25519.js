/**
 * Verification of Ed25519 signatures (RFC 8032): by WebCrypto where it has them, else in this file.
 *
 * Pages that came over plain HTTP have no WebCrypto at all, and browsers before 2025 have it without Ed25519; a voter with an old phone
 * checks a receipt all the same. Only public data passes through here, so that its time need not be constant.
 */
import { sha512 } from "./sha512.js";
import { concat } from "./bytes.js";

const P = 2n ** 255n - 19n;
const L = 2n ** 252n + 27742317777372353535851937790883648493n;

const mod = (value) => {
    const rest = value % P;
    return rest < 0n ? rest + P : rest;
};

function power(base, exponent) {
    let result = 1n;
    for (let square = base, left = exponent; left > 0n; left >>= 1n) {
        if (left & 1n) result = mod(result * square);
        square = mod(square * square);
    }
    return result;
}

const D = mod(-121665n * power(121666n, P - 2n));
const ROOT_OF_MINUS_ONE = power(2n, (P - 1n) / 4n);

function littleEndian(bytes) {
    let value = 0n;
    for (let at = bytes.length - 1; at >= 0; at -= 1) value = (value << 8n) | BigInt(bytes[at]);
    return value;
}

/** A point in extended coordinates, from its 32 bytes; null when there is none, or another spelling of one. */
function pointOf(bytes) {
    const encoded = littleEndian(bytes);
    const sign = encoded >> 255n;
    const y = encoded & (2n ** 255n - 1n);
    if (y >= P) return null;
    const u = mod(y * y - 1n);
    const v = mod(D * y * y + 1n);
    let x = mod(u * power(v, 3n) * power(u * power(v, 7n), (P - 5n) / 8n));
    const square = mod(v * x * x);
    if (square !== u) {
        if (square !== mod(-u)) return null;
        x = mod(x * ROOT_OF_MINUS_ONE);
    }
    if (x === 0n && sign === 1n) return null;
    if ((x & 1n) !== sign) x = P - x;
    return [x, y, 1n, mod(x * y)];
}

function add([x1, y1, z1, t1], [x2, y2, z2, t2]) {
    const a = mod((y1 - x1) * (y2 - x2));
    const b = mod((y1 + x1) * (y2 + x2));
    const c = mod(2n * D * t1 * t2);
    const d = mod(2n * z1 * z2);
    const e = b - a;
    const f = d - c;
    const g = d + c;
    const h = b + a;
    return [mod(e * f), mod(g * h), mod(f * g), mod(e * h)];
}

function times(point, scalar) {
    let result = [0n, 1n, 1n, 0n];
    for (let double = point, left = scalar; left > 0n; left >>= 1n) {
        if (left & 1n) result = add(result, double);
        double = add(double, double);
    }
    return result;
}

const BASE = pointOf(Uint8Array.from({ length: 32 }, (_, at) => (at === 0 ? 0x58 : 0x66)));

/** Verification without WebCrypto: S·B = R + SHA-512(R ‖ A ‖ M)·A, with S below the order. */
export function verifyHere(publicKey, signature, message) {
    if (publicKey.length !== 32 || signature.length !== 64) return false;
    const a = pointOf(publicKey);
    const r = pointOf(signature.subarray(0, 32));
    const s = littleEndian(signature.subarray(32));
    if (!a || !r || s >= L) return false;
    const challenge = littleEndian(sha512(concat(signature.subarray(0, 32), publicKey, message))) % L;
    const [x1, y1, z1] = times(BASE, s);
    const [x2, y2, z2] = add(r, times(a, challenge));
    return mod(x1 * z2 - x2 * z1) === 0n && mod(y1 * z2 - y2 * z1) === 0n;
}

/** Whether the signature is by this key over the message; false, never an error, for whatever is no key or no signature. */
export async function verifyEd25519(publicKey, signature, message) {
    if (publicKey.length !== 32 || signature.length !== 64) return false;
    const subtle = globalThis.crypto?.subtle;
    if (!subtle) return verifyHere(publicKey, signature, message);
    try {
        const key = await subtle.importKey("raw", publicKey, { name: "Ed25519" }, false, ["verify"]);
        return await subtle.verify({ name: "Ed25519" }, key, signature, message);
    } catch {
        // No Ed25519 here, or no point of the curve: the same question, asked below.
        return verifyHere(publicKey, signature, message);
    }
}
