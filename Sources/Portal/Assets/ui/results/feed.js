// An election's results as they change: what the page came with, then events, and the whole of it where events leave something out.

import { api, sleep } from "../api.js";
import { follow } from "../live.js";

/** Shortest time between two requests for the whole results, in ms. */
const WHOLE_EVERY = 4000;

/**
 * Calls `onResults(results)` for each state, and `onState(name, {retryIn})` for the connection.
 *
 * `results` may lack `transfers`, `pairwise` and `turnout.regions` for a moment (events leave them out); they follow.
 */
export function feed(election, { initial, onResults, onState }) {
  const path = `/v1/elections/${encodeURIComponent(election)}/results`;
  let newest = initial;
  let whole = 0;
  let isAsking = false;

  const isPartial = (results) => results.turnout.regionsOmitted || results.contests.some((contest) => contest.roundsOmitted || (contest.method === "schulze" && contest.totals && !contest.pairwise)
    || (["irv", "stv"].includes(contest.method) && contest.rounds?.length > 1 && !contest.rounds.some((round) => round.transfers)));

  function take(results) {
    if (newest && results.asOf.size < newest.asOf.size) return;
    newest = results;
    onResults(results);
    if (isPartial(results)) askWhole();
  }

  async function askWhole() {
    if (isAsking) return;
    isAsking = true;
    try {
      await sleep(Math.max(0, whole + WHOLE_EVERY - Date.now()));
      whole = Date.now();
      take(await api("GET", path));
    } catch { /* the next event asks again */ } finally { isAsking = false; }
  }

  if (initial) onResults(initial);
  // Without an id the server sends the newest state at once, so that the page is right even when it was kept by a cache.
  const stream = follow(`${path}/stream`, { onEvent: ({ event, data }) => { if (event === "results") take(JSON.parse(data)); }, onState: (state, more) => {
    onState(state, more);
    // "Final" says that this client has seen all; the page may have come without transfers.
    if (state === "final" && (!newest || isPartial(newest))) askWhole();
  } });
  return { stop: () => stream.stop(), get newest() { return newest; } };
}
