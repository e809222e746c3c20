/**
 * JSON (RFC 8259), read strictly, for what comes from people: receipts and proofs in files.
 *
 * Refused besides what `JSON.parse` refuses: a name that an object already has, half a surrogate pair, nesting beyond a limit, numbers
 * beyond doubles, and whole numbers that would lose digits. Two readers that take different ones of two equal names see two receipts in
 * one file.
 */
import { demand, Refusal } from "./refusal.js";
import { isBytes, isWellFormed, textOf } from "./bytes.js";

const NUMBER = /-?(?:0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?/y;
const STRING = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
const SPACE = /[ \t\n\r]*/y;
const LITERAL = /true|false|null/y;
const LITERALS = { true: true, false: false, null: null };

/**
 * The value of a JSON text, given as a string or as UTF-8 bytes. Objects have no prototype: `__proto__` is a name like any other.
 *
 * @throws Refusal "bad-json", with the place
 */
export function parseJSON(input, { depthMax = 32, lengthMax = 1 << 20 } = {}) {
    demand(isBytes(input) || typeof input === "string", "bad-json", "neither text nor bytes");
    demand(input.length <= lengthMax, "bad-json", `longer than ${lengthMax}`);
    const text = isBytes(input) ? textOf(input) : input;
    demand(isWellFormed(text), "bad-json", "half of a surrogate pair");
    const reader = new Reader(text, depthMax);
    reader.skip(SPACE);
    const value = reader.value();
    reader.skip(SPACE);
    if (reader.at !== text.length) reader.fail("more text after the value");
    return value;
}

class Reader {
    constructor(text, depthMax) {
        this.text = text;
        this.depthLeft = depthMax;
        this.at = 0;
    }

    fail(what) {
        throw new Refusal("bad-json", `${what} at ${this.at}`);
    }

    /** What the pattern matches here, or null. */
    take(pattern) {
        pattern.lastIndex = this.at;
        const match = pattern.exec(this.text);
        if (match) this.at = pattern.lastIndex;
        return match;
    }

    skip(pattern) {
        pattern.lastIndex = this.at;
        pattern.test(this.text);
        this.at = pattern.lastIndex;
    }

    takeChar(char) {
        if (this.text[this.at] !== char) return false;
        this.at += 1;
        return true;
    }

    value() {
        const next = this.text[this.at];
        if (next === "{") return this.object();
        if (next === "[") return this.array();
        if (next === '"') return this.string();
        const literal = this.take(LITERAL);
        if (literal) return LITERALS[literal[0]];
        return this.number();
    }

    string() {
        const start = this.at;
        const match = this.take(STRING) ?? this.fail("not a string");
        const value = JSON.parse(match[0]);
        if (!isWellFormed(value)) {
            this.at = start;
            this.fail("half of a surrogate pair");
        }
        return value;
    }

    number() {
        const match = this.take(NUMBER) ?? this.fail("not the start of a value");
        const value = Number(match[0]);
        if (!Number.isFinite(value)) this.fail("a number beyond what a double holds");
        const isWhole = match[1] === undefined && match[2] === undefined;
        if (isWhole && value !== 0 && String(value) !== match[0]) this.fail("a whole number that would lose digits");
        return value === 0 ? 0 : value;
    }

    array() {
        this.descend();
        const values = [];
        if (!this.takeChar("]")) {
            do {
                this.skip(SPACE);
                values.push(this.value());
                this.skip(SPACE);
            } while (this.takeChar(","));
            if (!this.takeChar("]")) this.fail("needs a comma or the end of the array");
        }
        this.depthLeft += 1;
        return values;
    }

    object() {
        this.descend();
        const members = Object.create(null);
        if (!this.takeChar("}")) {
            do {
                this.skip(SPACE);
                if (this.text[this.at] !== '"') this.fail("needs a member name in quotes");
                const name = this.string();
                if (name in members) this.fail("a member name that the object already has");
                this.skip(SPACE);
                if (!this.takeChar(":")) this.fail("needs a colon");
                this.skip(SPACE);
                members[name] = this.value();
                this.skip(SPACE);
            } while (this.takeChar(","));
            if (!this.takeChar("}")) this.fail("needs a comma or the end of the object");
        }
        this.depthLeft += 1;
        return members;
    }

    descend() {
        if (this.depthLeft === 0) this.fail("nested too deeply");
        this.depthLeft -= 1;
        this.at += 1;
        this.skip(SPACE);
    }
}
