/** Bytes, text and numbers between each other; everything strict: one value, one spelling. */
import { demand, Refusal } from "./refusal.js";

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const encoder = new TextEncoder();
const HEX = Array.from({ length: 256 }, (_, value) => value.toString(16).padStart(2, "0"));

export function isBytes(value) {
    return value instanceof Uint8Array;
}

/** Whether both are bytes, and the same. Not for secrets: the time it takes tells where they differ. */
export function equal(left, right) {
    if (!isBytes(left) || !isBytes(right) || left.length !== right.length) return false;
    for (let at = 0; at < left.length; at += 1) {
        if (left[at] !== right[at]) return false;
    }
    return true;
}

export function concat(...parts) {
    const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
    let at = 0;
    for (const part of parts) {
        all.set(part, at);
        at += part.length;
    }
    return all;
}

/** Whether a string is Unicode: without half a surrogate pair, which no UTF-8 can hold. */
export function isWellFormed(text) {
    return !/\p{Surrogate}/u.test(text);
}

/** UTF-8. An encoder alone would turn half a surrogate pair into U+FFFD: another text. */
export function utf8(text) {
    demand(typeof text === "string" && isWellFormed(text), "not-unicode");
    return encoder.encode(text);
}

/** The text of UTF-8 bytes; a byte order mark stays where it is. */
export function textOf(bytes) {
    try {
        return decoder.decode(bytes);
    } catch {
        throw new Refusal("not-utf8");
    }
}

export function hex(bytes) {
    let text = "";
    for (const byte of bytes) text += HEX[byte];
    return text;
}

/** Bytes of lower-case hexadecimal; null for anything else. */
export function unhex(text) {
    if (typeof text !== "string" || text.length % 2 !== 0 || !/^[0-9a-f]*$/.test(text)) return null;
    return Uint8Array.from({ length: text.length / 2 }, (_, at) => Number.parseInt(text.slice(2 * at, 2 * at + 2), 16));
}

/**
 * A whole number in decimal: digits only, no leading zeros; null for anything else.
 *
 * Numbers beyond 2^53 - 1 are refused: a double would round them, and no log here has that many entries.
 */
export function decimal(text) {
    if (typeof text !== "string" || !/^(0|[1-9][0-9]{0,15})$/.test(text)) return null;
    const value = Number(text);
    return Number.isSafeInteger(value) ? value : null;
}

/** Whether something is a whole number from 0 to 2^53 - 1. */
export function isCount(value) {
    return Number.isSafeInteger(value) && value >= 0;
}

/** Eight bytes of a count or a BigInt, most significant first. */
export function uint64(value) {
    const bytes = new Uint8Array(8);
    new DataView(bytes.buffer).setBigUint64(0, BigInt(value));
    return bytes;
}
