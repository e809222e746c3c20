// Whether what is shown stands on the signed ledger: the newest checkpoint is the key's, continues every one seen before, and contains the
// tree that the results name.

import { Ledger } from "../../lib/ledger.js";
import { fromBase64URL } from "../../lib/base64.js";
import { parseVerifierKey } from "../../lib/note.js";

/** Shortest time between two looks, in ms. */
const EVERY = 3000;

/** Watches over results. `onState({state: "checking" | "verified" | "failed" | "unreachable", size, code?})`. */
export function watchOver(election, log, onState) {
  let ledger = null;
  try {
    ledger = new Ledger({ base: `/v1/elections/${encodeURIComponent(election)}/log`, key: parseVerifierKey(log.verifierKey), origin: log.origin });
  } catch (problem) {
    onState({ state: "failed", size: 0, code: problem.code ?? "bad-key" });
  }
  let seen = null;
  let wanted = null;
  let timer = 0;
  let isLooking = false;
  let isFailed = false;

  async function look() {
    timer = 0;
    if (isLooking || !wanted || isFailed || !ledger) return;
    isLooking = true;
    const asked = wanted;
    try {
      const checkpoint = await ledger.checkpoint();
      if (seen && seen.size !== checkpoint.size) await ledger.verifyGrowth(seen, checkpoint);
      seen = checkpoint;
      if (checkpoint.size < asked.size) return later();
      const root = fromBase64URL(asked.root);
      await ledger.verifyGrowth({ size: asked.size, root }, checkpoint);
      onState({ state: "verified", size: asked.size });
      if (wanted === asked) wanted = null;
    } catch (problem) {
      const code = problem?.code ?? "";
      if (["unreachable", "missing", ""].includes(code)) onState({ state: "unreachable", size: asked.size });
      else {
        // Not to be talked away by a later answer that is fine.
        isFailed = true;
        onState({ state: "failed", size: asked.size, code });
      }
    } finally {
      isLooking = false;
      if (wanted && !isFailed) later();
    }
  }

  function later() { timer ||= setTimeout(look, EVERY); }

  return {
    ledger,
    /** The results now stand for this tree. */
    expect(asOf) {
      const isFirst = !seen && !wanted;
      wanted = asOf;
      if (isFirst) look();
      else later();
    },
    get checkpoint() { return seen; },
  };
}
