// Canonical JSON (RFC 8785): what is sent, digested, signed and compared.

import { utf8 } from "./bytes.js";

/** Members sorted by their UTF-16 code units; numbers and strings as ECMAScript writes them, which is what the RFC asks for. */
export function canonicalText(value) {
    if (Array.isArray(value)) return `[${value.map(canonicalText).join(",")}]`;
    if (value !== null && typeof value === "object") {
        const members = Object.keys(value).sort().map((name) => `${JSON.stringify(name)}:${canonicalText(value[name])}`);
        return `{${members.join(",")}}`;
    }
    if (value === undefined || (typeof value === "number" && !Number.isFinite(value))) throw new TypeError("this has no JSON");
    return JSON.stringify(value);
}

export const canonical = (value) => utf8(canonicalText(value));
