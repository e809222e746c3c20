/**
 * Base64 (RFC 4648), standard with padding and url-safe without.
 *
 * Decoding reads exactly the texts that encoding gives: padding where it belongs, no line breaks, unused bits zero. Lenient decoders,
 * `atob` among them, read `QR==` as `QQ==`, which gives one signature many texts.
 */
const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
const STANDARD = LETTERS + "+/";
const URL_SAFE = LETTERS + "-_";

function values(alphabet) {
    const table = new Int8Array(128).fill(-1);
    for (let value = 0; value < 64; value += 1) table[alphabet.charCodeAt(value)] = value;
    return table;
}

const STANDARD_VALUES = values(STANDARD);
const URL_SAFE_VALUES = values(URL_SAFE);

function encode(bytes, alphabet) {
    let text = "";
    for (let at = 0; at < bytes.length; at += 3) {
        const left = bytes.length - at;
        const group = (bytes[at] << 16) | ((left > 1 ? bytes[at + 1] : 0) << 8) | (left > 2 ? bytes[at + 2] : 0);
        text += alphabet[group >> 18] + alphabet[(group >> 12) & 63];
        if (left > 1) text += alphabet[(group >> 6) & 63];
        if (left > 2) text += alphabet[group & 63];
    }
    return text;
}

/** Without padding; null for anything that encoding does not give. */
function decode(text, table) {
    if (text.length % 4 === 1) return null;
    const bytes = new Uint8Array(Math.floor((text.length * 3) / 4));
    let bits = 0;
    let bitCount = 0;
    let written = 0;
    for (let at = 0; at < text.length; at += 1) {
        const code = text.charCodeAt(at);
        const value = code < 128 ? table[code] : -1;
        if (value < 0) return null;
        bits = ((bits << 6) | value) & 0xffff;
        bitCount += 6;
        if (bitCount >= 8) {
            bitCount -= 8;
            bytes[written] = (bits >> bitCount) & 0xff;
            written += 1;
        }
    }
    // The bits left over belong to no byte: they must be zero.
    return (bits & ((1 << bitCount) - 1)) === 0 ? bytes : null;
}

/** Standard alphabet, padded. */
export function toBase64(bytes) {
    const text = encode(bytes, STANDARD);
    return text + "=".repeat((4 - (text.length % 4)) % 4);
}

/** Bytes of padded standard base64; null for any other text. */
export function fromBase64(text) {
    if (typeof text !== "string" || text.length % 4 !== 0) return null;
    const end = text.endsWith("==") ? text.length - 2 : text.endsWith("=") ? text.length - 1 : text.length;
    return decode(text.slice(0, end), STANDARD_VALUES);
}

/** URL-safe alphabet, no padding. */
export function toBase64URL(bytes) {
    return encode(bytes, URL_SAFE);
}

/** Bytes of unpadded url-safe base64; null for any other text. */
export function fromBase64URL(text) {
    return typeof text === "string" ? decode(text, URL_SAFE_VALUES) : null;
}

/** The 32 bytes of a hash in url-safe base64; null for any other text. */
export function hashFromBase64URL(text) {
    const bytes = fromBase64URL(text);
    return bytes && bytes.length === 32 ? bytes : null;
}
