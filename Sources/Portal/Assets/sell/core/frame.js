// One record of a journal as bytes, numbers big-endian; the same that `urna rsu` writes:
//
//     4  length n of the payload      8  sequence from 0      1  kind      4  CRC-32C of these 13 bytes
//     n  payload, canonical JSON
//     4  CRC-32C of all of the record above
//    32  HMAC-SHA-256(journal key, MAC of the record before ‖ all of the record above)
//
// A record cannot be changed, taken out, put in or moved without the key.

import { bigEndian, concat, equal, readBigEndian, utf8 } from "./bytes.js";
import { sha256 } from "./sha256.js";

export const magic = utf8("URNAJNL1");
/** Stands for the MAC before the first record. */
export const origin = sha256(utf8("urna-rsu-journal-v1\n"));

const headBytes = 17;
const macBytes = 32;
const tailBytes = 4 + macBytes;

const table = Uint32Array.from({ length: 256 }, (_, index) => {
    let value = index;
    for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ 0x82f63b78 : value >>> 1;
    return value;
});

/** CRC-32C (Castagnoli), reflected: finds damage, not forgery. */
export function crc32c(bytes) {
    let value = 0xffffffff;
    for (const byte of bytes) value = table[(value ^ byte) & 0xff] ^ (value >>> 8);
    return ~value >>> 0;
}

/** @param mac gives the HMAC of bytes under the journal's key, as a promise. */
export async function encodeFrame(sequence, kind, payload, previous, mac) {
    const head = concat(bigEndian(payload.length, 4), bigEndian(sequence, 8), Uint8Array.of(kind));
    const body = concat(head, bigEndian(crc32c(head), 4), payload);
    const record = concat(body, bigEndian(crc32c(body), 4));
    const code = await mac(concat(previous, record));
    return { bytes: concat(record, code), mac: code };
}

/** The record that begins at `start`: `{sequence, kind, payload, mac, end, record}`, or null when its bytes or checksums are wrong. */
export function readFrame(bytes, start = 0) {
    if (bytes.length - start < headBytes + tailBytes) return null;
    if (crc32c(bytes.subarray(start, start + 13)) !== readBigEndian(bytes, start + 13, 4)) return null;
    const end = start + headBytes + readBigEndian(bytes, start, 4) + tailBytes;
    if (end > bytes.length) return null;
    const body = bytes.subarray(start, end - tailBytes);
    if (crc32c(body) !== readBigEndian(bytes, end - tailBytes, 4)) return null;
    return {
        sequence: readBigEndian(bytes, start + 4, 8), kind: bytes[start + 12], payload: body.subarray(headBytes),
        record: bytes.subarray(start, end - macBytes), mac: bytes.slice(end - macBytes, end), end,
    };
}

/** Whether this unit wrote the record after the one whose MAC is `previous`. */
export async function isAuthentic(frame, previous, mac) {
    return equal(await mac(concat(previous, frame.record)), frame.mac);
}
