// The marks of a ballot in words.

import { h, name, t } from "../page.js";

/** Names are optional in a definition: an id stands for itself. */
export const titleOf = (contest) => contest.title ?? contest.id;
export const nameOf = (candidate) => candidate.name ?? candidate.id;

/** The marks of one contest in words: `[{rank?, name, score?}]`, from what the server takes or the ledger holds. */
export function describe(contest, value) {
  if (value === undefined || value === null) return [];
  const names = new Map(contest.candidates.map((candidate) => [candidate.id, nameOf(candidate)]));
  const one = (mark) => (typeof mark === "object" && mark !== null ? t("common.ballot.written-in", { name: mark.writeIn }) : names.get(mark) ?? String(mark));
  if (contest.method === "score") {
    return contest.candidates.filter((candidate) => value[candidate.id] > 0).map((candidate) => ({ name: nameOf(candidate), score: value[candidate.id] }));
  }
  const isRanked = ["irv", "stv", "schulze"].includes(contest.method);
  return value.flatMap((mark, position) => {
    if (mark === null) return [];
    return (Array.isArray(mark) ? mark : [mark]).map((each) => ({ name: one(each), ...(isRanked ? { rank: position + 1 } : {}) }));
  });
}

/** The marks of one contest as a list to read; a sentence when it is blank. */
export function marksList(contest, value) {
  const marks = describe(contest, value);
  if (marks.length === 0) return h("p", { class: "soft blank-mark" }, t("common.ballot.blank"));
  return h("ul", { class: "marks", role: "list" }, marks.map((mark) =>
    h("li", {},
      mark.rank !== undefined ? h("span", { class: "rank-no" }, h("span", { class: "visually-hidden" }, t("common.ballot.rank-word"), " "), String(mark.rank)) : null,
      mark.rank === undefined && mark.score === undefined ? h("span", { class: "mark-tick", "aria-hidden": "true" }, "✓") : null,
      h("span", { class: "mark-name" }, name(mark.name)),
      mark.score !== undefined ? h("span", { class: "mark-score num" }, t("common.ballot.score-of", { score: mark.score, max: contest.maxScore ?? 5 })) : null)));
}
