// The form of an election's definition, and the reading of its rules in plain words.

import { fill, h, name, t } from "../page.js";
import { field, localTime, newId, slug, tick, utcTime } from "./kit.js";
import { partList } from "./definition.js";

export const METHODS = ["plurality", "approval", "score", "irv", "stv", "schulze"];
/** The choices that each method reads. The others do not change its result. */
const READS = {
  plurality: ["tieBreak"], approval: ["tieBreak"], score: ["tieBreak"], irv: ["overvote", "skippedRank", "stop", "writeIns", "tieBreak"],
  stv: ["overvote", "skippedRank", "writeIns", "tieBreak"], schulze: ["unranked", "tieBreak"],
};
const CHOICES = {
  overvote: ["skip", "exhaust"], skippedRank: ["advance", "exhaust"], unranked: ["last", "no-preference"],
  tieBreak: ["previous-round-then-lot", "candidate-order"], stop: ["last-two", "majority"], writeIns: ["eliminate-first", "candidate"],
};

/** What a contest's rules mean, sentence by sentence; of names written in only where there may be some. */
export function reading(contest) {
  const rules = contest.rules ?? {};
  return h("div", { class: "stack-s reading" }, h("p", {}, t(`console.count.${contest.method}`)),
    h("ul", { class: "small" }, READS[contest.method].filter((rule) => rule !== "writeIns" || contest.candidates.some((each) => each.writeIn)).map((rule) => h("li", {}, t(`console.rule.${rule}.${rules[rule] ?? CHOICES[rule][0]}`)))));
}

/** A contest's part of the form. */
function contestPart(value, onChange) {
  const whole = (min, max) => ({ type: "number", min, max, step: 1, inputmode: "numeric" });
  const title = field({ label: t("console.contest.title"), value: value?.title ?? "", maxlength: 200, required: true });
  const method = field({ label: t("console.contest.method"), value: value?.method ?? "plurality", options: METHODS.map((each) => [each, t(`common.method.${each}`)]) });
  const seats = field({ label: t("console.contest.seats"), value: value?.seats ?? 1, ...whole(1, 1000) });
  const least = field({ label: t("console.contest.min"), value: value?.min ?? 1, ...whole(1, 1000) });
  const most = field({ label: t("console.contest.max"), value: value?.max ?? "", hint: t("console.contest.max-hint"), ...whole(1, 1000) });
  const maxScore = field({ label: t("console.contest.max-score"), value: value?.maxScore ?? 5, ...whole(1, 100) });
  const maxRanks = field({ label: t("console.contest.max-ranks"), value: value?.maxRanks ?? "", hint: t("console.contest.max-ranks-hint"), ...whole(1, 1000) });
  const named = (value?.candidates ?? []).filter((each) => !each.writeIn);
  const given = new Map(named.map((each) => [each.name ?? each.id, each.id]));
  const candidates = field({ label: t("console.contest.candidates"), hint: t("console.contest.candidates-hint"), lines: 5, value: named.map((each) => each.name ?? each.id).join("\n"), required: true });
  const writeIn = tick({ label: t("console.contest.write-in"), checked: Boolean(value?.candidates?.some((each) => each.writeIn)) });
  const rules = Object.fromEntries(Object.entries(CHOICES).map(([rule, choices]) => [rule, field({
    label: t(`console.rule.${rule}`), value: value?.rules?.[rule] ?? choices[0], options: choices.map((choice) => [choice, t(`console.rule.${rule}.${choice}`)]),
  })]));
  const words = h("div", {});
  const id = value?.id;
  const fine = h("details", { class: "more" }, h("summary", {}, t("console.contest.rules")), h("div", { class: "stack" }, Object.values(rules).map((each) => each.element)));
  const number = (input) => (input.value.trim() === "" ? undefined : Number(input.value));

  function made(at, taken) {
    const kind = method.input.value;
    const ids = new Set();
    const list = candidates.input.value.split("\n").map((line) => line.trim()).filter(Boolean)
      .map((text, index) => ({ id: given.has(text) && !ids.has(given.get(text)) ? (ids.add(given.get(text)), given.get(text)) : slug(text, `c${index + 1}`, ids), name: text }));
    if (writeIn.input.checked && ["irv", "stv", "plurality"].includes(kind)) list.push({ id: slug("write-in", "write-in", ids), name: t("console.contest.write-in-name"), writeIn: true });
    const contest = { id: id ?? slug(title.input.value, `q${at + 1}`, taken), title: title.input.value.trim(), method: kind, candidates: list };
    contest.seats = kind === "irv" ? 1 : number(seats.input) ?? 1;
    if (kind === "plurality") Object.assign(contest, { min: number(least.input) ?? 1, max: number(most.input) ?? contest.seats });
    if (kind === "score") contest.maxScore = number(maxScore.input) ?? 5;
    if (["irv", "stv", "schulze"].includes(kind)) contest.maxRanks = number(maxRanks.input) ?? Math.max(1, list.length);
    contest.rules = Object.fromEntries(READS[kind].map((rule) => [rule, rules[rule].input.value]));
    return contest;
  }

  function show() {
    const kind = method.input.value;
    seats.element.hidden = kind === "irv";
    least.element.hidden = most.element.hidden = kind !== "plurality";
    maxScore.element.hidden = kind !== "score";
    maxRanks.element.hidden = !["irv", "stv", "schulze"].includes(kind);
    writeIn.element.hidden = !["irv", "stv", "plurality"].includes(kind);
    for (const [rule, each] of Object.entries(rules)) each.element.hidden = !READS[kind].includes(rule) || (rule === "writeIns" && !writeIn.input.checked);
    const candidatesShown = writeIn.input.checked ? [{ writeIn: true }] : [];
    fill(words, reading({ method: kind, candidates: candidatesShown, rules: Object.fromEntries(READS[kind].map((rule) => [rule, rules[rule].input.value])) }));
  }
  /** The control for a member of the contest: `seats`, `candidates[2].name`, `rules.tieBreak`. */
  function locate(path) {
    const [, member, at] = /^(\w+)(?:\[(\d+)\])?/.exec(path) ?? [];
    const controls = { title, id: title, method, seats, min: least, max: most, maxScore, maxRanks, candidates, rules: rules[path.split(".")[1]] };
    const input = controls[member]?.input;
    return input && at !== undefined ? { input, line: Number(at) + 1 } : input;
  }
  const element = h("div", { class: "stack" }, title.element, method.element, h("div", { class: "form-grid" }, seats.element, least.element, most.element, maxScore.element, maxRanks.element),
    candidates.element, writeIn.element, h("div", { class: "notice" }, words), fine);
  element.addEventListener("input", () => { show(); onChange(); });
  show();
  return { element, locate, value: (at) => made(at) };
}

/** The whole form. `onChange()` after each change; answers `{element, build(), load(definition)}`. */
export function electionForm(onChange) {
  const title = field({ label: t("console.title-of"), maxlength: 200, required: true });
  const opens = field({ label: t("console.opens-at"), hint: t("console.opens-hint"), type: "datetime-local" });
  const closes = field({ label: t("console.closes-at"), hint: t("console.closes-hint"), type: "datetime-local" });
  const results = field({ label: t("console.results"), value: "sealed", options: [["sealed", t("console.results.sealed")], ["live", t("console.results.live")]] });
  const regions = tick({ label: t("console.turnout-by-region"), hint: t("console.turnout-by-region-hint") });
  const contests = partList({ add: t("console.contest.add"), label: (n) => t("console.contest.number", { number: n }), onChange, make: (value) => contestPart(value, onChange) });
  const basics = h("div", { class: "card stack" }, h("h2", { id: newId() }, t("console.basics")), title.element, h("div", { class: "form-grid" }, opens.element, closes.element), results.element, regions.element);
  basics.addEventListener("input", onChange);
  contests.set([undefined]);
  return {
    element: h("div", { class: "stack-l" }, basics, h("div", { class: "card stack" }, h("h2", {}, t("console.contests")), contests.element)),
    title: () => title.input.value.trim(),
    /** The control for a member of the definition, such as `contests[1].seats`. */
    locate(path) {
      const [, at, rest] = /^contests\[(\d+)\]\.(.+)$/.exec(path) ?? [];
      return at === undefined ? { title, opensAt: opens, closesAt: closes, results }[path]?.input : contests.part(Number(at))?.locate(rest);
    },
    build() {
      const taken = new Set();
      const list = [];
      // Each contest's id has to differ from the ones before it.
      list.push(...contests.values());
      for (const contest of list) { contest.id = taken.has(contest.id) ? slug(contest.id, contest.id, taken) : (taken.add(contest.id), contest.id); }
      return { title: title.input.value.trim(), ballots: "pseudonymous", results: results.input.value, opensAt: utcTime(opens.input.value), closesAt: utcTime(closes.input.value), ...(regions.input.checked ? { turnoutByRegion: true } : {}), contests: list };
    },
    load(definition) {
      if (typeof definition?.title !== "string" || !Array.isArray(definition.contests)) throw new Error("title, contests");
      title.input.value = definition.title;
      opens.input.value = localTime(definition.opensAt);
      closes.input.value = localTime(definition.closesAt);
      results.input.value = definition.results ?? "sealed";
      regions.input.checked = definition.turnoutByRegion === true;
      contests.set(definition.contests);
      onChange();
    },
  };
}

/** A definition as people read it before they sign it. */
export function summary(definition) {
  return h("div", { class: "stack" }, definition.contests.map((contest) => h("section", { class: "stack-s" }, h("h3", {}, name(contest.title ?? contest.id)),
    h("p", { class: "small soft" }, t(`common.method.${contest.method}`), " · ", t("console.seats-of", { count: contest.seats ?? 1 }), " · ", t("console.candidates-of", { count: contest.candidates.length })),
    reading(contest))));
}
