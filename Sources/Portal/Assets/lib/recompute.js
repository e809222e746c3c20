/**
 * Fetches what is published of a draw and draws it again; what the page's worker does, and a test without one.
 *
 * The quick way takes the server's pool and answers: it shows that the numbers follow from them. The thorough way reads the whole ledger
 * down to the signed root and makes the pool again from the sales: it shows besides that the pool holds every valid ticket and no other.
 * More steps, before those of `checkDraw`:
 *
 * | step       | codes                                                                                     |
 * |------------|-------------------------------------------------------------------------------------------|
 * | published  | malformed, bad-json, not-utf8, missing, unreachable, too-large                            |
 * | pool       | also "pool-…" of `PoolText`, missing, unreachable                                         |
 * | checkpoint | bad-key, and those of `openCheckpoint`, missing, unreachable                              |
 * | ledger     | wrong-root, bad-bundle, bad-json, not-utf8, not-canonical, those of `LedgerDraw`, missing, unreachable |
 */
import { checkDraw } from "./draw.js";
import { Fold } from "./fold.js";
import { parseJSON } from "./json.js";
import { ask, eachChunk, fetchBytes, Ledger } from "./ledger.js";
import { LedgerDraw } from "./ledgerDraw.js";
import { parseVerifierKey } from "./note.js";
import { PoolText } from "./pool.js";
import { fromAnswers } from "./published.js";
import { demand, Refusal, Steps } from "./refusal.js";

const ANSWER_BYTES_MAX = 16 << 20;

/**
 * @param request `{ base, draw, log: { origin, verifierKey }, thorough }`; base is the raffle's address, such as `/v1/raffles/ID`
 * @param progress told `(phase, done, total)`; phases are "pool", "ledger" and "sorting"
 * @param makeFold makes what hashes a ledger's entries (`fold.js`), for the thorough way
 * @returns the result of `checkDraw`, with the steps that came before
 */
export async function recompute(request, { fetch = globalThis.fetch.bind(globalThis), progress = () => {}, signal, makeFold = () => new Fold() } = {}) {
    const steps = new Steps();
    const sources = request.thorough ? fromLedger(steps, request, { fetch, progress, signal, makeFold }) : fromServer(steps, request, { fetch, progress, signal });
    const found = await sources;
    if (!found) return steps.result({ recomputed: false, winners: [] });
    const judged = await checkDraw(found.published, found.pool);
    return { ...judged, steps: [...steps.list, ...judged.steps] };
}

async function fromServer(steps, { base, draw }, { fetch, progress, signal }) {
    const address = `${base}/draws/${encodeURIComponent(draw)}`;
    const answer = async (from) => parseJSON(await fetchBytes(fetch, from, { limit: ANSWER_BYTES_MAX, signal }), { lengthMax: ANSWER_BYTES_MAX });
    const published = await steps.run("published", async () => {
        const found = fromAnswers(await answer(address), await answer(base));
        demand(found.draw === draw, "malformed", "another draw");
        return found;
    });
    if (!published) return null;
    try {
        return { published: published.value, pool: await readPool(`${address}/pool`, published.value, { fetch, progress, signal }) };
    } catch (problem) {
        if (!(problem instanceof Refusal)) throw problem;
        steps.fail("pool", problem.code, problem.detail);
        return null;
    }
}

/**
 * Reads a pool from an address as it comes in.
 *
 * @param expected `{ event, draw, pool: { count } }`: what its head has to say, and how many lines there will be
 * @param watch numbers whose commitments are wanted
 */
export async function readPool(address, { event, draw, pool }, { fetch, progress = () => {}, signal, watch = [] }) {
    const text = new PoolText({ event, draw, watch });
    const response = await ask(fetch, address, { signal });
    demand(response.status !== 404, "missing", address);
    demand(response.ok, "unreachable", `${response.status} ${address}`);
    await eachChunk(response, (chunk) => {
        text.push(chunk);
        // Whatever goes beyond what was frozen is wrong already: a page does not read on for ever.
        demand(!pool || text.count <= pool.count, "pool-count", `more than ${pool?.count}`);
        progress("pool", text.count, pool?.count ?? text.count);
    });
    return text.finish();
}

async function fromLedger(steps, { base, draw, log }, { fetch, progress, signal, makeFold }) {
    const opened = await steps.run("checkpoint", async () => {
        const ledger = new Ledger({ base: `${base}/log`, key: parseVerifierKey(log?.verifierKey), origin: log?.origin, fetch, signal });
        return { ledger, checkpoint: await ledger.checkpoint() };
    }, ({ checkpoint }) => ({ origin: checkpoint.origin, size: checkpoint.size }));
    if (!opened) return null;
    const { ledger, checkpoint } = opened.value;
    const read = await steps.run("ledger", async () => {
        const facts = new LedgerDraw(draw);
        await ledger.walk(checkpoint, (entry) => facts.take(entry), (done, total) => progress("ledger", done, total), makeFold());
        return facts.finish((done, total) => progress("sorting", done, total));
    }, () => ({ size: checkpoint.size }));
    return read && read.value;
}
