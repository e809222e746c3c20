// Running an election: its roll, its steps from draft to certified, and what can be taken away from it.

import { api } from "../../ui/api.js";
import { announce } from "../../ui/announce.js";
import { summary } from "../../ui/console/electionForm.js";
import { downloadsBox } from "../../ui/console/downloads.js";
import { action, panel, said } from "../../ui/console/kit.js";
import { onlyLooks, runsElections } from "../../ui/console/nav.js";
import { rollBox } from "../../ui/console/roll.js";
import { notice } from "../../ui/form.js";
import { fill, formatNumber, formatPercent, formatTime, h, pageData, setText, t } from "../../ui/page.js";

/** Between two looks while it is open, in ms. */
const EVERY = 5000;
const STEPS = ["draft", "open", "closed", "certified"];

const data = pageData();
const { definition, id } = data;
const path = `/v1/elections/${encodeURIComponent(id)}`;
const place = said();
const steps = h("ol", { class: "steps" });
const figures = h("div", { class: "figures" });
const next = h("div", { class: "stack" });
const rollPlace = h("div", {});
const downloads = downloadsBox({ id, path, definition, verifierKey: data.log.verifierKey });
let state = data.state;
let results = data.results;
const canManage = runsElections;

/** A step that cannot be taken back asks for the election's id. */
function step(verb, to, ask) {
  // The state that the step was offered in: the page may have been redrawn while the question was open.
  const from = state;
  return action(t(`console.${verb}`), { kind: ask.danger ? "danger large" : "primary large", place, ask, async work() {
    try {
      const election = await api("POST", `${path}/${verb}`, undefined, { timeout: 120_000 });
      state = election.state ?? to;
    } catch (problem) {
      // Somebody else was faster, or the answer was lost on its way: what counts is how it stands.
      if (problem.kind !== "wrong-state" && problem.kind !== "offline") throw problem;
      await look();
      show();
      if (state === from) throw problem;
      return t("console.elsewhere");
    }
    await look();
    show();
    announce(t(`common.state.${state}`));
    return t(`console.done.${verb}`);
  } });
}

function show() {
  document.getElementById("state").dataset.state = state;
  setText(document.getElementById("state"), t(`common.state.${state}`));
  const at = STEPS.indexOf(state);
  fill(steps, STEPS.map((each, index) => h("li", { "data-done": index < at, "aria-current": index === at && "step" }, t(`console.step.${each}`))));
  const count = results?.turnout.eligible ?? 0;
  fill(next,
    !canManage && onlyLooks(),
    canManage && state === "draft" && [h("p", {}, t(count > 0 ? "console.open-text" : "console.open-first")), count > 0 && h("div", { class: "row" }, step("open", "open", { title: t("console.open-ask"), text: t("console.open-warn", { count }), typed: id, confirm: t("console.open") }))],
    canManage && state === "open" && [h("p", {}, t("console.close-text")), h("div", { class: "row" }, step("close", "closed", { title: t("console.close-ask"), text: t("console.close-warn"), typed: id, danger: true, confirm: t("console.close") }))],
    canManage && state === "closed" && [h("p", {}, t("console.certify-text")), h("div", { class: "row" }, step("certify", "certified", { title: t("console.certify-ask"), text: t("console.certify-warn"), typed: id, danger: true, confirm: t("console.certify") }))],
    state === "certified" && notice("good", t("console.certified")));
  const isDraft = state === "draft" && canManage;
  rollPlace.hidden = !isDraft;
  if (isDraft && !rollPlace.hasChildNodes()) fill(rollPlace, panel(t("console.roll"), rollBox(id, { count: () => results.turnout.eligible, onImported: () => look().then(show) })));
  downloads.show(state, results);
}

function showFigures() {
  const { cast, eligible } = results.turnout;
  const figure = (value, label) => h("p", { class: "figure" }, h("b", {}, value), h("span", {}, label));
  fill(figures, figure(formatNumber(eligible), t("console.on-roll")), figure(formatNumber(cast), t("console.cast")), figure(formatPercent(eligible > 0 ? cast / eligible : 0), t("console.turnout")));
}

async function look() {
  const [now, election] = await Promise.all([api("GET", `${path}/results`), api("GET", path)]);
  const changed = election.state !== state || now.sealed !== results?.sealed;
  results = now;
  state = election.state;
  showFigures();
  return changed;
}

fill(document.getElementById("app"),
  h("section", { class: "card stack", "aria-label": t("console.state") }, steps, figures, next, place.element,
    h("p", { class: "row small" }, h("a", { href: `/e/${encodeURIComponent(id)}` }, t("console.see-page")), h("a", { href: `/e/${encodeURIComponent(id)}/results` }, t("console.see-results")), h("a", { href: `/e/${encodeURIComponent(id)}/screen` }, t("console.see-screen")))),
  rollPlace, panel(t("console.downloads"), downloads.element),
  panel(t("console.rules"), h("dl", { class: "facts" },
    h("dt", {}, t("console.opens-at")), h("dd", {}, definition.opensAt ? formatTime(definition.opensAt) : t("console.by-hand")),
    h("dt", {}, t("console.closes-at")), h("dd", {}, definition.closesAt ? formatTime(definition.closesAt) : t("console.by-hand")),
    h("dt", {}, t("console.results")), h("dd", {}, t(`console.results.${definition.results}`))), summary(definition)));
results ??= { turnout: { cast: 0, eligible: 0 }, contests: [] };
showFigures();
show();
setInterval(async () => {
  if (document.hidden || state === "certified") return;
  try { if (await look()) show(); } catch { /* asked again */ }
}, EVERY);
