/** Canonical JSON (RFC 8785), in which every ledger entry is written, and the check that bytes are just that. */
import { demand, Refusal } from "./refusal.js";
import { isWellFormed, textOf } from "./bytes.js";
import { parseJSON } from "./json.js";

/** Arrays and objects inside each other; deeper input is an attack on the stack. */
const DEPTH_MAX = 64;

/** The one canonical text of a value that JSON can hold. */
export function canonical(value) {
    return write(value, DEPTH_MAX);
}

function write(value, depthLeft) {
    switch (typeof value) {
        case "string":
            demand(isWellFormed(value), "not-unicode");
            return JSON.stringify(value);
        case "number":
            demand(Number.isFinite(value), "not-json", "a number without a JSON text");
            // ECMAScript's own text of a number is what RFC 8785 prescribes; minus zero is written as 0.
            return String(value);
        case "boolean":
            return String(value);
        case "object":
            break;
        default:
            throw new Refusal("not-json", typeof value);
    }
    if (value === null) return "null";
    demand(depthLeft > 0, "too-deep");
    if (Array.isArray(value)) return `[${value.map((element) => write(element, depthLeft - 1)).join(",")}]`;
    // Without a comparison function, sort() orders by UTF-16 units, as the RFC does.
    const members = Object.keys(value).sort().map((name) => `${write(name, 0)}:${write(value[name], depthLeft - 1)}`);
    return `{${members.join(",")}}`;
}

/**
 * Whether the language's own writer, five times as fast, shows that the text is canonical; false means only that it doesn't.
 *
 * It writes as RFC 8785 prescribes but for the order of members, and for half a surrogate pair, which it escapes.
 */
function isWritten(value, text, depthMax) {
    return isSorted(value, depthMax) && !text.includes("\\ud") && JSON.stringify(value) === text;
}

function isSorted(value, depthLeft) {
    if (value === null || typeof value !== "object") return true;
    if (depthLeft === 0) return false;
    if (Array.isArray(value)) return value.every((element) => isSorted(element, depthLeft - 1));
    let last = null;
    for (const name of Object.keys(value)) {
        if (last !== null && name <= last) return false;
        if (!isSorted(value[name], depthLeft - 1)) return false;
        last = name;
    }
    return true;
}

/**
 * The value of an entry: UTF-8, JSON, in canonical form to the byte.
 *
 * Writing again what was read shows at once a name that appears twice, a space, an escape too many and a number in another spelling.
 */
export function parseCanonical(bytes, { depthMax = 32 } = {}) {
    const text = textOf(bytes);
    let value;
    try {
        value = JSON.parse(text);
        if (isWritten(value, text, depthMax) || write(value, depthMax) === text) return value;
    } catch {
        // Said better below.
    }
    parseJSON(text, { depthMax });
    throw new Refusal("not-canonical");
}
