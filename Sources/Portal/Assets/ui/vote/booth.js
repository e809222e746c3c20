// A voter's way from the ballot to the receipt, and back to where it was left.

import { begin, meet, showBallot, showReview } from "./ballot.js";
import { startCast } from "./casting.js";
import { showReceipt } from "./done.js";
import { t } from "../page.js";
import { focusStage, stage } from "./stage.js";
import { way } from "./way.js";

export { begin };

/** Says what the steps share; once. */
export function enter({ vault, showCode }) {
  Object.assign(way, { vault, showCode, cast: startCast });
  vault.watch((phase) => {
    way.form = null;
    way.tabs?.close();
    history.replaceState({ step: "code" }, "");
    showCode(t(phase === "receipt" ? "vote.left-alone-receipt" : "vote.left-alone"));
  });
}

/** Back and forward within the page. After casting there is no way back to a ballot. */
addEventListener("popstate", (event) => {
  if (way.isCasting || stage.step === "receipt") {
    history.pushState({ step: stage.step }, "");
    return;
  }
  if (!way.vault.state.token) return;
  if (event.state?.step === "review" && way.form?.problems().length === 0) showReview();
  else showBallot();
  focusStage();
});

export function resume() {
  const { state } = way.vault;
  if (state.phase === "casting" && state.body && state.token) {
    if (way.isCasting) return true;
    meet("casting");
    startCast(state.body);
    return true;
  }
  if (state.phase === "receipt" && state.receipt) {
    if (stage.step !== "receipt") showReceipt(JSON.parse(state.receipt), state.receipt, state.sent);
    return true;
  }
  if (state.phase === "ballot" && state.token && way.election.state === "open" && Date.parse(state.expiresAt) > Date.now()) {
    if (stage.step === "code") { meet("ballot"); showBallot(); }
    return true;
  }
  return false;
}
