/**
 * From uniform words of 64 bits to numbers of a pool, without bias, and with everything written down.
 *
 * With n numbers left, a word x below 2^64 - (2^64 mod n) gives the number at index x mod n of those left, ascending; every other word is
 * rejected. Indices of equal chance, then: each has the same number of words.
 */
import { demand } from "./refusal.js";

const WORDS = 2n ** 64n;
/** Words that one selection may use: each is rejected with less than even odds. */
const WORDS_MAX = 256;

/** The numbers in play, ascending, and which of them are taken out. The numbers stay where they are: a draw takes few of many. */
export class NumberPool {
    /** @param numbers an array or typed array that ascends strictly */
    constructor(numbers) {
        for (let at = 1; at < numbers.length; at += 1) demand(numbers[at - 1] < numbers[at], "pool-order", `number ${at}`);
        this.numbers = numbers;
        this.taken = [];
    }

    get count() {
        return this.numbers.length - this.taken.length;
    }

    /** The number with `index` numbers still in the pool below it. */
    at(index) {
        return this.numbers[this.position(index)];
    }

    /** Takes out and gives the number at an index. */
    remove(index) {
        const position = this.position(index);
        const after = this.taken.findIndex((taken) => taken > position);
        this.taken.splice(after < 0 ? this.taken.length : after, 0, position);
        return this.numbers[position];
    }

    position(index) {
        demand(Number.isInteger(index) && index >= 0 && index < this.count, "pool-empty", `index ${index} of ${this.count}`);
        let position = index;
        for (const taken of this.taken) {
            if (taken > position) break;
            position += 1;
        }
        return position;
    }
}

/** Whether a word is accepted for a pool of `size`. */
export function isAccepted(word, size) {
    return word < WORDS - (WORDS % BigInt(size));
}

export function wordText(word) {
    return word.toString(16).padStart(16, "0");
}

/**
 * Draws one number.
 *
 * @param nextWord gives the next word as a BigInt
 * @returns `{ number, index, poolSize, words: [[hexadecimal, accepted], …] }`; the last word is the accepted one
 * @throws Refusal "pool-empty", or "rejected-too-often" for a source that cannot be uniform
 */
export function select(pool, nextWord, { replacement = false } = {}) {
    const poolSize = pool.count;
    demand(poolSize > 0, "pool-empty");
    const words = [];
    while (words.length < WORDS_MAX) {
        const word = nextWord();
        demand(typeof word === "bigint" && word >= 0n && word < WORDS, "bad-word", String(word));
        const accepted = isAccepted(word, poolSize);
        words.push([wordText(word), accepted]);
        if (accepted) {
            const index = Number(word % BigInt(poolSize));
            return { number: replacement ? pool.at(index) : pool.remove(index), index, poolSize, words };
        }
    }
    demand(false, "rejected-too-often");
}
