// Results as they change.

import { announce } from "../ui/announce.js";
import { notice } from "../ui/form.js";
import { fill, formatNumber, formatPercent, h, name, pageData, setText, svg, t } from "../ui/page.js";
import { bars, view } from "../ui/results/bars.js";
import { feed } from "../ui/results/feed.js";
import { flow } from "../ui/results/flow.js";
import { regionsTable } from "../ui/results/regions.js";
import { fateOf, pairsTable, roundsTable } from "../ui/results/rounds.js";
import { READ_BY_ITSELF, history, turnoutChart } from "../ui/results/turnout.js";
import { watchOver } from "../ui/results/verify.js";

const data = pageData();
const { definition, log } = data;
const board = document.getElementById("board");
const stateTag = document.getElementById("state");
const connection = document.getElementById("connection");

// MARK: What there is, made once

const cast = h("b", {});
const eligible = h("span", {});
const share = h("b", {});
const meter = h("span", {});
const sealed = h("p", { class: "empty", hidden: true }, t("results.sealed"));
const asOf = h("span", {});
const verified = h("span", { class: "tag" });
const alarm = h("div", {});
const chart = turnoutChart();
const regions = regionsTable();
const regionsCard = h("section", { class: "card stack", "aria-labelledby": "regions-title", hidden: true },
  h("h2", { id: "regions-title" }, t("results.regions")), regions.element, h("p", { class: "tiny soft" }, t("results.regions-how")));
const readLedger = h("button", { type: "button", class: "btn", hidden: true }, t("results.read-ledger"));
const reading = h("progress", { max: "1", value: 0, hidden: true, "aria-label": t("results.reading") });
const contests = definition.contests.map((contest, index) => contestView(contest, index));

fill(board,
  alarm,
  h("section", { class: "card stack", "aria-labelledby": "turnout-title" },
    h("h2", { id: "turnout-title", class: "visually-hidden" }, t("results.turnout")),
    h("div", { class: "figures" }, h("p", { class: "figure" }, cast, eligible), h("p", { class: "figure" }, share, h("span", {}, t("results.turnout")))),
    h("div", { class: "meter", "aria-hidden": "true" }, meter),
    h("p", { class: "row small soft as-of" }, asOf, verified, h("a", { href: `/ledger/e/${encodeURIComponent(data.id)}` }, t("results.ledger")),
      h("a", { href: `/e/${encodeURIComponent(data.id)}/screen` }, t("results.screen")))),
  sealed, contests.map((each) => each.element), regionsCard,
  h("section", { class: "card stack", "aria-labelledby": "time-title" }, h("h2", { id: "time-title" }, t("results.over-time")), readLedger, reading, chart.element));

function contestView(contest, index) {
  const isRanked = ["irv", "stv"].includes(contest.method);
  const bar = bars(contest);
  const summary = h("p", { class: "summary" });
  const numbers = h("p", { class: "tiny soft" });
  const stepper = isRanked ? roundStepper(() => draw()) : null;
  const details = [];
  if (isRanked) {
    const table = roundsTable(contest);
    const drawing = flow(contest);
    details.push(detail(t("results.flow"), drawing), detail(t("results.rounds"), table));
  }
  if (contest.method === "schulze") details.push(detail(t("results.pairs"), pairsTable(contest)));
  const element = h("section", { class: "card stack", "aria-labelledby": `contest-${index}`, hidden: true },
    h("h2", { id: `contest-${index}` }, name(contest.title ?? contest.id)), summary, stepper?.element, bar.element, numbers, details.map((each) => each.element));
  let newest = null;
  let state = "";

  function draw() {
    stepper?.limit(newest.rounds, contest);
    bar.update(view(contest, newest, state, stepper?.round));
  }

  return {
    element, contest,
    update(result, nextState) {
      element.hidden = !result.totals;
      if (!result.totals) return;
      // An event without its rounds is not an election without rounds.
      newest = newest && result.roundsOmitted ? { ...result, rounds: newest.rounds } : result;
      state = nextState;
      draw();
      const names = newest.winners.map((id) => contest.candidates.find((candidate) => candidate.id === id)?.name ?? id);
      const isFinal = state === "certified" || state === "closed";
      fill(summary, newest.ballots === newest.blank ? t("results.no-votes") : [t(isFinal ? "results.summary-final" : "results.summary-now"), " ", h("strong", {}, names.map((each, at) => [at > 0 && ", ", name(each, { control: false })]))]);
      setText(numbers, [t("results.counted", { count: newest.ballots }), t("results.blank", { count: newest.blank }), ["irv", "stv", "schulze"].includes(contest.method) && newest.rounds.length < 2 ? t("results.first-choices") : ""].filter(Boolean).join(" · "));
      for (const each of details) each.update(newest);
    },
  };
}

/** A part that is drawn when it is opened, and kept up to date while it is open. */
function detail(title, part) {
  let newest = null;
  const element = h("details", { class: "more" }, h("summary", {}, title), part.element);
  element.addEventListener("toggle", () => { if (element.open && newest) part.update(newest); });
  return { element, update(result) { newest = result; if (element.open) part.update(result); } };
}

function roundStepper(onChange) {
  const arrow = (d) => svg("svg", { viewBox: "0 0 24 24", "aria-hidden": "true" }, svg("path", { d, fill: "none", stroke: "currentColor", "stroke-width": "2.25", "stroke-linecap": "round", "stroke-linejoin": "round" }));
  const text = h("p", { class: "stepper-text small" });
  const back = h("button", { type: "button", class: "btn icon", "aria-label": t("results.round-back"), onclick: () => go(-1) }, arrow("m15 6-6 6 6 6"));
  const on = h("button", { type: "button", class: "btn icon", "aria-label": t("results.round-on"), onclick: () => go(1) }, arrow("m9 6 6 6-6 6"));
  const element = h("div", { class: "stepper", role: "group", "aria-label": t("results.rounds") }, back, on, text);
  let round;
  let count = 1;
  let says = () => "";
  function go(by) {
    round = Math.min(count, Math.max(1, (round ?? count) + by));
    if (round === count) round = undefined;
    onChange();
    announce(says());
  }
  return {
    element,
    get round() { return round; },
    limit(rounds, contest) {
      count = rounds.length;
      if (round > count) round = undefined;
      element.hidden = count < 2;
      const at = round ?? count;
      back.disabled = at === 1;
      on.disabled = at === count;
      const names = new Map(contest.candidates.map((candidate) => [candidate.id, candidate.name ?? candidate.id]));
      says = () => `${t("results.round-of", { round: at, count })} ${fateOf(rounds[at - 1], names)}`;
      fill(text, h("strong", {}, t("results.round-of", { round: at, count })), " ", h("bdi", {}, fateOf(rounds[at - 1], names)));
    },
  };
}

// MARK: As it changes

let lastSaid = 0;

function showResults(results) {
  const { turnout, state } = results;
  setText(cast, formatNumber(turnout.cast));
  setText(eligible, `${t("results.ballots-of")} ${formatNumber(turnout.eligible)}`);
  setText(share, formatPercent(turnout.eligible ? turnout.cast / turnout.eligible : 0));
  meter.style.setProperty("--share", String(turnout.eligible ? turnout.cast / turnout.eligible : 0));
  setText(asOf, t("results.as-of", { size: results.asOf.size }));
  stateTag.dataset.state = state;
  setText(stateTag, t(`common.state.${state}`));
  sealed.hidden = !results.sealed;
  // Events leave regions out when there are very many.
  if (turnout.regions) {
    regions.update(turnout.regions);
    regionsCard.hidden = regions.element.hidden;
  }
  for (const each of contests) {
    const result = results.contests.find((found) => found.id === each.contest.id);
    if (result) each.update(result, state);
  }
  chart.add(Date.now(), turnout.cast);
  watch.expect(results.asOf);
  // Numbers that are read out twice a second are noise.
  if (Date.now() - lastSaid > 20_000) {
    if (lastSaid > 0) announce(t("results.said", { count: turnout.cast }));
    lastSaid = Date.now();
  }
}

function showConnection(state) {
  connection.hidden = false;
  connection.className = `tag connection ${state === "live" ? "live" : state === "waiting" ? "warn" : ""}`;
  setText(connection, t(`results.connection.${state}`));
}

let wasWaiting = false;
function onState(state) {
  // The word changes only when the connection was really gone: each reconnection passes through "connecting".
  if (state === "connecting" && !connection.hidden) return;
  if (state === "waiting") wasWaiting = true;
  if (state === "live" && wasWaiting) { announce(t("results.connection.again")); wasWaiting = false; }
  showConnection(state);
}

const watch = watchOver(data.id, log, ({ state, size, code }) => {
  verified.className = `tag ${state === "verified" ? "live" : state === "failed" ? "bad" : ""}`;
  setText(verified, t(`results.checkpoint.${state}`, { size }));
  if (state === "failed") fill(alarm, notice("bad", t("results.forged"), h("p", {}, t("results.forged-more", { code }))));
});

async function drawHistory() {
  readLedger.hidden = true;
  try {
    const checkpoint = await watch.ledger.checkpoint();
    reading.hidden = checkpoint.size <= READ_BY_ITSELF;
    const points = await history(watch.ledger, checkpoint, (done, total) => { reading.value = done / total; });
    chart.set(points);
    if (live.newest) chart.add(Date.now(), live.newest.turnout.cast);
  } catch {
    readLedger.hidden = false;
  } finally {
    reading.hidden = true;
  }
}

const live = feed(data.id, { initial: data.results, onResults: showResults, onState });
readLedger.addEventListener("click", drawHistory);
if (watch.ledger) {
  if ((data.log?.size ?? 0) <= READ_BY_ITSELF) drawHistory();
  else readLedger.hidden = false;
}
