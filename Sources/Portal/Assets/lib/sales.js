/**
 * The sales of a ledger, in columns: hundreds of thousands of them as objects would keep a browser busy with tidying up.
 *
 * Refuses with "malformed", "sold-twice" and "too-many".
 */
import { isCount } from "./bytes.js";
import { demand } from "./refusal.js";
import { memberName } from "./scan.js";

/** Sales that fit beside a number in the 53 bits of a key to sort by. */
export const SALES_MAX = 2 ** 21;
const NUMBER_MAX = 2 ** 32 - 1;
export const COMMITMENT_BYTES = 43;
const [COMMITMENT, NUMBERS, PRICE, SOLD_AT, TICKET] = ["commitment", "numbers", "price", "soldAt", "ticket"].map(memberName);

/** Whether a byte may stand in base64url. */
const isSymbol = Uint8Array.from({ length: 256 }, (_, byte) => (/[A-Za-z0-9_-]/.test(String.fromCharCode(byte)) ? 1 : 0));

function larger(column, length) {
    const next = new column.constructor(length);
    next.set(column);
    return next;
}

export class Sales {
    constructor() {
        this.indexOf = new Map();
        this.soldAt = [];
        this.prices = new Float64Array(1024);
        this.commitments = new Uint8Array(1024 * COMMITMENT_BYTES);
        /** Each number with its sale, in one key: a typed array of them sorts a million in a fraction of what objects take. */
        this.keys = new Float64Array(4096);
        this.keyCount = 0;
    }

    get count() {
        return this.soldAt.length;
    }

    /** Takes a sale that the scanner has read. */
    takeScanned(entry) {
        const [ticket, soldAt, price, commitment] = [entry.text(TICKET), entry.text(SOLD_AT), entry.count(PRICE), entry.stretch(COMMITMENT)];
        this.begin(ticket, soldAt, price);
        demand(commitment, "malformed", "a sale's commitment");
        this.takeCommitment(entry.bytes.subarray(commitment[0], commitment[1]));
        demand(entry.counts(NUMBERS, (number) => this.takeNumber(number)), "malformed", "a sale's numbers");
        this.end(ticket, soldAt, price);
    }

    /** Takes a sale that is an object. */
    take({ ticket, numbers, commitment, price, soldAt }) {
        this.begin(ticket, soldAt, price);
        demand(typeof commitment === "string", "malformed", "a sale's commitment");
        this.takeCommitment(Array.from(commitment, (symbol) => symbol.codePointAt(0)));
        demand(Array.isArray(numbers), "malformed", "a sale's numbers");
        for (const number of numbers) this.takeNumber(number);
        this.end(ticket, soldAt, price);
    }

    begin(ticket, soldAt, price) {
        demand(typeof ticket === "string" && typeof soldAt === "string" && isCount(price), "malformed", "a sale");
        demand(this.count < SALES_MAX, "too-many", `${SALES_MAX} sales`);
    }

    takeCommitment(symbols) {
        demand(symbols.length === COMMITMENT_BYTES, "malformed", "a sale's commitment");
        const start = this.count * COMMITMENT_BYTES;
        if (start === this.commitments.length) this.commitments = larger(this.commitments, 2 * start);
        for (let at = 0; at < COMMITMENT_BYTES; at += 1) {
            demand(isSymbol[symbols[at]] === 1, "malformed", "a sale's commitment");
            this.commitments[start + at] = symbols[at];
        }
    }

    takeNumber(number) {
        demand(isCount(number) && number <= NUMBER_MAX, "malformed", "a sale's numbers");
        if (this.keyCount === this.keys.length) this.keys = larger(this.keys, 2 * this.keyCount);
        this.keys[this.keyCount] = number * SALES_MAX + this.count;
        this.keyCount += 1;
    }

    end(ticket, soldAt, price) {
        if (this.count === this.prices.length) this.prices = larger(this.prices, 2 * this.count);
        this.prices[this.count] = price;
        this.indexOf.set(ticket, this.count);
        demand(this.indexOf.size === this.count + 1, "sold-twice", ticket);
        this.soldAt.push(soldAt);
    }
}
