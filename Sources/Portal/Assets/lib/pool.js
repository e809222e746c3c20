/**
 * The text of a frozen pool, read as it comes in, a piece at a time: a pool of millions is never in memory as text.
 *
 *     raffle-pool-v1
 *     <event>
 *     <draw>
 *     <number>,<commitment>        for each number in play, ascending
 */
import { concat, textOf, utf8 } from "./bytes.js";
import { demand, Refusal } from "./refusal.js";
import { SHA256 } from "./sha256.js";

const LF = 10;
const COMMA = 44;
const ZERO = 48;
const NUMBER_MAX = 0xffff_ffff;
/** Longest line: ids have 64 characters, commitments 43. */
const LINE_BYTES_MAX = 1024;
/** More numbers than any raffle has; bounds what a hostile server can make a page keep. */
const NUMBERS_MAX = 50_000_000;

/** Reads a pool's text. Feed it with `push`, then ask for `finish`. */
export class PoolText {
    /**
     * @param event the raffle, which the text has to name
     * @param draw the draw, which the text has to name
     * @param watch numbers whose commitments are wanted
     */
    constructor({ event, draw, watch = [] }) {
        this.head = utf8(`raffle-pool-v1\n${event}\n${draw}\n`);
        this.watch = new Set(watch);
        this.hash = new SHA256();
        this.numbers = new Uint32Array(1024);
        this.count = 0;
        this.bytes = 0;
        this.rest = new Uint8Array(0);
        this.commitments = new Map();
    }

    push(chunk) {
        this.hash.update(chunk);
        this.bytes += chunk.length;
        const data = this.rest.length > 0 ? concat(this.rest, chunk) : chunk;
        let at = this.readHead(data);
        if (at < 0) return;
        for (;;) {
            const end = data.indexOf(LF, at);
            if (end < 0) break;
            this.line(data, at, end);
            at = end + 1;
        }
        demand(data.length - at <= LINE_BYTES_MAX, "pool-malformed", "a line is too long");
        this.rest = data.slice(at);
    }

    /** Where the lines begin; -1 while the head is not here whole. */
    readHead(data) {
        const { head } = this;
        if (!head) return 0;
        const known = Math.min(head.length, data.length);
        for (let at = 0; at < known; at += 1) demand(data[at] === head[at], "pool-other-draw");
        if (data.length < head.length) {
            this.rest = data.slice();
            return -1;
        }
        this.head = null;
        return head.length;
    }

    line(data, start, end) {
        demand(end - start <= LINE_BYTES_MAX, "pool-malformed", "a line is too long");
        let number = 0;
        let at = start;
        while (at < end && data[at] >= ZERO && data[at] <= ZERO + 9) {
            number = number * 10 + data[at] - ZERO;
            at += 1;
            demand(number <= NUMBER_MAX, "pool-malformed", "a number is too large");
        }
        demand(at > start && data[at] === COMMA && (data[start] !== ZERO || at === start + 1), "pool-malformed", `line ${this.count + 1}`);
        demand(this.count === 0 || number > this.numbers[this.count - 1], "pool-order", `line ${this.count + 1}`);
        if (this.count === this.numbers.length) this.grow();
        this.numbers[this.count] = number;
        this.count += 1;
        if (this.watch.has(number)) this.commitments.set(number, this.commitment(data.subarray(at + 1, end)));
    }

    commitment(bytes) {
        try {
            return textOf(bytes);
        } catch (problem) {
            throw new Refusal("pool-malformed", problem.code);
        }
    }

    grow() {
        demand(this.count < NUMBERS_MAX, "pool-malformed", "too many numbers");
        const larger = new Uint32Array(this.numbers.length * 2);
        larger.set(this.numbers);
        this.numbers = larger;
    }

    /** The pool: `{ digest, count, min, max, numbers, commitments, bytes }`. */
    finish() {
        demand(!this.head && this.rest.length === 0, "pool-cut");
        const numbers = this.numbers.subarray(0, this.count);
        return {
            digest: this.hash.digest(), count: this.count, min: numbers[0] ?? null, max: numbers[this.count - 1] ?? null, numbers,
            commitments: this.commitments, bytes: this.bytes,
        };
    }
}
