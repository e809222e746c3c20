// Casting: the ballot on its way, and every end that it can come to.

import { announce } from "../announce.js";
import { Problem } from "../api.js";
import { notice, problemText } from "../form.js";
import { h, setText, t } from "../page.js";
import { meet, showBallot, showOtherTab } from "./ballot.js";
import { ballotKey, cast, findBallot } from "./cast.js";
import { showReceipt } from "./done.js";
import { focusStage, heading, show, stage } from "./stage.js";
import { alone } from "./tabs.js";
import { way } from "./way.js";

/** From here on the ballot is these bytes, whatever happens: a retry with other bytes would be another ballot. */
export async function startCast(body) {
  if (way.isCasting) return;
  way.isCasting = true;
  const { token } = way.vault.state;
  const isAlone = await alone(ballotKey(token), async () => {
    way.vault.keep({ phase: "casting", body, tries: way.vault.state.tries ?? 0 });
    way.tabs?.tell("casting");
    await runCast(body, token);
  });
  way.isCasting = false;
  if (!isAlone) {
    announce(t("vote.tabs.casting"), { urgent: true });
    way.otherTab = "casting";
    // A page that came back to an unfinished cast while the other tab works on it has nothing else to show.
    if (document.getElementById("other-tab")) showOtherTab();
    else show("review", notice("warn", t("vote.tabs.casting"), h("p", {}, h("button", { type: "button", class: "btn", onclick: () => startCast(body) }, t("common.retry")))));
  }
}

async function runCast(body, token) {
  const title = heading(t("vote.casting.title"));
  const status = h("p", { class: "casting-status strong" });
  const more = h("p", { class: "soft" });
  const next = h("p", { class: "small soft", "aria-hidden": "true" });
  const spinner = h("div", { class: "spinner", "aria-hidden": "true" });
  show("review", h("div", { class: "card stack casting" }, spinner, title, status, more, next));
  focusStage();
  const leaving = (event) => event.preventDefault();
  addEventListener("beforeunload", leaving);
  let timer = 0;
  let said = "";
  const say = (text) => { setText(status, text); if (text !== said) { said = text; announce(text); } };

  const onState = ({ phase, tries, problem, retryIn }) => {
    way.vault.keep({ tries });
    clearInterval(timer);
    setText(next, "");
    if (phase === "sending") {
      if (tries === 1) { say(t("vote.casting.sending")); setText(more, t("vote.casting.sending-more")); }
      return;
    }
    say(problem.status === 0 ? t(navigator.onLine === false ? "vote.casting.offline" : "vote.casting.unconfirmed") : t("vote.casting.busy"));
    setText(more, t(problem.status === 0 ? "vote.casting.unconfirmed-more" : "vote.casting.busy-more"));
    const until = Date.now() + retryIn;
    const tick = () => setText(next, t("vote.casting.next", { count: Math.max(1, Math.ceil((until - Date.now()) / 1000)), tries }));
    tick();
    timer = setInterval(tick, 1000);
  };

  try {
    const { receipt, text } = await cast({ election: way.election.id, token, body, tries: way.vault.state.tries ?? 0, onState });
    way.tabs?.tell("confirmed");
    // The token has done its work, and the marks are in the receipt: neither is kept.
    way.vault.keep({ phase: "receipt", receipt: text, sent: JSON.parse(body).selections, token: undefined, body: undefined, selections: undefined, tries: undefined, expiresAt: undefined, key: undefined });
    history.replaceState({ step: "receipt" }, "");
    way.form = null;
    showReceipt(receipt, text, JSON.parse(body).selections);
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem;
    await castRefused(problem, token);
  } finally {
    clearInterval(timer);
    removeEventListener("beforeunload", leaving);
  }
}

async function castRefused(problem, token) {
  const wasUnsure = (way.vault.state.tries ?? 1) > 1;
  const back = () => {
    way.vault.keep({ phase: "ballot", body: undefined, tries: undefined });
    way.tabs?.tell("ballot");
  };
  switch (problem.kind) {
    case "already-voted":
      way.vault.clear();
      way.form = null;
      show("review", notice("bad", t("vote.refused.already"), h("p", {}, t("vote.refused.already-more")), h("p", {}, h("a", { href: "/check" }, t("vote.refused.check")))));
      break;
    case "election-not-open":
      await afterClose(token, wasUnsure);
      return;
    case "token-expired": case "token-forged": case "token-malformed": case "token-missing":
      way.vault.keep({ phase: undefined, token: undefined, body: undefined, tries: undefined });
      history.replaceState({ step: "code" }, "");
      way.showCode(t("vote.refused.expired"));
      return;
    case "invalid-ballot":
      back();
      showBallot();
      document.getElementById("problems").append(notice("bad", t("vote.refused.invalid"), h("p", { class: "small" }, problem.detail)));
      break;
    default:
      back();
      showBallot();
      document.getElementById("problems").append(notice("bad", t("vote.refused.other"), h("p", {}, problemText(problem))));
  }
  focusStage();
  announce(stage.element.querySelector(".notice")?.textContent ?? "", { urgent: true });
}

/** Closed before an answer came: whether an earlier try arrived stands in the ledger, for anyone to see. */
async function afterClose(token, wasUnsure) {
  if (!wasUnsure) {
    way.vault.clear();
    show("review", notice("bad", t("vote.refused.closed"), h("p", {}, t("vote.refused.closed-more")), resultsLink()));
    focusStage();
    return;
  }
  const text = h("p", {}, t("vote.refused.looking"));
  show("review", notice("warn", t("vote.refused.closed-unsure"), text));
  focusStage();
  try {
    const proof = await findBallot(way.election.id, ballotKey(token), (done, total) => setText(text, t("vote.refused.looking-part", { done, total })));
    if (proof) {
      const receipt = JSON.stringify({ election: way.election.id, index: proof.index, leafHash: proof.leafHash, proof: proof.proof, checkpoint: proof.checkpoint, entry: proof.entry });
      const sent = JSON.parse(way.vault.state.body).selections;
      way.vault.keep({ phase: "receipt", receipt, sent: way.election.definition.results === "sealed" ? undefined : sent, token: undefined, body: undefined, selections: undefined, tries: undefined, key: undefined });
      history.replaceState({ step: "receipt" }, "");
      showReceipt(JSON.parse(receipt), receipt, way.election.definition.results === "sealed" ? undefined : sent);
      return;
    }
    if (proof === null) way.vault.clear();
    show("review", notice(proof === null ? "bad" : "warn", t(proof === null ? "vote.refused.not-in-ledger" : "vote.refused.not-searched"), resultsLink()));
  } catch {
    show("review", notice("warn", t("vote.refused.closed-unsure"), h("p", {}, t("vote.refused.search-failed")),
      h("p", {}, h("button", { type: "button", class: "btn", onclick: () => afterClose(token, true) }, t("common.retry")))));
  }
  focusStage();
}

const resultsLink = () => h("p", {}, h("a", { href: `/e/${encodeURIComponent(way.election.id)}/results` }, t("vote.gate.results")));
