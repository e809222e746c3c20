/**
 * Signed notes, verifier keys (c2sp.org/signed-note) and checkpoints (c2sp.org/tlog-checkpoint).
 *
 *     <text, lines that end in LF>
 *     <LF>
 *     — <name> <base64 of key id ‖ signature><LF>       one or more
 */
import { fromBase64, toBase64 } from "./base64.js";
import { concat, decimal, equal, hex, isBytes, isWellFormed, textOf, utf8 } from "./bytes.js";
import { verifyEd25519 } from "./ed25519.js";
import { emptyRoot } from "./merkle.js";
import { demand, Refusal } from "./refusal.js";
import { sha256 } from "./sha256.js";

const NOTE_BYTES_MAX = 1_000_000;
const SIGNATURES_MAX = 64;
const ED25519 = 1;

function isName(text) {
    return /^[^\p{White_Space}+\u0000-\u001f]+$/u.test(text);
}

function isLine(text) {
    return /^[^\u0000-\u001f]+$/.test(text);
}

function keyId(name, type, key) {
    return hex(sha256(utf8(`${name}\n`), Uint8Array.of(type), key).subarray(0, 4));
}

/**
 * A log's key in its text form, `<name>+<key id>+<base64>`; base64 has `+` of its own.
 *
 * @throws Refusal "bad-key"
 */
export function parseVerifierKey(text) {
    const match = typeof text === "string" ? /^([^+]+)\+([0-9a-f]{8})\+(.+)$/su.exec(text) : null;
    demand(match && isWellFormed(text), "bad-key", "needs name, key id and key");
    const [, name, id, encoded] = match;
    const typed = fromBase64(encoded);
    demand(isName(name) && typed, "bad-key", "name or base64");
    demand(typed[0] === ED25519, "bad-key", `type ${typed[0]} is not Ed25519`);
    const key = typed.subarray(1);
    demand(key.length === 32, "bad-key", `${key.length} bytes`);
    demand(keyId(name, ED25519, key) === id, "bad-key", "the key id belongs to another name or key");
    return { name, id, key, text };
}

/**
 * Reads a note, given as text or bytes; no signature is checked yet.
 *
 * @throws Refusal "bad-note"
 */
export function parseNote(input) {
    let text;
    try {
        text = isBytes(input) ? textOf(input) : input;
        demand(utf8(text).length <= NOTE_BYTES_MAX, "bad-note", "too long");
    } catch (problem) {
        throw new Refusal("bad-note", problem.code);
    }
    const blank = text.lastIndexOf("\n\n");
    demand(blank > 0 && text.endsWith("\n") && blank + 2 < text.length, "bad-note", "there is no signature");
    const body = text.slice(0, blank + 1);
    demand(/^[^\u0000-\u0009\u000b-\u001f]+$/.test(body), "bad-note", "a control character");
    const lines = text.slice(blank + 2, -1).split("\n");
    demand(lines.length <= SIGNATURES_MAX, "bad-note", "too many signatures");
    return { text: body, signatures: lines.map(signatureOf) };
}

function signatureOf(line) {
    const match = /^\u2014 ([^ ]+) ([^ ]+)$/u.exec(line);
    const bytes = match && isName(match[1]) ? fromBase64(match[2]) : null;
    demand(bytes && bytes.length > 4, "bad-note", "a malformed signature line");
    return { name: match[1], id: hex(bytes.subarray(0, 4)), bytes: bytes.subarray(4) };
}

/**
 * Checks a note's signature by a key; lines of other keys are passed over.
 *
 * Every line of the key has to be good: one good and one bad one are a forgery that somebody tries.
 *
 * @throws Refusal "no-signature" when the key did not sign, "bad-signature" when what it should have signed is not this
 */
export async function verifyNote(note, key) {
    const own = note.signatures.filter((signature) => signature.id === key.id && signature.name === key.name);
    demand(own.length > 0, "no-signature", key.name);
    const message = utf8(note.text);
    for (const signature of own) {
        demand(await verifyEd25519(key.key, signature.bytes, message), "bad-signature", key.name);
    }
}

/**
 * Reads a checkpoint's text. Nothing is known about its truth until the note was verified.
 *
 * @throws Refusal "bad-checkpoint"
 */
export function parseCheckpoint(text) {
    const lines = text.split("\n");
    demand(lines.length >= 4 && lines.pop() === "" && lines.every(isLine), "bad-checkpoint", "needs three lines or more");
    const [origin, sizeText, rootText, ...extensions] = lines;
    const size = decimal(sizeText);
    demand(size !== null, "bad-checkpoint", "size");
    const root = fromBase64(rootText);
    demand(root && root.length === 32, "bad-checkpoint", "root");
    demand(size !== 0 || equal(root, emptyRoot()), "bad-checkpoint", "the root of an empty log");
    return { origin, size, root, extensions };
}

/**
 * Opens a signed checkpoint: the key's signature, the form, and the log that it is of.
 *
 * @param input the note, as text or bytes
 * @param key as `parseVerifierKey` gives it
 * @param origin the log that it has to be of; a log's key has the same name
 * @throws Refusal with the codes of `parseNote`, `verifyNote` and `parseCheckpoint`, and "wrong-origin"
 */
export async function openCheckpoint(input, key, origin = key.name) {
    const note = parseNote(input);
    await verifyNote(note, key);
    const checkpoint = parseCheckpoint(note.text);
    demand(checkpoint.origin === origin, "wrong-origin", checkpoint.origin);
    return { ...checkpoint, note: isBytes(input) ? textOf(input) : input };
}

/** A key's text from its parts, for tests and for keys that a page was given in another form. */
export function verifierKeyText(name, key) {
    const typed = concat(Uint8Array.of(ED25519), key);
    return `${name}+${keyId(name, ED25519, key)}+${toBase64(typed)}`;
}
