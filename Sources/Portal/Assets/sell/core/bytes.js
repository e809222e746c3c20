// Bytes and their texts. Every reader is strict: one text for one value, else nothing.

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

export const utf8 = (text) => encoder.encode(text);

/** The text of UTF-8 bytes. Throws when they are none. */
export const textOf = (bytes) => decoder.decode(bytes);

export function concat(...parts) {
    const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
    let place = 0;
    for (const part of parts) {
        bytes.set(part, place);
        place += part.length;
    }
    return bytes;
}

/** Whether both are the same, in a time that does not tell where they differ. */
export function equal(left, right) {
    if (left.length !== right.length) return false;
    let difference = 0;
    for (let place = 0; place < left.length; place += 1) difference |= left[place] ^ right[place];
    return difference === 0;
}

export const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

/** Small digits alone; null for any other text. */
export function unhex(text) {
    if (typeof text !== "string" || text.length % 2 || !/^[0-9a-f]*$/.test(text)) return null;
    return Uint8Array.from({ length: text.length / 2 }, (_, place) => parseInt(text.slice(2 * place, 2 * place + 2), 16));
}

export function base64(bytes) {
    let text = "";
    for (const byte of bytes) text += String.fromCharCode(byte);
    return btoa(text);
}

/** RFC 4648 with padding; null unless it is the text that `base64` makes. */
export function unbase64(text) {
    if (typeof text !== "string" || !/^[A-Za-z0-9+/]*={0,2}$/.test(text) || text.length % 4) return null;
    const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
    return base64(bytes) === text ? bytes : null;
}

/** Base64url without padding. */
export const base64url = (bytes) => base64(bytes).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

export function unbase64url(text) {
    if (typeof text !== "string" || !/^[A-Za-z0-9_-]*$/.test(text) || text.length % 4 === 1) return null;
    const padded = text.replaceAll("-", "+").replaceAll("_", "/") + "=".repeat((4 - (text.length % 4)) % 4);
    return unbase64(padded);
}

/** Big-endian, `size` bytes; for whole numbers up to 2^53. */
export function bigEndian(number, size) {
    const bytes = new Uint8Array(size);
    let rest = number;
    for (let place = size - 1; place >= 0; place -= 1) {
        bytes[place] = rest % 256;
        rest = Math.floor(rest / 256);
    }
    return bytes;
}

/** A whole number of `size` bytes; beyond 2^53 it is not exact, and equals none that was written. */
export function readBigEndian(bytes, start, size) {
    let number = 0;
    for (let place = start; place < start + size; place += 1) number = number * 256 + bytes[place];
    return number;
}
