/**
 * A draw as the ledger has it: every sale and void read, the pool made again from them, the rest taken from the draw's own entries.
 *
 * Refuses with "no-such-draw", "late-commitment" (the secret was fixed after sales had closed), "other-early-bird", "sold-twice" (a ticket
 * or a number), "too-many", "malformed", and what `parseCanonical` refuses.
 */
import { octets, instant, poolOf, reading, revealOf, winnerOf } from "./published.js";
import { canonical, parseCanonical } from "./canonical.js";
import { isCount, utf8 } from "./bytes.js";
import { PoolText } from "./pool.js";
import { demand } from "./refusal.js";

/** Sales that fit beside a number in the 53 bits of a key to sort by. */
const SALES_MAX = 2 ** 21;
const NUMBER_MAX = 2 ** 32 - 1;
const LINES_AT_ONCE = 4096;

export class LedgerDraw {
    constructor(draw) {
        this.draw = draw;
        this.facts = {};
        this.sales = new Map();
        this.voids = new Map();
        this.winners = [];
        this.claims = new Map();
        this.byHand = 0;
    }

    /** Takes the next entry's bytes. */
    take(bytes) {
        const entry = parseCanonical(bytes, { depthMax: 16 });
        switch (entry.type) {
            case "sale": return this.takeSale(entry);
            case "void": return void this.voids.set(entry.ticket, entry.refund);
            case "unvoid": return void this.voids.delete(entry.ticket);
            case "claimed": return void this.claims.set(entry.prize, entry.amount);
            case "raffle": case "closed": return void (this.facts[entry.type] = entry);
            default: return entry.draw === this.draw ? this.takeStep(entry) : undefined;
        }
    }

    takeSale({ ticket, numbers, commitment, price, soldAt }) {
        demand(typeof ticket === "string" && Array.isArray(numbers) && isCount(price) && typeof soldAt === "string", "malformed", "a sale");
        demand(typeof commitment === "string" && /^[A-Za-z0-9_-]{43}$/.test(commitment), "malformed", "a sale's commitment");
        demand(numbers.every((number) => isCount(number) && number <= NUMBER_MAX), "malformed", "a sale's numbers");
        demand(!this.sales.has(ticket), "sold-twice", ticket);
        demand(this.sales.size < SALES_MAX, "too-many", `${SALES_MAX} sales`);
        this.sales.set(ticket, { numbers, commitment, price, soldAt });
    }

    takeStep(entry) {
        switch (entry.type) {
            case "commitment":
                demand(!this.facts.closed, "late-commitment");
                this.facts.commitment = entry;
                break;
            case "pool-frozen": case "draw-revealed":
                this.facts[entry.type] = entry;
                break;
            case "drawn":
                this.winners.push(entry);
                break;
            case "entered":
                this.byHand += 1;
                break;
        }
    }

    /** What the ledger publishes of the draw, in the form of `published.js`, and the pool made again: `{ published, pool }`. */
    finish(progress) {
        return reading(() => this.read(progress))();
    }

    read(progress = () => {}) {
        const { raffle, commitment, "pool-frozen": frozen, "draw-revealed": reveal } = this.facts;
        demand(raffle && frozen, "no-such-draw", this.draw);
        const { definition } = raffle;
        const before = frozen.salesBefore ?? null;
        const counted = [...this.sales].filter(([, sale]) => before === null || sale.soldAt < before);
        const drawn = new Set(this.winners.map(({ prize }) => prize));
        const birds = definition.prizes.filter(({ id }) => drawn.has(id)).map(({ earlyBird }) => earlyBird?.salesBefore ?? null);
        demand(birds.every((bird) => bird === before), "other-early-bird");
        const published = {
            event: raffle.raffle, draw: this.draw, mode: definition.draw.mode, replacement: definition.draw.replacement === true,
            commitment: commitment ? octets(commitment.value) : null, pool: poolOf(frozen),
            named: frozen.beacon ? { chain: frozen.beacon.chain, round: frozen.beacon.round } : null, frozenAt: instant(frozen.at),
            reveal: revealOf(reveal), winners: this.winners.map((winner) => winnerOf(winner, this.claims.get(winner.prize))),
            byHand: this.byHand, prizes: definition.prizes,
            totals: {
                gross: counted.reduce((sum, [, { price }]) => sum + price, 0),
                refunds: counted.reduce((sum, [ticket]) => sum + (this.voids.get(ticket) ?? 0), 0),
            },
        };
        const inPlay = counted.filter(([ticket]) => !this.voids.has(ticket)).map(([, sale]) => sale);
        return { published, pool: poolFrom(published, inPlay, progress) };
    }
}

/** The pool of sales: the numbers ascending, each with its ticket's commitment. */
function poolFrom({ event, draw }, sales, progress) {
    // Number and sale in one key: a typed array of them sorts a million in a fraction of what objects take.
    const keys = new Float64Array(sales.reduce((sum, { numbers }) => sum + numbers.length, 0));
    let filled = 0;
    sales.forEach(({ numbers }, sale) => {
        for (const number of numbers) {
            keys[filled] = number * SALES_MAX + sale;
            filled += 1;
        }
    });
    keys.sort();
    const text = new PoolText({ event, draw });
    let lines = `raffle-pool-v1\n${event}\n${draw}\n`;
    let last = -1;
    keys.forEach((key, at) => {
        const number = Math.floor(key / SALES_MAX);
        demand(number !== last, "sold-twice", String(number));
        last = number;
        lines += `${number},${sales[key % SALES_MAX].commitment}\n`;
        if (at % LINES_AT_ONCE === 0) {
            text.push(utf8(lines));
            lines = "";
            progress(at, keys.length);
        }
    });
    text.push(utf8(lines));
    return text.finish();
}

/** The bytes of an entry, for tests and for pages that make one. */
export const entryBytes = (value) => utf8(canonical(value));
