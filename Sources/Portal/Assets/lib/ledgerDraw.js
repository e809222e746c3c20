/**
 * A draw as the ledger has it: every sale and void read, the pool made again from them, the rest taken from the draw's own entries.
 *
 * Refuses with "no-such-draw", "late-commitment" (the secret was fixed after sales had closed), "other-early-bird", "sold-twice" (a ticket
 * or a number), "too-many", "malformed", and what `parseCanonical` refuses.
 */
import { octets, instant, poolOf, reading, revealOf, winnerOf } from "./published.js";
import { canonical, parseCanonical } from "./canonical.js";
import { utf8 } from "./bytes.js";
import { demand } from "./refusal.js";
import { poolFrom } from "./salesPool.js";
import { Sales } from "./sales.js";
import { EntryScanner, memberName } from "./scan.js";

const DEPTH_MAX = 16;
const TYPE = memberName("type");

export class LedgerDraw {
    constructor(draw) {
        this.draw = draw;
        this.facts = {};
        this.sales = new Sales();
        this.voids = new Map();
        this.winners = [];
        this.claims = new Map();
        this.byHand = 0;
        this.scanner = new EntryScanner({ depthMax: DEPTH_MAX });
    }

    /** Takes the next entry's bytes. */
    take(bytes) {
        // Nearly all are plain sales, which need no object.
        if (this.scanner.scan(bytes) && this.scanner.text(TYPE) === "sale") return this.sales.takeScanned(this.scanner);
        const entry = parseCanonical(bytes, { depthMax: DEPTH_MAX });
        switch (entry.type) {
            case "sale": return this.sales.take(entry);
            case "void": return void this.voids.set(entry.ticket, entry.refund);
            case "unvoid": return void this.voids.delete(entry.ticket);
            case "claimed": return void this.claims.set(entry.prize, entry.amount);
            case "raffle": case "closed": return void (this.facts[entry.type] = entry);
            default: return entry.draw === this.draw ? this.takeStep(entry) : undefined;
        }
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
        const drawn = new Set(this.winners.map(({ prize }) => prize));
        const birds = definition.prizes.filter(({ id }) => drawn.has(id)).map(({ earlyBird }) => earlyBird?.salesBefore ?? null);
        demand(birds.every((bird) => bird === before), "other-early-bird");
        const counted = this.counted(before);
        const published = {
            event: raffle.raffle, draw: this.draw, mode: definition.draw.mode, replacement: definition.draw.replacement === true,
            commitment: commitment ? octets(commitment.value) : null, pool: poolOf(frozen),
            named: frozen.beacon ? { chain: frozen.beacon.chain, round: frozen.beacon.round } : null, frozenAt: instant(frozen.at),
            reveal: revealOf(reveal), winners: this.winners.map((winner) => winnerOf(winner, this.claims.get(winner.prize))),
            byHand: this.byHand, prizes: definition.prizes,
            totals: { gross: counted.gross, refunds: counted.refunds },
        };
        return { published, pool: poolFrom(published, this.sales, counted.isOut, progress) };
    }

    /** The sums of the sales that count, and which are not in play: made too late for an early bird, or void. */
    counted(before) {
        const { soldAt, prices, indexOf } = this.sales;
        const isOut = new Uint8Array(soldAt.length);
        let [gross, refunds] = [0, 0];
        soldAt.forEach((time, sale) => {
            if (before !== null && !(time < before)) isOut[sale] = 1;
            else gross += prices[sale];
        });
        for (const [ticket, refund] of this.voids) {
            const sale = indexOf.get(ticket);
            if (sale === undefined || isOut[sale]) continue;
            refunds += refund ?? 0;
            isOut[sale] = 1;
        }
        return { isOut, gross, refunds };
    }
}

/** The bytes of an entry, for tests and for pages that make one. */
export const entryBytes = (value) => utf8(canonical(value));
