import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { flips, hex, jsonOf, library, root, seeded, textOf, unhex } from "./support.mjs";

const { HmacDrbg } = await import(new URL("drbg.js", library));
const { isAccepted, NumberPool, select, wordText } = await import(new URL("selection.js", library));
const { PoolText } = await import(new URL("pool.js", library));
const { fromAnswers, fromFile } = await import(new URL("published.js", library));
const { amountOf, checkDraw, QUICKNET, seedOf, wordsOf } = await import(new URL("draw.js", library));

const utf8 = (text) => new TextEncoder().encode(text);
const published = "ca851911349384bffe89de1cbdc46e6831e44d34a4fb935ee285dd14b71a7488";

function readPool(text, { event = "E-0001", draw = "D-1", size = 7, watch } = {}) {
    const pool = new PoolText({ event, draw, watch });
    const bytes = typeof text === "string" ? utf8(text) : text;
    for (let at = 0; at < bytes.length; at += size) pool.push(bytes.subarray(at, at + size));
    return pool.finish();
}

// KAT-B: what anyone can recompute without Urna. The same numbers are in recompute_draw.py and in the Swift tests.
const katPool = `raffle-pool-v1\nE-0001\nD-1\n${[1, 2, 3, 4, 5, 6, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20].map((n) => `${n},V${String(n).padStart(8, "0")}\n`).join("")}`;
const beacon = {
    chain: QUICKNET.chain, round: 1000, randomness: "fe290beca10872ef2fb164d2aa4442de4566183ec51c56ff3cd603d930e54fdd",
    signature: "b44679b9a59af2ec876b1a6b1ad52ea9b1615fc3982b19576350f93447cb1125e342b73a8dd2bacbe47e4b6b63ed5e39",
};
const kat = {
    event: "E-0001", draw: "D-1", secret: "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f", totals: { gross: 20000, refunds: 3000 },
    commitment: "459c5b88a6236ff704a4b5d57abbb8c6758a6b99b3998445b10ff04a3876c74c", beacon,
    winners: [[1, "74e49b5a0ea53de1"], [6, "c176c549c7a72854"], [15, "c3048957dd37447f"]].map(([number, word]) => ({ prize: "half", number, words: [[word, true]], amount: 8500 })),
    pool: { digest: "0d4745b802194169230a684bb2b9afaa3f4aff379da532fb1e88dfa7c00bf999", count: 17, beacon, at: "2023-08-23T15:58:00.000Z" },
    definition: { draw: { replacement: false }, prizes: [{ id: "half", rule: { kind: "percentage", of: "net", basisPoints: 5000, seed: 0 } }] },
    seed: "a8c6d0c76ae275bd4b52cae9dafbab4ae2e3bfb60c9e6c23fe7d95744354fc0e",
};

async function judge(file, text = katPool) {
    try {
        const source = fromFile(file);
        return await checkDraw(source, readPool(text, source));
    } catch (problem) {
        assert.equal(problem.name, "Refusal", problem.stack);
        return { ok: false, code: problem.code, steps: [] };
    }
}

test("HMAC_DRBG gives every published answer of NIST's, with and without reseeding", () => {
    let count = 0;
    for (const name of ["WithoutReseed", "WithReseed", "WithPredictionResistance"]) {
        const source = readFileSync(`${root}Tests/DrawsTests/Vectors/CAVP${name}.swift`, "utf8");
        const lines = source.slice(source.indexOf('"""') + 3, source.lastIndexOf('"""')).split("\n").map((line) => line.trim());
        for (const paragraph of lines.join("\n").trim().split(/\n\n+/)) {
            const vector = Object.fromEntries([..."ENPRSABXYO"].map((letter) => [letter, unhex(paragraph.split("\n").filter((line) => line.startsWith(`${letter} `)).map((line) => line.slice(2)).join(""))]));
            const generator = new HmacDrbg({ entropy: vector.E, nonce: vector.N, personalisation: vector.P });
            if (vector.R.length > 0) generator.reseed(vector.R, vector.S);
            let answer;
            for (const [additional, fresh] of [[vector.A, vector.X], [vector.B, vector.Y]]) {
                if (fresh.length > 0) generator.reseed(fresh, additional);
                answer = generator.generate(vector.O.length, fresh.length > 0 ? undefined : additional);
            }
            assert.equal(hex(answer), hex(vector.O), `${name} ${count}`);
            count += 1;
        }
    }
    assert.ok(count >= 96, `${count} vectors`);
});

test("HMAC_DRBG refuses what the standard refuses", () => {
    assert.throws(() => new HmacDrbg({ entropy: new Uint8Array(31) }), { code: "too-little-entropy" });
    assert.throws(() => new HmacDrbg({ entropy: "x".repeat(32) }), { code: "too-little-entropy" });
    const generator = new HmacDrbg({ entropy: new Uint8Array(32) });
    assert.throws(() => generator.reseed(new Uint8Array(8)), { code: "too-little-entropy" });
    for (const count of [-1, 0.5, 65_537, Number.NaN]) assert.throws(() => generator.generate(count), { code: "too-many-bytes" });
    assert.equal(generator.generate(65_536).length, 65_536);
});

test("KAT-A: the published seed draws 446, 772 and 683", () => {
    const generator = new HmacDrbg({ entropy: unhex(published), nonce: unhex("659ba96c601dc69fc902940805ec0ca8") });
    const numbers = Array.from({ length: 1000 }, (_, at) => at + 1).filter((number) => number !== 13 && (number < 500 || number > 509));
    const pool = new NumberPool(numbers);
    const drawn = [1, 2, 3].map(() => select(pool, () => generator.word()));
    assert.deepEqual(drawn.map(({ number, index, poolSize }) => [number, index, poolSize]), [[446, 444, 989], [772, 759, 988], [683, 670, 987]]);
    assert.deepEqual(drawn.flatMap(({ words }) => words), [["591adfe6e6ee9ba3", true], ["46bccfd88c2b55cb", true], ["84f4ec296c94c2f5", true]]);
});

test("words past the last whole multiple are rejected and kept, and a source that only gives such is refused", () => {
    const words = [2n ** 64n - 1n, 7n];
    const drawn = select(new NumberPool([10, 20, 30, 40, 50, 60, 70, 80, 90, 100]), () => words.shift());
    assert.deepEqual(drawn, { number: 80, index: 7, poolSize: 10, words: [["ffffffffffffffff", false], ["0000000000000007", true]] });
    assert.throws(() => select(new NumberPool([1, 2, 3]), () => 2n ** 64n - 1n), { code: "rejected-too-often" });
    assert.throws(() => select(new NumberPool([]), () => 0n), { code: "pool-empty" });
    for (const word of [-1n, 2n ** 64n, 7, undefined]) assert.throws(() => select(new NumberPool([1, 2]), () => word), { code: "bad-word" });
    assert.equal(isAccepted(2n ** 64n - 7n, 10), true);
    assert.equal(isAccepted(2n ** 64n - 6n, 10), false);
    for (const size of [1, 2, 2 ** 31]) assert.equal(isAccepted(2n ** 64n - 1n, size), true);
    assert.equal(wordText(7n), "0000000000000007");
});

test("drawing takes numbers out or leaves them, as a plain list does", () => {
    const random = seeded(6);
    for (let round = 0; round < 100; round += 1) {
        const numbers = Array.from({ length: 1 + random() * 40 }, (_, at) => 3 * at + 1);
        const pool = new NumberPool(numbers);
        const plain = [...numbers];
        while (plain.length > 0) {
            const index = Math.floor(random() * plain.length);
            assert.equal(pool.count, plain.length);
            assert.equal(pool.at(index), plain[index]);
            assert.equal(pool.remove(index), plain.splice(index, 1)[0]);
        }
        assert.throws(() => pool.at(0), { code: "pool-empty" });
    }
    const stays = new NumberPool([5, 6]);
    assert.equal(select(stays, () => 1n, { replacement: true }).number, 6);
    assert.equal(select(stays, () => 1n, { replacement: true }).number, 6);
    assert.throws(() => new NumberPool([2, 2]), { code: "pool-order" });
    assert.throws(() => new NumberPool([2, 1]), { code: "pool-order" });
});

test("a pool is read the same, in whatever pieces it comes", () => {
    for (const size of [1, 2, 3, 17, 64, 1000]) {
        const pool = readPool(katPool, { size, watch: [3, 7, 20] });
        assert.equal(hex(pool.digest), kat.pool.digest);
        assert.deepEqual([pool.count, pool.min, pool.max, pool.bytes], [17, 1, 20, katPool.length]);
        assert.deepEqual([...pool.numbers], [1, 2, 3, 4, 5, 6, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20]);
        assert.deepEqual([...pool.commitments], [[3, "V00000003"], [20, "V00000020"]]);
    }
    const empty = readPool("raffle-pool-v1\nE-0001\nD-1\n");
    assert.deepEqual([empty.count, empty.min, empty.max], [0, null, null]);
});

test("a pool that is malformed, cut, unsorted or of another draw is refused while it is read", () => {
    const head = "raffle-pool-v1\nE-0001\nD-1\n";
    const cases = {
        "pool-other-draw": ["raffle-pool-v2\nE-0001\nD-1\n", "raffle-pool-v1\nE-0002\nD-1\n", `${head.replace("D-1", "D-2")}1,a\n`, "x"],
        "pool-cut": ["", "raffle-pool-v1\n", head.slice(0, -1), `${head}1,a`, `${head}1,a\n2`],
        "pool-malformed": [`${head}1\n`, `${head},a\n`, `${head}a,1\n`, `${head}01,a\n`, `${head} 1,a\n`, `${head}-1,a\n`, `${head}1 ,a\n`, `${head}\n`, `${head}1.5,a\n`, `${head}4294967296,a\n`, `${head}99999999999999999999999,a\n`, `${head}1,${"a".repeat(2000)}\n`, `${head}1,a\r\n2\n`, `${head}٣,a\n`],
        "pool-order": [`${head}2,a\n1,b\n`, `${head}1,a\n1,b\n`, `${head}0,a\n0,a\n`],
    };
    for (const [code, texts] of Object.entries(cases)) {
        for (const text of texts) assert.throws(() => readPool(text), { code }, JSON.stringify(text.slice(0, 60)));
    }
    // A line that never ends is refused before it is over, and one that came in one piece as well.
    assert.throws(() => readPool(`${head}1,${"a".repeat(2000)}`), { code: "pool-malformed" });
    assert.throws(() => readPool(`${head}1,${"a".repeat(2000)}\n`, { size: 5000 }), { code: "pool-malformed" });
    assert.throws(() => readPool(Uint8Array.of(...utf8(`${head}1,`), 0xff, 0x0a), { watch: [1] }), { code: "pool-malformed" });
    assert.deepEqual([...readPool(`${head}0,a\n4294967295,\n`).numbers], [0, 4294967295]);
});

test("KAT-B: a whole draw is recomputed", async () => {
    const result = await judge(kat);
    assert.deepEqual([result.ok, result.code, result.recomputed], [true, "ok", true]);
    assert.deepEqual(result.winners.map(({ number, index, amount }) => [number, index, amount]), [[1, 0, 8500], [6, 4, 8500], [15, 9, 8500]]);
    assert.deepEqual(result.steps.map(({ step, code }) => `${step} ${code}`), [
        "pool ok", "commitment ok", "round ok", "freeze ok", "beacon ok", "signature unverified", "seed ok", "numbers ok", "prizes ok",
    ]);
    const word = wordsOf("D-1", seedOf({ draw: "D-1", secret: unhex(kat.secret), digest: unhex(kat.pool.digest), round: 1000, randomness: unhex(beacon.randomness) }));
    assert.equal(wordText(word()), "74e49b5a0ea53de1");
});

test("each forgery of a draw has its own code", async () => {
    const changed = (change) => ({ ...kat, ...change });
    const winner = (change) => changed({ winners: [{ ...kat.winners[0], ...change }, ...kat.winners.slice(1)] });
    const other = { ...beacon, round: 1001 };
    const cases = [
        ["wrong-secret", changed({ secret: "00".repeat(32) })], ["wrong-secret", changed({ commitment: "11".repeat(32) })], ["wrong-secret", changed({ secret: "00".repeat(33) })],
        ["other-round", changed({ beacon: other })], ["other-round", changed({ pool: { ...kat.pool, beacon: other } })], ["other-round", changed({ pool: { ...kat.pool, beacon: { ...beacon, chain: "x" } } })],
        ["known-before-freeze", changed({ pool: { ...kat.pool, at: "2023-08-23T18:00:00.000Z" } })], ["known-before-freeze", changed({ pool: { ...kat.pool, at: "2023-08-23T15:59:24.000Z" } })],
        ["bad-beacon", changed({ beacon: { ...beacon, randomness: "00".repeat(32) } })], ["bad-beacon", changed({ beacon: { ...beacon, signature: `${beacon.signature.slice(0, -2)}00` } })],
        ["unknown-chain", changed({ beacon: { ...beacon, chain: "ab" }, pool: { ...kat.pool, beacon: { ...beacon, chain: "ab" } } })],
        ["wrong-seed", changed({ seed: "22".repeat(32) })],
        ["nothing-drawn", changed({ winners: [] })], ["wrong-number", winner({ number: 2 })], ["wrong-words", winner({ words: [["74e49b5a0ea53de2", true]] })],
        ["wrong-words", winner({ words: [["ffffffffffffffff", false], ...kat.winners[0].words] })], ["wrong-number", changed({ winners: kat.winners.slice(1) })],
        ["wrong-number", changed({ definition: { ...kat.definition, draw: { replacement: true } } })],
        ["wrong-amount", winner({ amount: 8501 })], ["wrong-amount", changed({ totals: { gross: 20002, refunds: 3000 } })], ["no-such-prize", winner({ prize: "other" })],
        ["pool-digest", changed({ pool: { ...kat.pool, digest: "33".repeat(32) } })], ["pool-count", changed({ pool: { ...kat.pool, count: 18 } })],
        ["malformed", changed({ secret: "xyz!" })], ["malformed", changed({ winners: [null] })], ["malformed", changed({ definition: null })], ["malformed", changed({ beacon: null })], ["malformed", winner({ words: [["74E49B5A0EA53DE1", true]] })],
        ["malformed", winner({ number: -1 })], ["malformed", changed({ totals: {} })], ["malformed", changed({ pool: { ...kat.pool, at: "yesterday" } })], ["malformed", changed({ event: "a\nb" })], ["malformed", null], ["malformed", changed({ definition: { prizes: [{ id: "half", rule: { kind: "percentage" } }] } })],
    ];
    for (const [code, file] of cases) assert.deepEqual([(await judge(file)).ok, (await judge(file)).code], [false, code], JSON.stringify(file)?.slice(0, 300));
    assert.equal((await judge(kat, katPool.replace("V00000003", "V00000004"))).code, "pool-digest");
    assert.equal((await judge(kat, katPool.replace("20,V00000020\n", ""))).code, "pool-digest");
    // Records of no beacon, though each is consistent in itself.
    const record = (round, length) => {
        const signature = new Uint8Array(length).fill(7);
        const made = { ...beacon, round, signature: hex(signature), randomness: createHash("sha256").update(signature).digest("hex") };
        return changed({ beacon: made, pool: { ...kat.pool, beacon: made, at: "2023-08-23T15:00:00.000Z" } });
    };
    for (const [round, length] of [[1000, 47], [1000, 49], [0, 48]]) assert.equal((await judge(record(round, length))).code, "bad-beacon");
    assert.equal((await judge(record(1000, 48))).code, "wrong-seed");
    // One draw more than the pool has numbers.
    const winners = Array.from({ length: 18 }, () => kat.winners[0]);
    assert.equal((await judge({ ...kat, winners })).ok, false);
});

test("no published draw with one bit changed passes", async () => {
    const { definition, totals, ...parts } = kat;
    const { at: frozenAt, ...pool } = kat.pool;
    // Left out: members of which more than one value gives the same draw, such as a title, or the second of the freeze.
    const essential = utf8(JSON.stringify({ ...parts, pool: { ...pool, beacon: { chain: beacon.chain, round: beacon.round } } }));
    let tried = 0;
    for (const { at, bit, copy } of flips(essential)) {
        let file;
        try {
            file = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(copy));
        } catch {
            continue;
        }
        const result = await judge({ ...file, definition, totals, ...(file.pool && { pool: { ...file.pool, at: frozenAt } }) });
        tried += 1;
        // An amount that is gone is one that nobody claimed yet.
        const unclaimed = Array.isArray(file.winners) && file.winners.some((winner) => winner?.amount === undefined);
        assert.equal(result.ok && !unclaimed, false, `byte ${at}, bit ${bit}: ${new TextDecoder().decode(copy.subarray(Math.max(0, at - 30), at + 30))}`);
    }
    assert.ok(tried > 3000, `${tried} changed draws were JSON`);
    for (const { at, bit, copy } of flips(utf8(katPool))) assert.equal((await judge(kat, copy)).ok, false, `pool, byte ${at}, bit ${bit}`);
});

test("prizes are whole, rounded down, lifted by the guarantee, and capped last", () => {
    const totals = { gross: 20001, refunds: 3000 };
    const percentage = (of, basisPoints, seed = 0) => ({ kind: "percentage", of, basisPoints, seed });
    for (const [prize, expected] of [
        [{ rule: percentage("net", 5000) }, 8500], [{ rule: percentage("gross", 5000) }, 10000], [{ rule: percentage("net", 3333, 10) }, 5676], [{ rule: { kind: "fixed", amount: 777 } }, 777],
        [{ rule: percentage("net", 5000), minimum: 9000 }, 9000], [{ rule: percentage("net", 5000), cap: 100 }, 100], [{ rule: percentage("net", 5000), minimum: 9000, cap: 8000 }, 8000],
        [{ rule: percentage("net", 5000), minimum: null, cap: null }, 8500], [{ rule: percentage("net", 5000), cap: 0 }, 0],
    ]) assert.equal(amountOf(prize, totals), expected, JSON.stringify(prize));
    assert.equal(amountOf({ rule: percentage("net", 5000) }, { gross: 10, refunds: 20 }), 0);
    // Beyond what a product of doubles keeps.
    assert.equal(amountOf({ rule: percentage("gross", 9999) }, { gross: 9007199254740991, refunds: 0 }), Number((9007199254740991n * 9999n) / 10000n));
    for (const prize of [{}, { rule: null }, { rule: { kind: "percentage" } }, { rule: { kind: "fixed", amount: "7" } }, { rule: percentage("net", -1) }]) {
        assert.throws(() => amountOf(prize, totals), { code: "malformed" });
    }
});

test("answers of a real server are read, and what they hide is not taken for granted", async () => {
    const [draw, raffle] = [jsonOf("raffle/draw.json"), jsonOf("raffle/raffle.json")];
    const source = fromAnswers(draw, raffle);
    const text = textOf("raffle/pool.txt");
    const pool = () => readPool(text, { ...source, size: 100 });
    const result = await checkDraw(source, pool());
    assert.deepEqual([result.ok, result.recomputed], [true, true]);
    assert.equal(result.steps.find(({ step }) => step === "freeze").code, "freeze-unknown");
    assert.deepEqual(result.winners.map(({ number }) => number), draw.attempts.map(({ number }) => number));
    const hidden = await checkDraw(fromAnswers({ ...draw, reveal: null }, raffle), pool());
    assert.deepEqual([hidden.ok, hidden.recomputed, hidden.steps.at(-1).code], [true, false, "not-revealed"]);
    const byHand = await checkDraw(fromAnswers({ ...draw, attempts: [...draw.attempts, { ...draw.attempts[0], words: null }] }, raffle), pool());
    assert.deepEqual([byHand.ok, byHand.recomputed, byHand.steps.at(-1).code], [true, false, "drawn-by-hand"]);
    const early = await checkDraw(fromAnswers({ ...draw, pool: { ...draw.pool, salesBefore: "2026-01-01T00:00:00.000Z" } }, raffle), pool());
    assert.deepEqual([early.ok, early.steps.at(-1).code], [true, "totals-unknown"]);
    assert.equal((await checkDraw(fromAnswers({ ...draw, pool: null }, raffle), pool())).code, "not-frozen");
    assert.equal((await checkDraw(fromAnswers({ ...draw, commitment: null }, raffle), pool())).code, "no-commitment");
    assert.equal((await checkDraw(fromAnswers({ ...draw, beacon: null }, raffle), pool())).code, "other-round");
    for (const bad of [null, 7, {}, { ...draw, attempts: [null] }, { ...draw, prizes: [null] }, { ...draw, reveal: {} }, { ...draw, reveal: { ...draw.reveal, beacon: [] } }]) {
        assert.throws(() => fromAnswers(bad, raffle), { code: "malformed" });
    }
    for (const bad of [null, {}, { ...raffle, definition: null }, { ...raffle, sales: null }]) assert.throws(() => fromAnswers(draw, bad), { code: "malformed" });
});

test("a draw of the certified generator: the recorded words give the numbers, and that is all that can be shown", async () => {
    const [draw, raffle] = [jsonOf("certified/draw.json"), jsonOf("certified/raffle.json")];
    const pool = () => readPool(textOf("certified/pool.txt"), draw);
    const result = await checkDraw(fromAnswers(draw, raffle), pool());
    assert.deepEqual([result.ok, result.recomputed], [true, false]);
    assert.deepEqual(result.steps.map(({ code }) => code), ["ok", "not-reproducible", "ok", "ok"]);
    const change = (name, value) => ({ ...draw, attempts: [{ ...draw.attempts[0], [name]: value }, draw.attempts[1]] });
    assert.equal((await checkDraw(fromAnswers(change("number", draw.attempts[0].number + 1), raffle), pool())).code, "wrong-number");
    const wordless = { ...draw, attempts: draw.attempts.map((attempt) => ({ ...attempt, words: [] })) };
    assert.equal((await checkDraw(fromAnswers(wordless, raffle), pool())).code, "wrong-words");
    const [{ word }] = draw.attempts[0].words;
    assert.equal((await checkDraw(fromAnswers(change("words", [{ word, accepted: false }]), raffle), pool())).code, "wrong-words");
    assert.equal((await checkDraw(fromAnswers(change("words", [{ word, accepted: true }, { word, accepted: true }]), raffle), pool())).ok, false);
});
