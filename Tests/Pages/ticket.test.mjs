import assert from "node:assert/strict";
import { test } from "node:test";
import { bytesOf, fetchFrom, flips, jsonOf, library, textOf, unhex } from "./support.mjs";

const { checkTicket, normalValidation, saleOf, ticketCommitment } = await import(new URL("ticket.js", library));
const { readPool } = await import(new URL("recompute.js", library));
const { toBase64URL } = await import(new URL("base64.js", library));

const { id: raffle, log } = jsonOf("raffle/raffle.json");
const validations = jsonOf("raffle/validations.json");
const frozen = jsonOf("raffle/draw.json").pool;
const key = log.verifierKey;
const utf8 = (text) => new TextEncoder().encode(text);

const poolFrom = (files = {}, digest = frozen.digest) => ({
    digest: unhex(digest),
    read: (watch) => readPool("/pool", { event: raffle, draw: "D-1", pool: frozen }, { fetch: fetchFrom("none", { "/pool": "raffle/pool.txt", ...files }), watch }),
});
const check = (change = {}, input = bytesOf("raffle/proof-RSU-A-3.json")) => checkTicket(input, {
    key, raffle, ticket: "RSU-A-3", validation: validations["RSU-A-3"], pool: poolFrom(), ...change,
});

test("a ticket that was sold by a real server is in its ledger and in its pool", async () => {
    const result = await check();
    assert.deepEqual(result.steps.map(({ step, code }) => `${step} ${code}`), ["format ok", "key ok", "signature ok", "entry ok", "inclusion ok", "sale ok", "validation ok", "pool ok"]);
    assert.equal(result.ok, true);
    assert.deepEqual(result.sale.numbers, [5, 6, 7, 8, 9, 10, 11, 12, 13, 14]);
    const bare = await check({ validation: undefined, pool: undefined });
    assert.deepEqual([bare.ok, ...bare.steps.slice(-2).map(({ code }) => code)], [true, "no-validation", "no-pool"]);
});

test("a void ticket is in the ledger and not in the pool", async () => {
    const result = await check({ ticket: "RSU-A-4", validation: validations["RSU-A-4"] }, bytesOf("raffle/proof-RSU-A-4.json"));
    assert.deepEqual([result.ok, result.code, result.steps.at(-1).step], [false, "not-in-pool", "pool"]);
});

test("validation numbers read as people type them, and slips are told from forgeries", async () => {
    const symbols = validations["RSU-A-3"];
    const grouped = symbols.match(/.{1,4}/g).join("-");
    for (const typed of [symbols, grouped, grouped.toLowerCase(), grouped.replaceAll("-", " "), symbols.replaceAll("0", "o").replaceAll("1", "l")]) {
        assert.equal(normalValidation(typed), symbols);
        assert.equal((await check({ validation: typed })).ok, true);
    }
    for (let at = 0; at < 17; at += 1) {
        const slip = symbols.slice(0, at) + (symbols[at] === "7" ? "8" : "7") + symbols.slice(at + 1);
        assert.equal(normalValidation(slip), null);
        assert.equal((await check({ validation: slip })).code, "mistyped");
    }
    for (const typed of ["", "x", symbols.slice(1), `${symbols}0`, `é${symbols}`, `U${symbols.slice(1)}`, "-".repeat(1000), null, 7]) assert.equal(normalValidation(typed), null);
    assert.equal((await check({ validation: validations["RSU-A-2"] })).code, "wrong-validation");
    assert.equal((await check({ raffle: "another" })).code, "wrong-validation");
    assert.equal(toBase64URL(ticketCommitment(raffle, "RSU-A-3", symbols)), jsonOf("raffle/proof-RSU-A-3.json").commitment);
});

test("each forgery has its own code", async () => {
    const good = jsonOf("raffle/proof-RSU-A-3.json");
    const other = jsonOf("raffle/proof-RSU-A-4.json");
    const stranger = jsonOf("live/proof-0.json");
    const text = textOf("raffle/pool.txt");
    const pool = (changed) => ({ pool: poolFrom({ "/pool": utf8(changed) }) });
    const input = (change) => utf8(JSON.stringify({ ...good, ...change }));
    const cases = [
        ["malformed", {}, utf8("x")], ["malformed", {}, input({ index: "6" })], ["bad-key", { key: "x" }], ["no-signature", {}, input({ checkpoint: stranger.checkpoint })],
        ["bad-signature", {}, input({ checkpoint: good.checkpoint.replace("\n23\n", "\n24\n") })], ["wrong-origin", { origin: "x" }], ["wrong-leaf", {}, input({ entry: other.entry })], ["wrong-proof", {}, input({ index: 5 })],
        ["other-ticket", { ticket: "RSU-A-4" }], ["other-ticket", {}, input({ ticket: "RSU-A-4" })], ["not-a-sale", { key: jsonOf("live/election.json").log.verifierKey }, bytesOf("live/proof-0.json")],
        ["pool-digest", { pool: poolFrom({}, "00".repeat(32)) }], ["pool-digest", pool(text.replace(/\n5,./, "\n5,!"))], ["pool-cut", pool(text.slice(0, -1))], ["missing", { pool: poolFrom({ "/pool": "no such file" }) }],
    ];
    for (const [code, change, proof] of cases) {
        const result = await check(change, proof);
        assert.deepEqual([result.ok, result.code], [false, code]);
    }
    // A server that gives two people the same number, each with a pool of their own: the digest is what they can compare.
    const own = text.replace(/\n5,[^\n]*/, `\n5,${"A".repeat(43)}`);
    const { createHash } = await import("node:crypto");
    const forged = poolFrom({ "/pool": utf8(own) }, createHash("sha256").update(own).digest("hex"));
    assert.equal((await check({ pool: forged })).code, "other-commitment");
});

test("no proof of a ticket with one bit changed passes", async () => {
    const { index, leafHash, proof, checkpoint, entry, ticket } = jsonOf("raffle/proof-RSU-A-3.json");
    for (const { at, bit, copy } of flips(utf8(JSON.stringify({ index, leafHash, proof, checkpoint, entry, ticket })), { bits: [0, 3, 6] })) {
        const result = await check({ pool: undefined }, copy);
        // Without the member "ticket" a proof is one of an entry: still of this ticket's, as the sale says.
        const isNameOfTicket = result.ok && !new TextDecoder().decode(copy).includes('"ticket":"RSU-A-3"}');
        assert.equal(result.ok && !isNameOfTicket, false, `byte ${at}, bit ${bit}`);
    }
});

test("only a sale is a sale", () => {
    for (const text of ["", "null", "7", "[]", "{}", '{"type":"sale"}', '{"commitment":"A","numbers":[1],"ticket":"A-1","type":"sale"}', `{"commitment":"${"A".repeat(43)}","numbers":[],"ticket":"A-1","type":"sale"}`]) {
        assert.equal(saleOf(utf8(text)), null, text);
    }
    assert.equal(saleOf(utf8(`{"commitment":"${"A".repeat(43)}","numbers":[1],"ticket":"A-1","type":"sale"}`)).ticket, "A-1");
});
