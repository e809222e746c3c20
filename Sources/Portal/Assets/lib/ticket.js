/**
 * Is my ticket in the draw? The sale's entry is in the signed ledger; the validation number on the paper is the one that the sale
 * committed to; and the frozen pool has every number of the ticket beside that commitment.
 *
 * | step       | codes                                                                                                        |
 * |------------|--------------------------------------------------------------------------------------------------------------|
 * | format     | malformed                                                                                                    |
 * | key        | bad-key                                                                                                      |
 * | signature  | bad-note, no-signature, bad-signature, bad-checkpoint, wrong-origin                                          |
 * | entry      | wrong-leaf                                                                                                   |
 * | inclusion  | wrong-proof                                                                                                  |
 * | sale       | not-a-sale, other-ticket                                                                                     |
 * | validation | mistyped, wrong-validation; skipped: no-validation                                                           |
 * | pool       | not-in-pool (void, or too late for it), other-commitment, pool-digest, the codes of reading a pool; skipped: no-pool |
 */
import { hashFromBase64URL } from "./base64.js";
import { equal, isCount, textOf, utf8 } from "./bytes.js";
import { parseCanonical } from "./canonical.js";
import { parseVerifierKey } from "./note.js";
import { checkInclusion, parseLedgerProof } from "./proof.js";
import { demand, Steps } from "./refusal.js";
import { sha256 } from "./sha256.js";

const SYMBOLS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ*~$=U";
const DIGITS = 16;

/**
 * The 17 symbols of a validation number as someone typed it: small letters, spaces and dashes anywhere, `I` and `L` for 1, `O` for 0.
 *
 * Null when there are not 17 symbols or the check symbol is wrong: a slip of the finger, not a forgery.
 */
export function normalValidation(typed) {
    if (typeof typed !== "string" || typed.length > 100) return null;
    const symbols = [...typed.toUpperCase().replace(/[ -]/g, "").replace(/[IL]/g, "1").replace(/O/g, "0")];
    const values = symbols.map((symbol) => SYMBOLS.indexOf(symbol));
    if (values.length !== DIGITS + 1 || values.includes(-1)) return null;
    const check = values.pop();
    if (values.some((value) => value >= 32)) return null;
    return values.reduce((sum, value) => (sum * 32 + value) % 37, 0) === check ? symbols.join("") : null;
}

/** What the ledger and the pool hold of a validation number. `symbols` is as `normalValidation` gives it. */
export function ticketCommitment(raffle, ticket, symbols) {
    return sha256(utf8(`raffle-ticket-v1\n${raffle}\n${ticket}\n${symbols}`));
}

/** The sale in an entry; null when it is another entry. */
export function saleOf(entry) {
    let sale;
    try {
        sale = parseCanonical(entry, { depthMax: 16 });
    } catch {
        return null;
    }
    const fine =
        sale?.type === "sale" && typeof sale.ticket === "string" && hashFromBase64URL(sale.commitment) && Array.isArray(sale.numbers) &&
        sale.numbers.length > 0 && sale.numbers.every(isCount);
    return fine ? sale : null;
}

/**
 * Checks a ticket.
 *
 * @param input the answer of `GET …/tickets/{ticket}/proof`, as text or bytes
 * @param key the log's verifier key: its text
 * @param raffle the raffle's id
 * @param ticket the ticket's id, as it is printed
 * @param validation the validation number as typed; left out when only the sale is of interest. It never leaves the page.
 * @param pool `{ digest, read }`: the frozen pool's digest, and `async (numbers) => …` that reads the pool with a `PoolText` that watches
 *   these numbers, and gives what it finishes with; left out before the pool is frozen
 * @returns `{ ok, code, steps, sale, checkpoint }`
 */
export async function checkTicket(input, { key, origin, raffle, ticket, validation, pool } = {}) {
    const steps = new Steps();
    const format = await steps.run("format", () => parseLedgerProof(input));
    const parsedKey = format && (await steps.run("key", () => parseVerifierKey(key), ({ name }) => ({ name })));
    if (!parsedKey) return steps.result({ sale: null, checkpoint: null });
    const checkpoint = await checkInclusion(steps, format.value, parsedKey.value, origin ?? parsedKey.value.name);
    if (!checkpoint) return steps.result({ sale: null, checkpoint: null });
    const found = await steps.run("sale", () => {
        const sale = saleOf(format.value.entry);
        demand(sale, "not-a-sale");
        demand(sale.ticket === ticket && (format.value.ticket ?? ticket) === ticket, "other-ticket", sale.ticket);
        return sale;
    }, (sale) => ({ ticket: sale.ticket, numbers: sale.numbers.join(", "), count: sale.numbers.length }));
    if (!found) return steps.result({ sale: null, checkpoint });
    const sale = found.value;
    if ((await checkValidation(steps, sale, raffle, validation)) && pool) await checkPool(steps, sale, pool);
    else if (!pool) steps.skip("pool", "no-pool");
    return steps.result({ sale, checkpoint });
}

async function checkValidation(steps, sale, raffle, typed) {
    if (typed === undefined || typed === null || typed === "") {
        steps.skip("validation", "no-validation");
        return true;
    }
    return steps.run("validation", () => {
        const symbols = normalValidation(typed);
        demand(symbols, "mistyped");
        demand(equal(ticketCommitment(raffle, sale.ticket, symbols), hashFromBase64URL(sale.commitment)), "wrong-validation");
    });
}

function checkPool(steps, sale, { digest, read }) {
    return steps.run("pool", async () => {
        const pool = await read(sale.numbers);
        demand(equal(pool.digest, digest), "pool-digest");
        for (const number of sale.numbers) {
            demand(pool.commitments.has(number), "not-in-pool", String(number));
            demand(pool.commitments.get(number) === sale.commitment, "other-commitment", String(number));
        }
        return pool;
    }, (pool) => ({ count: pool.count }));
}

/** The text of an entry, to be shown as text only. */
export function entryText(entry) {
    return textOf(entry);
}
