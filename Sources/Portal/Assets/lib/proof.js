/**
 * Proofs that an entry is in a log: as a server answers them in JSON, and as C2SP `.tlog-proof` files. Both carry a signed checkpoint
 * and check offline, with the log's key alone.
 */
import { fromBase64, hashFromBase64URL } from "./base64.js";
import { decimal, equal, isBytes, isCount, textOf, utf8 } from "./bytes.js";
import { parseJSON } from "./json.js";
import { leafHash, verifyInclusion } from "./merkle.js";
import { openCheckpoint } from "./note.js";
import { demand, Refusal } from "./refusal.js";

/** Longest file that is read: an entry with every character escaped, a path of 64 hashes and a note of many lines. */
export const PROOF_BYTES_MAX = 256 * 1024;
const PATH_MAX = 64;
const TLOG_HEADER = "c2sp.org/tlog-proof@v1";

/** Takes a member by its name and reads it; "malformed" when it is missing or not as it should be. */
export function member(json, name, read) {
    demand(name in json, "malformed", `${name} is missing`);
    const value = read(json[name]);
    demand(value !== null && value !== undefined, "malformed", `${name} is not as it should be`);
    return value;
}

export const asText = (value) => (typeof value === "string" ? value : null);
export const asCount = (value) => (isCount(value) ? value : null);

/** Hashes in url-safe base64, at most as many as a tree is high; null for anything else. */
export function asPath(value) {
    if (!Array.isArray(value) || value.length > PATH_MAX) return null;
    const hashes = value.map(hashFromBase64URL);
    return hashes.includes(null) ? null : hashes;
}

/** A JSON object, strictly read; "malformed" for anything else. */
export function readObject(input) {
    let json;
    try {
        json = parseJSON(input, { lengthMax: PROOF_BYTES_MAX });
    } catch (problem) {
        throw new Refusal("malformed", problem.detail || problem.code);
    }
    demand(json !== null && typeof json === "object" && !Array.isArray(json), "malformed", "not an object");
    return json;
}

/** What receipts and proofs have in common. */
export function inclusionMembers(json) {
    return {
        index: member(json, "index", asCount),
        leafHash: member(json, "leafHash", hashFromBase64URL),
        path: member(json, "proof", asPath),
        checkpoint: member(json, "checkpoint", asText),
        entry: member(json, "entry", (value) => (typeof value === "string" ? utf8(value) : null)),
    };
}

/** Reads a proof as `GET …/log/proof/{index}` and `GET …/tickets/{ticket}/proof` answer it. Unknown members prove nothing. */
export function parseLedgerProof(input) {
    const json = readObject(input);
    return { ...inclusionMembers(json), ticket: "ticket" in json ? member(json, "ticket", asText) : null };
}

/** Whether bytes or text are a `.tlog-proof` rather than JSON. */
export function isTlogProof(input) {
    const start = isBytes(input) ? String.fromCharCode(...input.subarray(0, 19)) : String(input).slice(0, 19);
    return start === TLOG_HEADER.slice(0, 19);
}

/** Reads a `.tlog-proof`. The entry is not in it: it comes from elsewhere, as bytes. */
export function parseTlogProof(input, entry) {
    demand(input.length <= PROOF_BYTES_MAX, "malformed", "too long");
    let text = input;
    try {
        if (isBytes(input)) text = textOf(input);
    } catch (problem) {
        throw new Refusal("malformed", problem.code);
    }
    const end = text.indexOf("\n\n");
    const lines = text.slice(0, Math.max(end, 0)).split("\n");
    demand(end >= 0 && lines.shift() === TLOG_HEADER, "malformed", "first line");
    if (lines[0]?.startsWith("extra ")) {
        demand(fromBase64(lines.shift().slice(6)), "malformed", "extra line");
    }
    const index = lines[0]?.startsWith("index ") ? decimal(lines.shift().slice(6)) : null;
    demand(index !== null, "malformed", "index line");
    const path = lines.map(fromBase64);
    demand(path.length <= PATH_MAX && path.every((hash) => hash?.length === 32), "malformed", "a hash");
    return { index, leafHash: leafHash(entry), path, checkpoint: text.slice(end + 2), entry, ticket: null };
}

/**
 * The three steps that every proof and receipt has to pass: "signature", "entry" and "inclusion".
 *
 * Size and root are the checkpoint's, from nowhere else.
 *
 * @returns the opened checkpoint, or null after a failure
 */
export async function checkInclusion(steps, claim, key, origin) {
    const opened = await steps.run("signature", () => openCheckpoint(claim.checkpoint, key, origin), (found) => (
        { origin: found.origin, size: found.size }));
    if (!opened) return null;
    const checkpoint = opened.value;
    const leaf = leafHash(claim.entry);
    const entry = await steps.run("entry", () => demand(equal(leaf, claim.leafHash), "wrong-leaf"), () => ({ index: claim.index }));
    if (!entry) return null;
    const inclusion = await steps.run(
        "inclusion",
        () => verifyInclusion({ index: claim.index, size: checkpoint.size, leaf, root: checkpoint.root, path: claim.path }),
        () => ({ index: claim.index, size: checkpoint.size }));
    return inclusion && checkpoint;
}
