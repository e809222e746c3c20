// A score for each candidate: a row of numbers to press while they fit, a slider with a number beyond.

import { formatNumber, h, name, setText, t } from "../page.js";

/** Highest score that is shown as a row of numbers. */
const ROW_MAX = 10;

export function scoreField(contest, { value = {}, onChange, index }) {
  const most = contest.maxScore ?? 5;
  const scores = new Map(Object.entries(value));
  const fields = contest.candidates.map((candidate, position) => {
    const id = `c${index}-${position}`;
    const label = name(candidate.name ?? candidate.id);
    const set = (score) => { scores.set(candidate.id, score); onChange(); };
    return most <= ROW_MAX ? row(candidate, id, label, set) : slider(candidate, id, label, set);
  });

  function row(candidate, id, label, set) {
    const cells = Array.from({ length: most + 1 }, (_, score) => {
      const control = h("input", { type: "radio", name: id, id: `${id}-${score}`, checked: scores.get(candidate.id) === score });
      control.addEventListener("change", () => set(score));
      return h("span", { class: "score-cell" }, control, h("label", { for: `${id}-${score}` }, formatNumber(score)));
    });
    return h("fieldset", { class: "score-line" }, h("legend", { class: "option-name" }, label), h("div", { class: "score-cells" }, cells));
  }

  function slider(candidate, id, label, set) {
    const start = scores.get(candidate.id);
    const range = h("input", { type: "range", min: "0", max: String(most), step: "1", id, "aria-labelledby": `${id}-name`, value: String(start ?? 0) });
    const number = h("input", { type: "number", class: "input", min: "0", max: String(most), step: "1", inputmode: "numeric", "aria-labelledby": `${id}-name`, value: start ?? "" });
    const output = h("span", { class: "visually-hidden" });
    range.addEventListener("input", () => { number.value = range.value; set(Number(range.value)); });
    number.addEventListener("input", () => {
      const score = Math.min(most, Math.max(0, Math.round(Number(number.value) || 0)));
      range.value = String(score);
      setText(output, formatNumber(score));
      set(score);
    });
    number.addEventListener("change", () => { number.value = range.value; });
    return h("div", { class: "score-line" }, h("p", { class: "option-name", id: `${id}-name` }, label), h("div", { class: "score-slider" }, range, number), output);
  }

  return {
    element: h("div", { class: "scores" },
      most <= ROW_MAX && h("p", { class: "score-scale tiny soft", "aria-hidden": "true" }, h("span", {}, t("common.ballot.worst")), h("span", {}, t("common.ballot.best"))), fields),
    // A zero and no score are the same; only scores above it are sent.
    value: () => Object.fromEntries([...scores].filter(([, score]) => score > 0)),
    isBlank: () => ![...scores.values()].some((score) => score > 0),
    problem: () => undefined,
  };
}
