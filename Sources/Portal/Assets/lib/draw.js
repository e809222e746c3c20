/**
 * Recomputes a draw from what is published of it: pool, commitment, beacon, seed, every word, every number and every prize.
 *
 * | step       | codes                                                                                                          |
 * |------------|----------------------------------------------------------------------------------------------------------------|
 * | pool       | pool-digest, pool-count; while it is read also pool-other-draw, pool-malformed, pool-order, pool-cut; not-frozen |
 * | commitment | wrong-secret, no-commitment; skipped: not-reproducible, not-revealed, drawn-by-hand                            |
 * | round      | other-round                                                                                                    |
 * | freeze     | known-before-freeze; skipped: freeze-unknown                                                                   |
 * | beacon     | unknown-chain, bad-beacon                                                                                      |
 * | signature  | always skipped, "unverified": BLS12-381 is not checked here; ask a drand client for the round                  |
 * | seed       | wrong-seed                                                                                                     |
 * | numbers    | nothing-drawn, wrong-number, wrong-words, pool-empty; skipped: drawn-by-hand                                   |
 * | prizes     | wrong-amount, no-such-prize, malformed; skipped: totals-unknown                                                |
 */
import { equal, isCount, uint64, utf8 } from "./bytes.js";
import { HmacDrbg } from "./drbg.js";
import { demand, Steps } from "./refusal.js";
import { NumberPool, select } from "./selection.js";
import { sha256 } from "./sha256.js";

/** drand's quicknet, the one chain that is known here. */
export const QUICKNET = {
    chain: "52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971", genesisSeconds: 1_692_803_367, periodSeconds: 3, signatureBytes: 48,
};
const SECRET_BYTES = 32;

export function commitmentOf(draw, secret) {
    return sha256(utf8(`raffle-commit-v1\n${draw}\n`), secret);
}

export function seedOf({ draw, secret, digest, round, randomness }) {
    return sha256(utf8(`raffle-seed-v1\n${draw}\n`), secret, digest, uint64(round), randomness);
}

/** The words of a draw, one after the other. */
export function wordsOf(draw, seed) {
    const generator = new HmacDrbg({ entropy: seed, personalisation: utf8(`raffle-draw-v1/${draw}`) });
    return () => generator.word();
}

/** A prize in minor units: whole numbers, rounded down; the guarantee lifts it, and the cap has the last word. */
export function amountOf(prize, totals) {
    const { rule, minimum, cap } = prize;
    const base = rule?.of === "gross" ? totals.gross : Math.max(0, totals.gross - totals.refunds);
    let amount = rule?.amount;
    if (rule?.kind !== "fixed") {
        const { seed = 0, basisPoints } = rule ?? {};
        demand(isCount(seed) && isCount(basisPoints) && isCount(base), "malformed", "a prize's rule");
        amount = seed + Number((BigInt(base) * BigInt(basisPoints)) / 10_000n);
    }
    demand(isCount(amount), "malformed", "a prize's rule");
    if (isCount(minimum)) amount = Math.max(amount, minimum);
    return isCount(cap) ? Math.min(amount, cap) : amount;
}

/**
 * Judges a draw.
 *
 * @param published as `fromAnswers`, `fromFile` or `LedgerDraw` give it
 * @param pool as `PoolText` gives it, read to its end
 * @returns `{ ok, code, steps, recomputed, winners }`. `recomputed` says whether every number was made again from secret and beacon: in
 *   other modes than "verifiable" the recorded words can only be shown to give the numbers.
 */
export async function checkDraw(published, pool) {
    const steps = new Steps();
    const good = await steps.run("pool", () => checkPool(published, pool), () => ({ count: pool.count }));
    if (!good) return steps.result({ recomputed: false, winners: [] });
    const nextWord = await wordSource(steps, published, pool);
    const drawn = nextWord ? await checkNumbers(steps, published, pool, nextWord) : null;
    const winners = drawn?.value ?? [];
    if (drawn) await checkPrizes(steps, published);
    const result = steps.result({ winners });
    return { ...result, recomputed: result.ok && drawn !== null && published.mode === "verifiable" };
}

function checkPool({ pool: frozen }, pool) {
    demand(frozen, "not-frozen");
    demand(equal(pool.digest, frozen.digest), "pool-digest");
    const same = pool.count === frozen.count && (frozen.min ?? pool.min) === pool.min && (frozen.max ?? pool.max) === pool.max;
    demand(same, "pool-count", `${pool.count} numbers`);
}

/** Where the words come from; null when there is nothing to draw again, or when a step failed. */
async function wordSource(steps, published, pool) {
    if (published.byHand > 0) {
        steps.skip("numbers", "drawn-by-hand");
        return null;
    }
    if (published.mode !== "verifiable") {
        steps.skip("commitment", "not-reproducible");
        return recordedWords(published.winners);
    }
    if (!published.reveal) {
        steps.skip("commitment", "not-revealed");
        return null;
    }
    const { draw, commitment, named, frozenAt, reveal } = published;
    const { secret, seed, beacon } = reveal;
    const checks = [
        ["commitment", () => {
            demand(commitment, "no-commitment");
            demand(secret.length === SECRET_BYTES && equal(commitmentOf(draw, secret), commitment), "wrong-secret");
        }],
        ["round", () => demand(named && named.chain === beacon.chain && named.round === beacon.round, "other-round", String(beacon.round))],
        ["freeze", frozenAt === null ? null : () => {
            const given = QUICKNET.genesisSeconds + (beacon.round - 1) * QUICKNET.periodSeconds;
            demand(frozenAt < given, "known-before-freeze");
        }],
        ["beacon", () => {
            demand(beacon.chain === QUICKNET.chain, "unknown-chain", beacon.chain);
            demand(beacon.round > 0 && beacon.signature.length === QUICKNET.signatureBytes, "bad-beacon", "round or signature");
            demand(equal(sha256(beacon.signature), beacon.randomness), "bad-beacon", "the randomness is not the signature's hash");
        }],
        ["seed", () => {
            const expected = seedOf({ draw, secret, digest: pool.digest, round: beacon.round, randomness: beacon.randomness });
            demand(equal(expected, seed), "wrong-seed");
        }],
    ];
    for (const [step, check] of checks) {
        if (!check) steps.skip(step, "freeze-unknown");
        else if (!(await steps.run(step, check, () => ({ round: beacon.round })))) return null;
        if (step === "beacon") steps.skip("signature", "unverified", { round: beacon.round });
    }
    return wordsOf(draw, seed);
}

function recordedWords(winners) {
    const words = winners.flatMap((winner) => winner.words.map(([word]) => BigInt(`0x${word}`)));
    return () => {
        demand(words.length > 0, "wrong-words", "too few");
        return words.shift();
    };
}

function checkNumbers(steps, { winners, replacement, mode }, pool, nextWord) {
    return steps.run("numbers", () => {
        demand(winners.length > 0, "nothing-drawn");
        const left = new NumberPool(pool.numbers);
        return winners.map((winner, at) => {
            const drawn = select(left, nextWord, { replacement });
            const found = { prize: winner.prize, ...drawn, rejected: drawn.words.length - 1, amount: winner.amount };
            demand(drawn.number === winner.number, "wrong-number", `winner ${at + 1} is ${drawn.number}, not ${winner.number}`);
            demand(JSON.stringify(drawn.words) === JSON.stringify(winner.words), "wrong-words", `winner ${at + 1}`);
            return found;
        });
    }, (found) => ({ count: found.length, isRecorded: mode !== "verifiable", numbers: found.map(({ number }) => number).join(", ") }));
}

async function checkPrizes(steps, { winners, prizes, totals }) {
    if (!totals) {
        steps.skip("prizes", "totals-unknown");
        return;
    }
    await steps.run("prizes", () => {
        for (const winner of winners) {
            const prize = prizes.find((each) => each?.id === winner.prize);
            demand(prize, "no-such-prize", winner.prize);
            const amount = amountOf(prize, totals);
            demand(winner.amount === null || winner.amount === amount, "wrong-amount", `${winner.prize} is ${amount}, not ${winner.amount}`);
        }
    });
}
