// Results on a big screen in a hall: large, few words, several contests in turn.

import { fill, formatNumber, h, name, pageData, setText, t } from "../ui/page.js";
import { qrCode } from "../ui/qr.js";
import { bars, view } from "../ui/results/bars.js";
import { feed } from "../ui/results/feed.js";
import { regionsBoard } from "../ui/results/regions.js";
import { watchOver } from "../ui/results/verify.js";

/** Contests side by side, and candidates in each: what can be read from the last row. */
const AT_ONCE = 2;
const CANDIDATES = 7;
/** Regions at once. */
const REGIONS = 6;
/** How long a group of contests stays, in ms. */
const STAYS = 12_000;

const data = pageData();
const board = document.getElementById("board");
const find = (id) => document.getElementById(id);
const pause = find("pause");

const contests = data.definition.contests.map((contest) => {
  const bar = bars(contest, { limit: CANDIDATES, isBig: true });
  const more = h("p", { class: "screen-more" });
  const element = h("section", { class: "screen-contest" }, h("h2", {}, name(contest.title ?? contest.id, { control: false })), bar.element, more);
  if (contest.candidates.length > CANDIDATES) setText(more, t("results.more-candidates", { count: contest.candidates.length - CANDIDATES }));
  return { contest, element, bar };
});
const regions = regionsBoard({ limit: REGIONS });
const sealed = h("p", { class: "screen-sealed" }, t("results.sealed"));

let group = 0;
let isPaused = matchMedia("(prefers-reduced-motion: reduce)").matches;
let isSealed;
const groups = Math.ceil(contests.length / AT_ONCE);

/** After the contests, turnout by region has its turn; of a sealed election it is all there is. */
function arrange() {
  const isRegions = group >= groups;
  const turnout = regions.isShown && (isSealed || isRegions) ? regions.element : null;
  const shown = isSealed || isRegions ? [] : contests.slice(group * AT_ONCE, group * AT_ONCE + AT_ONCE).map((each) => each.element);
  fill(board, isSealed && sealed, shown, turnout);
  board.classList.toggle("is-one", isSealed || isRegions || contests.length === 1);
}

function turn() {
  if (isSealed) {
    regions.turn();
    return;
  }
  if (group >= groups && !regions.turn()) return;
  group = (group + 1) % (groups + (regions.isShown ? 1 : 0));
  arrange();
}

function showResults(results) {
  setText(find("cast"), formatNumber(results.turnout.cast));
  setText(find("eligible"), formatNumber(results.turnout.eligible));
  find("state").dataset.state = results.state;
  setText(find("state"), t(`common.state.${results.state}`));
  const hadRegions = regions.isShown;
  regions.update(results.turnout.regions);
  if (isSealed !== Boolean(results.sealed) || hadRegions !== regions.isShown) { isSealed = Boolean(results.sealed); arrange(); }
  pause.hidden = isSealed ? regions.turns < 2 : groups < 2 && !regions.isShown;
  for (const { contest, bar } of contests) {
    const result = results.contests.find((each) => each.id === contest.id);
    if (result?.totals && !result.roundsOmitted) bar.update(view(contest, result, results.state));
  }
  watch.expect(results.asOf);
}

const watch = watchOver(data.id, data.log, ({ state, size }) => {
  const tag = find("verified");
  tag.hidden = false;
  tag.className = `tag ${state === "verified" ? "live" : state === "failed" ? "bad" : ""}`;
  setText(tag, `${t("results.as-of", { size })} · ${t(`results.checkpoint.${state}`, { size })}`);
});

feed(data.id, { initial: data.results, onResults: showResults, onState: (state) => {
  const tag = find("connection");
  if (state === "connecting" && !tag.hidden) return;
  tag.hidden = false;
  tag.className = `tag ${state === "live" ? "live" : state === "waiting" ? "warn" : ""}`;
  setText(tag, t(`results.connection.${state}`));
} });

const sayPause = () => { setText(pause, t(isPaused ? "results.go-on" : "results.pause")); };
pause.addEventListener("click", () => { isPaused = !isPaused; sayPause(); if (!isPaused) turn(); });
setInterval(() => { if (!isPaused && !pause.hidden) turn(); }, STAYS);
sayPause();

if (document.fullscreenEnabled) {
  find("full").hidden = false;
  find("full").addEventListener("click", () => (document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen()));
}

const address = `${location.origin}/e/${encodeURIComponent(data.id)}/results`;
qrCode(address, t("results.follow", { address })).then((code) => fill(find("qr"), h("div", { class: "qr" }, code), h("p", {}, t("results.follow-short"))), () => {});
