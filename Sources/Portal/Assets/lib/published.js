/**
 * What is published of a draw, in one form, whatever it was read from: the server's answers, the file `draw.json`, or the ledger.
 *
 * `{ event, draw, mode, replacement, commitment, pool: { digest, count, min, max }, named, frozenAt, reveal: { secret, seed, beacon },
 *    winners: [{ prize, number, words, amount }], byHand, prizes, totals }`; what is not known is null. Digests are bytes.
 */
import { fromBase64URL } from "./base64.js";
import { isCount, unhex } from "./bytes.js";
import { demand, Refusal } from "./refusal.js";

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,3})?Z$/;

/** Bytes as they are published: hexadecimal of 32 or more, or base64url. */
export function octets(value) {
    demand(typeof value === "string" && value.length > 0, "malformed", "bytes are missing");
    const bytes = (value.length >= 64 && unhex(value)) || fromBase64URL(value);
    demand(bytes, "malformed", "neither hexadecimal nor base64url");
    return bytes;
}

/** Seconds since 1970 of an instant in UTC. */
export function instant(value) {
    const milliseconds = INSTANT.test(value) ? Date.parse(value) : Number.NaN;
    demand(Number.isFinite(milliseconds), "malformed", "not a time");
    return milliseconds / 1000;
}

/** Reads what somebody else wrote: whatever is not there where it should be is "malformed". */
export function reading(read) {
    return (...sources) => {
        try {
            return read(...sources);
        } catch (problem) {
            if (problem instanceof Refusal) throw problem;
            throw new Refusal("malformed", problem.message);
        }
    };
}

function object(value, what) {
    demand(value !== null && typeof value === "object" && !Array.isArray(value), "malformed", `${what} is missing`);
    return value;
}

function list(value, what) {
    demand(Array.isArray(value), "malformed", `${what} is missing`);
    return value;
}

function text(value, what) {
    demand(typeof value === "string" && /^[^\u0000-\u001f]{1,256}$/.test(value), "malformed", what);
    return value;
}

const count = (value, what) => {
    demand(isCount(value), "malformed", what);
    return value;
};

function namedOf(value) {
    if (value === null || value === undefined) return null;
    return { chain: text(value.chain, "chain"), round: count(value.round, "round") };
}

export function revealOf(value) {
    if (value === null || value === undefined) return null;
    const beacon = object(value.beacon, "beacon");
    return {
        secret: octets(value.secret), seed: octets(value.seed),
        beacon: { ...namedOf(beacon), signature: octets(beacon.signature), randomness: octets(beacon.randomness) },
    };
}

function wordOf(value) {
    const [word, accepted] = Array.isArray(value) ? value : [value?.word, value?.accepted];
    demand(typeof word === "string" && /^[0-9a-f]{16}$/.test(word) && typeof accepted === "boolean", "malformed", "a word");
    return [word, accepted];
}

export function winnerOf(value, amount) {
    return {
        prize: text(value.prize, "prize"), number: count(value.number, "number"), words: list(value.words, "words").map(wordOf),
        amount: amount === undefined || amount === null ? null : count(amount, "amount"),
    };
}

export function poolOf(value) {
    const { digest, count: numbers, min, max } = object(value, "pool");
    return { digest: octets(digest), count: count(numbers, "count"), min: min ?? null, max: max ?? null };
}

/** From `GET …/draws/{draw}` and `GET …/raffles/{id}`. When the pool was frozen they do not say: the ledger does. */
export const fromAnswers = reading((draw, raffle) => {
    const definition = object(object(raffle, "raffle").definition, "definition");
    const attempts = list(object(draw, "draw").attempts, "attempts");
    const amounts = new Map(list(draw.prizes, "prizes").map(({ prize, amount }) => [prize, amount]));
    const sales = raffle.sales;
    return {
        event: text(draw.event, "event"), draw: text(draw.draw, "draw"), mode: text(draw.mode, "mode"), replacement: draw.replacement === true,
        commitment: draw.commitment === null ? null : octets(draw.commitment), pool: draw.pool === null ? null : poolOf(draw.pool),
        named: namedOf(draw.beacon), frozenAt: null, reveal: revealOf(draw.reveal),
        winners: attempts.filter(({ words }) => words !== null).map((attempt) => winnerOf(attempt, amounts.get(attempt.prize))),
        byHand: attempts.filter(({ words }) => words === null).length, prizes: list(definition.prizes, "prizes"),
        // An early bird's sales are fewer than all: their sums are only in the ledger.
        totals: draw.pool?.salesBefore ? null : { gross: count(sales?.gross, "gross"), refunds: count(sales?.refunds, "refunds") },
    };
});

/** From `draw.json`, the file that docs/raffles.md describes. */
export const fromFile = reading((file) => {
    const definition = object(object(file, "draw").definition, "definition");
    return {
        event: text(file.event, "event"), draw: text(file.draw, "draw"), mode: "verifiable", replacement: definition.draw?.replacement === true,
        commitment: octets(file.commitment), pool: poolOf(file.pool), named: namedOf(object(file.pool.beacon, "beacon")),
        frozenAt: instant(file.pool.at), reveal: revealOf(file), byHand: 0,
        winners: list(file.winners, "winners").map((winner) => winnerOf(winner, winner.amount)), prizes: list(definition.prizes, "prizes"),
        totals: { gross: count(file.totals?.gross, "gross"), refunds: count(file.totals?.refunds, "refunds") },
    };
});
