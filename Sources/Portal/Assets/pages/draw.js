// The draws of a raffle: what is published of each, and the whole of it done again in this browser.

import { announce } from "../ui/announce.js";
import { api } from "../ui/api.js";
import { fill, focusOn, formatNumber, formatTime, h, name, pageData, t } from "../ui/page.js";
import { recomputeBox } from "../ui/raffle/recompute.js";
import { followRaffle } from "../ui/raffle/stream.js";

/** Changes within this time are read at once, in ms. */
const SOON = 2000;

const data = pageData();
const place = document.getElementById("draws");
const titleOf = (prize) => data.definition.prizes.find((each) => each.id === prize)?.title || prize;

const code = (text) => h("span", { class: "mono" }, text);
const fact = (key, ...value) => [h("dt", {}, t(key)), h("dd", {}, value)];

/** A number is nobody's business before it is official; pulls that did not count are shown at once. */
const OFFICIAL = ["official", "claimed"];
const phaseOf = (draw, prize) => draw.prizes.find((each) => each.prize === prize)?.phase;
const isShown = (draw) => (attempt) => attempt.verdict !== "VALID" || OFFICIAL.includes(phaseOf(draw, attempt.prize));
const isWaiting = (draw) => !draw.attempts.every(isShown(draw));

/** The steps of a verifiable draw, as far as they have come. */
function progressOf(draw) {
  const done = [Boolean(draw.commitment), Boolean(draw.pool), draw.attempts.length > 0, Boolean(draw.reveal)];
  const steps = draw.mode === "verifiable" ? ["committed", "frozen", "drawn", "revealed"] : ["frozen", "drawn"];
  const states = draw.mode === "verifiable" ? done : [done[1], done[2]];
  return h("ol", { class: "steps" }, steps.map((step, at) => h("li", { "data-done": states[at], "aria-current": states[at] ? undefined : states.slice(0, at).every(Boolean) && "step" },
    t(`raffle.step.${step}`), h("span", { class: "visually-hidden" }, ` ${t(states[at] ? "raffle.step.done" : "raffle.step.to-come")}`))));
}

function attempts(draw) {
  const shown = draw.attempts.filter(isShown(draw));
  if (shown.length === 0) return h("p", { class: "soft" }, t(isWaiting(draw) ? "raffle.not-official" : "raffle.nothing-drawn"));
  const head = ["prize", "number", "ticket", "verdict", "at"].map((key) => h("th", { scope: "col", class: key === "number" && "num" }, t(`raffle.${key}`)));
  return h("div", { class: "table-wrap", tabindex: "0", role: "region", "aria-label": t("raffle.attempts") }, h("table", {},
    h("caption", { class: "visually-hidden" }, t("raffle.attempts")), h("thead", {}, h("tr", {}, head)),
    h("tbody", {}, shown.map((attempt) => h("tr", {}, h("th", { scope: "row" }, name(titleOf(attempt.prize))), h("td", { class: "num drawn-number" }, String(attempt.number)),
      h("td", {}, h("bdi", {}, attempt.ticket ?? "–")), h("td", {}, h("span", { class: `tag ${attempt.verdict === "VALID" ? "info" : "warn"}` }, t(`raffle.verdict.${attempt.verdict}`))),
      h("td", {}, formatTime(attempt.at, { dateStyle: "medium", timeStyle: "medium" })))))));
}

function transcript(draw) {
  const rows = [];
  if (draw.commitment) rows.push(fact("raffle.commitment", code(draw.commitment)));
  if (draw.pool) rows.push(fact("raffle.pool", t("raffle.pool-text", { count: draw.pool.count, min: draw.pool.min, max: draw.pool.max, voids: draw.pool.voids })),
    fact("raffle.pool-digest", code(draw.pool.digest)));
  if (draw.pool?.salesBefore) rows.push(fact("raffle.sales-before", formatTime(draw.pool.salesBefore)));
  if (draw.beacon) rows.push(fact("raffle.beacon", t("raffle.beacon-text", { round: String(draw.beacon.round), time: formatTime(draw.beacon.notBefore, { dateStyle: "medium", timeStyle: "medium" }) })));
  if (draw.reveal) rows.push(fact("raffle.secret", code(draw.reveal.secret)), fact("raffle.randomness", code(draw.reveal.beacon.randomness)), fact("raffle.seed", code(draw.reveal.seed)));
  const words = draw.attempts.filter(isShown(draw)).filter((attempt) => attempt.words);
  if (words.length > 0) rows.push(fact("raffle.words", words.map((attempt) => h("p", {}, code(attempt.words.map(({ word, accepted }) => (accepted ? word : `${word}×`)).join(" ")),
    ` → ${formatNumber(attempt.index)} / ${formatNumber(attempt.poolSize)} → `, h("b", {}, String(attempt.number))))));
  return h("details", { class: "more" }, h("summary", {}, t("raffle.transcript")), h("dl", { class: "facts transcript" }, rows),
    draw.pool && h("p", {}, h("a", { href: `/v1/raffles/${encodeURIComponent(data.id)}/draws/${encodeURIComponent(draw.draw)}/pool`, download: `${data.id}-${draw.draw}-pool.txt` }, t("raffle.pool-file"))));
}

function section(draw) {
  const id = `draw-${draw.draw}`;
  return h("section", { class: "card stack", "aria-labelledby": id }, h("h2", { id }, t("raffle.check.of-draw", { draw: draw.draw })),
    progressOf(draw), attempts(draw), transcript(draw), draw.pool && !isWaiting(draw) && recomputeBox({ id: data.id, log: data.log, draw }));
}

let shown = "";
function show(draws) {
  const now = JSON.stringify(draws);
  if (now === shown) return;
  // What somebody made again stays: only draws that changed are shown anew.
  const before = new Map([...place.children].map((element) => [element.dataset.draw, element]));
  fill(place, draws.length === 0 && h("p", { class: "empty" }, t("raffle.no-draws")), draws.map((draw) => {
    const text = JSON.stringify(draw);
    const old = before.get(draw.draw);
    if (old?.dataset.text === text) return old;
    const element = section(draw);
    if (old?.querySelector("details.more[open]")) element.querySelector("details.more").open = true;
    element.dataset.draw = draw.draw;
    element.dataset.text = text;
    return element;
  }));
  if (shown !== "") announce(t("raffle.draw-changed"));
  shown = now;
}

document.querySelector(".no-script")?.remove();
show(data.draws);
document.getElementById("verify-command").textContent = `urna-verify ${location.origin}/v1/raffles/${data.id} --key "${data.log.verifierKey}"`;

let turn = null;
/** Reads the draws again, soon after the raffle changed, and not at every sale. */
function look() {
  turn ??= setTimeout(async () => {
    try {
      const { draws } = await api("GET", `/v1/raffles/${encodeURIComponent(data.id)}/draws`, undefined, { retries: 0 });
      show(draws);
    } catch { /* the next change asks again */ }
    turn = null;
  }, SOON);
}

if (data.state !== "settled") followRaffle(data.id, { onChange: look });
if (location.hash) { const wanted = document.getElementById(decodeURIComponent(location.hash.slice(1))); if (wanted) focusOn(wanted); }
