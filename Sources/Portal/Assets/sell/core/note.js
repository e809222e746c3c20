// Signed notes (c2sp.org/signed-note), Ed25519 alone: a text, a blank line, and lines `— <name> <base64 of key id ‖ signature>`.

import { concat, equal, hex, textOf, unbase64, utf8 } from "./bytes.js";
import { sha256 } from "./sha256.js";

const ed25519 = 1;

/** Reads a verifier key, `<name>+<key id>+<base64 of type ‖ key>`; null when it is none, or of another kind. */
export function verifierKey(text) {
    const parts = /^([^\s+]+)\+([0-9a-f]{8})\+(.+)$/.exec(text ?? "");
    const typed = parts && unbase64(parts[3]);
    if (!typed || typed.length !== 33 || typed[0] !== ed25519) return null;
    const id = sha256(concat(utf8(`${parts[1]}\n`), typed)).slice(0, 4);
    return hex(id) === parts[2] ? { name: parts[1], id, publicKey: typed.slice(1), text } : null;
}

/** The text of a note that this key signed; null when it did not. Any line of the key that does not verify spoils the note. */
export async function verifiedText(bytes, key) {
    let note;
    try {
        note = textOf(bytes);
    } catch {
        return null;
    }
    const blank = note.lastIndexOf("\n\n");
    if (blank < 0 || !note.endsWith("\n")) return null;
    const text = note.slice(0, blank + 1);
    if (/[\x00-\x09\x0b-\x1f]/.test(text)) return null;
    const publicKey = await crypto.subtle.importKey("raw", key.publicKey, { name: "Ed25519" }, false, ["verify"]);
    let isSigned = false;
    for (const line of note.slice(blank + 2, -1).split("\n")) {
        const parts = /^\u2014 ([^\s+]+) (\S+)$/.exec(line);
        const body = parts && unbase64(parts[2]);
        if (!body || body.length < 5) return null;
        if (parts[1] !== key.name || !equal(body.slice(0, 4), key.id)) continue;
        if (!(await crypto.subtle.verify({ name: "Ed25519" }, publicKey, body.slice(4), utf8(text)))) return null;
        isSigned = true;
    }
    return isSigned ? text : null;
}
