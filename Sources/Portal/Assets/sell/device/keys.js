// The unit's keys. Both are made here, never leave the device, and cannot be read, only used.

import { base64url, utf8 } from "../core/bytes.js";

/** Makes the device key (Ed25519) and the journal's key (HMAC-SHA-256). */
export async function makeKeys() {
    const device = await crypto.subtle.generateKey({ name: "Ed25519" }, false, ["sign", "verify"]);
    const journal = await crypto.subtle.generateKey({ name: "HMAC", hash: "SHA-256", length: 256 }, false, ["sign"]);
    const publicKey = base64url(new Uint8Array(await crypto.subtle.exportKey("raw", device.publicKey)));
    return { device: device.privateKey, journal, publicKey };
}

export const signer = (key) => async (bytes) => new Uint8Array(await crypto.subtle.sign({ name: "Ed25519" }, key, bytes));
export const macOf = (key) => async (bytes) => new Uint8Array(await crypto.subtle.sign("HMAC", key, bytes));

const iterations = 600_000;

/** A hash of the PIN for when there is no connection; worth nothing at another unit or for another person. */
export async function pinHash(pin, unit, person, salt = crypto.getRandomValues(new Uint8Array(16))) {
    const key = await crypto.subtle.importKey("raw", utf8(pin), "PBKDF2", false, ["deriveBits"]);
    const bound = new Uint8Array([...utf8(`urna-pin-v1\n${unit}\n${person}\n`), ...salt]);
    const bits = await crypto.subtle.deriveBits({ name: "PBKDF2", hash: "SHA-256", salt: bound, iterations }, key, 256);
    return { salt, hash: new Uint8Array(bits) };
}

/** Why a PIN is not taken: `pin-digits` or `pin-simple`; null when it is. */
export function pinProblem(pin) {
    if (!/^[0-9]{6,12}$/.test(pin)) return "pin-digits";
    const steps = new Set(Array.from(pin.slice(1), (digit, place) => (digit - pin[place] + 10) % 10));
    return steps.size === 1 && [0, 1, 9].some((step) => steps.has(step)) ? "pin-simple" : null;
}
