/**
 * The pool made again from sales: the numbers in play ascending, each with its ticket's commitment, hashed as the text that `pool.js` reads.
 *
 * Refuses with "sold-twice": a number that two sales have.
 */
import { utf8 } from "./bytes.js";
import { demand } from "./refusal.js";
import { COMMITMENT_BYTES, SALES_MAX } from "./sales.js";
import { SHA256 } from "./sha256.js";

const [LF, COMMA, ZERO] = [10, 44, 48];
const DIGITS_MAX = 10;
const LINE_BYTES_MAX = DIGITS_MAX + 1 + COMMITMENT_BYTES + 1;
const LINES_AT_ONCE = 4096;

/**
 * @param isOut for each sale, 1 when its numbers are not in play
 * @param progress told `(done, total)`
 * @returns the pool as `PoolText` gives it
 */
export function poolFrom({ event, draw }, sales, isOut, progress) {
    const keys = sales.keys.slice(0, sales.keyCount).filter((key) => isOut[key % SALES_MAX] === 0).sort();
    const numbers = new Uint32Array(keys.length);
    const head = utf8(`raffle-pool-v1\n${event}\n${draw}\n`);
    const hash = new SHA256().update(head);
    const lines = new Uint8Array(LINES_AT_ONCE * LINE_BYTES_MAX);
    let [length, bytes] = [0, head.length];
    for (let at = 0; at < keys.length; at += 1) {
        const number = Math.floor(keys[at] / SALES_MAX);
        demand(at === 0 || number !== numbers[at - 1], "sold-twice", String(number));
        numbers[at] = number;
        length = writeLine(lines, length, number, sales.commitments, (keys[at] % SALES_MAX) * COMMITMENT_BYTES);
        if ((at + 1) % LINES_AT_ONCE === 0 || at + 1 === keys.length) {
            hash.update(lines.subarray(0, length));
            bytes += length;
            length = 0;
            progress(at + 1, keys.length);
        }
    }
    return {
        digest: hash.digest(), count: keys.length, min: numbers[0] ?? null, max: numbers[keys.length - 1] ?? null, numbers, commitments: new Map(), bytes,
    };
}

/** Writes a line at `at`; where the next one begins. */
function writeLine(lines, at, number, commitments, from) {
    let end = at + 1;
    for (let rest = number; rest >= 10; rest = Math.floor(rest / 10)) end += 1;
    for (let place = end - 1, rest = number; place >= at; place -= 1, rest = Math.floor(rest / 10)) lines[place] = ZERO + (rest % 10);
    lines[end] = COMMA;
    for (let place = 0; place < COMMITMENT_BYTES; place += 1) lines[end + 1 + place] = commitments[from + place];
    lines[end + 1 + COMMITMENT_BYTES] = LF;
    return end + 2 + COMMITMENT_BYTES;
}
