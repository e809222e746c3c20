/**
 * Checks a voter's receipt, as `urna receipt check` and `urna-verify --receipt` do: the log signed its checkpoint, the entry is in the
 * log at that place, a sealed ballot's opening is what the entry committed to; and, where it is known, that it is the ballot cast.
 *
 * Steps and their codes, for the page to say in words:
 *
 * | step      | codes                                                                                                     |
 * |-----------|-----------------------------------------------------------------------------------------------------------|
 * | format    | malformed                                                                                                 |
 * | key       | bad-key                                                                                                   |
 * | election  | other-election (only when one is expected)                                                                |
 * | signature | bad-note, no-signature, bad-signature, bad-checkpoint, wrong-origin                                       |
 * | entry     | wrong-leaf                                                                                                |
 * | inclusion | wrong-proof                                                                                               |
 * | opening   | wrong-opening; skipped: not-sealed, no-opening                                                            |
 * | ballot    | other-ballot, not-a-ballot, not-shown; skipped: nothing-expected                                          |
 * | ledger    | shrunk, forked, and those of `Ledger` (only when a ledger is given); skipped: unreachable                 |
 */
import { hashFromBase64URL } from "./base64.js";
import { equal, textOf, utf8 } from "./bytes.js";
import { canonical } from "./canonical.js";
import { parseJSON } from "./json.js";
import { parseVerifierKey } from "./note.js";
import { asText, checkInclusion, inclusionMembers, member, readObject } from "./proof.js";
import { demand, Refusal, Steps } from "./refusal.js";
import { sha256 } from "./sha256.js";

const HASH = "([A-Za-z0-9_-]{43})";
const START = `^\\{"ballotKey":"${HASH}","castAt":"(\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:00Z)"`;
const REGION = '(?:,"region":("(?:[^"\\\\]|\\\\.)+"))?';
const BALLOT = new RegExp(`${START}${REGION},"selections":(.+),"type":"ballot"\\}$`, "s");
const SEALED = new RegExp(`${START},"commitment":"${HASH}"${REGION},"type":"sealed-ballot"\\}$`);

/** Reads a receipt, given as text or bytes. Members that are not known are passed over: they prove nothing. */
export function parseReceipt(input) {
    const json = readObject(input);
    const election = member(json, "election", (value) => (/^[a-z0-9-]{1,64}$/.test(value) && typeof value === "string" ? value : null));
    const opening = "opening" in json ? member(json, "opening", openingOf) : null;
    return { election, ...inclusionMembers(json), opening };
}

function openingOf(value) {
    if (value === null || typeof value !== "object" || Array.isArray(value)) return null;
    const salt = hashFromBase64URL(value.salt);
    const { selections } = value;
    if (!salt || selections === null || typeof selections !== "object" || Array.isArray(selections)) return null;
    return { salt, selections };
}

/**
 * What the entry says of the ballot: `{ kind: "ballot" | "sealed-ballot", castAt, region, selections | commitment }`, or null for any
 * other entry.
 *
 * `selections` is the exact text in the entry; `region` is undefined where ballots tell none.
 */
export function ballotOf(entry) {
    const text = textOf(entry);
    const sealed = SEALED.exec(text);
    if (sealed && hashFromBase64URL(sealed[1]) && hashFromBase64URL(sealed[3])) {
        return withRegion(sealed[4], { kind: "sealed-ballot", castAt: sealed[2], commitment: hashFromBase64URL(sealed[3]) });
    }
    const ballot = BALLOT.exec(text);
    return ballot && hashFromBase64URL(ballot[1]) ? withRegion(ballot[3], { kind: "ballot", castAt: ballot[2], selections: ballot[4] }) : null;
}

/** Null when the text of the region is not a string: the entry is none that a server writes. */
function withRegion(text, ballot) {
    if (text === undefined) return ballot;
    try {
        return { ...ballot, region: parseJSON(text) };
    } catch {
        return null;
    }
}

/** SHA-256 of the salt and then the canonical selections: what a sealed ballot shows until its opening. */
export function commitmentOf({ salt, selections }) {
    return sha256(salt, utf8(canonical(selections)));
}

/** The selections that a receipt proves, as a value to show; null when it shows none. */
export function selectionsOf(receipt) {
    if (receipt.opening) return receipt.opening.selections;
    const ballot = ballotOf(receipt.entry);
    return ballot?.kind === "ballot" ? parseJSON(ballot.selections) : null;
}

/**
 * Checks a receipt.
 *
 * @param input the receipt, as text or bytes
 * @param key the log's verifier key: its text. From someone the voter trusts; one that came with the page is the server's word.
 * @param origin the log's origin; a log's key is named after it
 * @param election the election that the receipt should be of; left out when any will do
 * @param selections the selections that were sent; left out when they are not known any more
 * @param ledger a `Ledger` that has to contain what the receipt's checkpoint stands for; left out offline
 * @returns `{ ok, code, steps, receipt, checkpoint }`; receipt and checkpoint are null as long as they could not be read or verified
 */
export async function checkReceipt(input, { key, origin, election, selections, ledger } = {}) {
    const steps = new Steps();
    const format = await steps.run("format", () => parseReceipt(input));
    const receipt = format?.value ?? null;
    const parsedKey = format && (await steps.run("key", () => parseVerifierKey(key), (found) => ({ name: found.name })));
    if (!parsedKey) return steps.result({ receipt, checkpoint: null });
    if (election !== undefined) {
        const same = await steps.run("election", () => demand(receipt.election === election, "other-election", receipt.election));
        if (!same) return steps.result({ receipt, checkpoint: null });
    }
    const checkpoint = await checkInclusion(steps, receipt, parsedKey.value, origin ?? parsedKey.value.name);
    if (!checkpoint) return steps.result({ receipt, checkpoint: null });
    const done = (await checkOpening(steps, receipt)) && (await checkBallot(steps, receipt, selections));
    if (done && ledger) await checkLedger(steps, checkpoint, ledger);
    return steps.result({ receipt, checkpoint });
}

async function checkOpening(steps, receipt) {
    const ballot = ballotOf(receipt.entry);
    if (!receipt.opening) {
        steps.skip("opening", ballot?.kind === "sealed-ballot" ? "no-opening" : "not-sealed");
        return true;
    }
    return steps.run("opening", () => {
        demand(ballot?.kind === "sealed-ballot", "wrong-opening", "the entry is not a sealed ballot");
        demand(equal(commitmentOf(receipt.opening), ballot.commitment), "wrong-opening");
    });
}

async function checkBallot(steps, receipt, expected) {
    const ballot = ballotOf(receipt.entry);
    if (expected === undefined) {
        steps.skip("ballot", "nothing-expected");
        return true;
    }
    return steps.run("ballot", () => {
        demand(ballot, "not-a-ballot");
        demand(ballot.kind === "ballot" || receipt.opening, "not-shown");
        const recorded = receipt.opening ? canonical(receipt.opening.selections) : ballot.selections;
        demand(recorded === canonical(expected), "other-ballot");
    });
}

/** The log of today has to be the receipt's with entries appended. That it can't be asked now is no forgery. */
async function checkLedger(steps, checkpoint, ledger) {
    try {
        const current = await ledger.checkpoint();
        await ledger.verifyGrowth(checkpoint, current);
        steps.pass("ledger", { size: current.size, grown: current.size - checkpoint.size });
    } catch (problem) {
        if (!(problem instanceof Refusal)) throw problem;
        if (problem.code === "unreachable") steps.skip("ledger", problem.code, { detail: problem.detail });
        else steps.fail("ledger", problem.code, problem.detail);
    }
}
