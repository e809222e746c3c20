/**
 * Reads a plain canonical entry where it lies, without making an object of it: a ledger of hundreds of thousands of sales is read in a
 * third of the time.
 *
 * Plain: an object in the canonical form of RFC 8785 whose strings are printable ASCII without an escape, and whose numbers are whole, not
 * negative and have at most 15 digits. Whatever else may be canonical too, and is left to `parseCanonical`.
 */
const [QUOTE, COMMA, MINUS_ONE, COLON, BACKSLASH] = [34, 44, -1, 58, 92];
const [OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [91, 93, 123, 125];
const [ZERO, NINE, SPACE, TILDE] = [48, 57, 32, 126];
const DIGITS_MAX = 15;
/** Members of the outermost object that are told of; an entry has fewer. */
const MEMBERS_MAX = 64;
const LITERALS = ["true", "false", "null"].map((word) => Uint8Array.from(word, (letter) => letter.charCodeAt(0)));

export class EntryScanner {
    constructor({ depthMax = 16 } = {}) {
        this.depthMax = depthMax;
        this.places = new Int32Array(4 * MEMBERS_MAX);
    }

    /** Whether these bytes are a plain canonical object; if so, `text`, `count` and `counts` read its members. */
    scan(bytes) {
        this.bytes = bytes;
        this.members = 0;
        return bytes[0] === OPEN_OBJECT && this.object(0, this.depthMax) === bytes.length;
    }

    /** Where the value that starts at `at` ends; -1 when it is not plain. */
    value(at, depthLeft) {
        const byte = this.bytes[at];
        if (byte === QUOTE) return this.string(at);
        if (byte >= ZERO && byte <= NINE) return this.number(at);
        if (byte === OPEN_OBJECT) return this.object(at, depthLeft);
        if (byte === OPEN_LIST) return this.list(at, depthLeft);
        for (const word of LITERALS) if (this.holds(at, word)) return at + word.length;
        return MINUS_ONE;
    }

    string(start) {
        const { bytes } = this;
        for (let at = start + 1; at < bytes.length; at += 1) {
            const byte = bytes[at];
            if (byte === QUOTE) return at + 1;
            if (byte < SPACE || byte > TILDE || byte === BACKSLASH) return MINUS_ONE;
        }
        return MINUS_ONE;
    }

    /** The digits alone: what follows has to be what may follow a value, so that a fraction or an exponent is not plain. */
    number(start) {
        const { bytes } = this;
        let at = start;
        while (at < bytes.length && bytes[at] >= ZERO && bytes[at] <= NINE) at += 1;
        return at - start > DIGITS_MAX || (bytes[start] === ZERO && at > start + 1) ? MINUS_ONE : at;
    }

    list(start, depthLeft) {
        if (depthLeft === 0) return MINUS_ONE;
        if (this.bytes[start + 1] === CLOSE_LIST) return start + 2;
        let at = start;
        do {
            at = this.value(at + 1, depthLeft - 1);
            if (at < 0) return MINUS_ONE;
        } while (this.bytes[at] === COMMA);
        return this.bytes[at] === CLOSE_LIST ? at + 1 : MINUS_ONE;
    }

    object(start, depthLeft) {
        const { bytes } = this;
        if (depthLeft === 0) return MINUS_ONE;
        if (bytes[start + 1] === CLOSE_OBJECT) return start + 2;
        const isOutermost = start === 0;
        let at = start;
        let [lastFrom, lastTo] = [0, 0];
        do {
            const from = at + 1;
            const to = bytes[from] === QUOTE ? this.string(from) : MINUS_ONE;
            if (to < 0 || bytes[to] !== COLON) return MINUS_ONE;
            if (lastTo > 0 && !this.isBefore(lastFrom, lastTo, from, to)) return MINUS_ONE;
            [lastFrom, lastTo] = [from, to];
            at = this.value(to + 1, depthLeft - 1);
            if (at < 0) return MINUS_ONE;
            if (isOutermost && !this.keep(from, to, to + 1, at)) return MINUS_ONE;
        } while (bytes[at] === COMMA);
        return bytes[at] === CLOSE_OBJECT ? at + 1 : MINUS_ONE;
    }

    keep(from, to, valueFrom, valueTo) {
        if (this.members === MEMBERS_MAX) return false;
        const at = 4 * this.members;
        this.places[at] = from;
        this.places[at + 1] = to;
        this.places[at + 2] = valueFrom;
        this.places[at + 3] = valueTo;
        this.members += 1;
        return true;
    }

    /** Whether a member's name, given with its quotes, comes before another: ASCII in the order of its bytes, the shorter one first. */
    isBefore(from, to, otherFrom, otherTo) {
        const { bytes } = this;
        const length = Math.min(to - from, otherTo - otherFrom) - 1;
        for (let at = 1; at < length; at += 1) {
            if (bytes[from + at] !== bytes[otherFrom + at]) return bytes[from + at] < bytes[otherFrom + at];
        }
        return to - from < otherTo - otherFrom;
    }

    holds(at, word) {
        for (let place = 0; place < word.length; place += 1) if (this.bytes[at + place] !== word[place]) return false;
        return true;
    }

    /** Which member has this name, given as bytes with its quotes; -1 when none has. */
    find(name) {
        for (let member = 0; member < this.members; member += 1) {
            const from = this.places[4 * member];
            if (this.places[4 * member + 1] - from === name.length && this.holds(from, name)) return member;
        }
        return MINUS_ONE;
    }

    /** The bytes of a member's string as `[from, to]`; null when it is none. */
    stretch(name) {
        const member = this.find(name);
        if (member < 0) return null;
        const from = this.places[4 * member + 2];
        return this.bytes[from] === QUOTE ? [from + 1, this.places[4 * member + 3] - 1] : null;
    }

    /** A member's string; null when it is none. */
    text(name) {
        const found = this.stretch(name);
        return found && String.fromCharCode.apply(null, this.bytes.subarray(...found));
    }

    /** A member's whole number; -1 when it is none. */
    count(name) {
        const member = this.find(name);
        return member < 0 ? MINUS_ONE : this.digits(this.places[4 * member + 2], this.places[4 * member + 3]);
    }

    digits(from, to) {
        let value = 0;
        for (let at = from; at < to; at += 1) {
            const digit = this.bytes[at] - ZERO;
            if (digit < 0 || digit > 9) return MINUS_ONE;
            value = value * 10 + digit;
        }
        return value;
    }

    /** Gives each number of a member's list to `take`; whether it is a list of whole numbers. */
    counts(name, take) {
        const member = this.find(name);
        if (member < 0) return false;
        const [from, to] = [this.places[4 * member + 2], this.places[4 * member + 3]];
        if (this.bytes[from] !== OPEN_LIST) return false;
        if (to === from + 2) return true;
        for (let at = from + 1; at < to;) {
            const end = this.number(at);
            if (end <= at || this.bytes[end] !== (end === to - 1 ? CLOSE_LIST : COMMA)) return false;
            take(this.digits(at, end));
            at = end + 1;
        }
        return true;
    }
}

/** A member's name as `find` takes it. */
export const memberName = (name) => Uint8Array.from(`"${name}"`, (letter) => letter.charCodeAt(0));
