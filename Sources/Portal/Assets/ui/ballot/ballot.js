// A ballot as a form: one field for each contest, of the kind that its method asks for. Also the console's preview.

import { h, name, t } from "../page.js";
import { chooseField } from "./choose.js";
import { describe, marksList, nameOf, titleOf } from "./marks.js";
import { rankField } from "./rank.js";
import { scoreField } from "./score.js";

export { describe, marksList, nameOf, titleOf };

const FIELDS = { plurality: chooseField, approval: chooseField, score: scoreField, irv: rankField, stv: rankField, schulze: rankField };

/** What is asked of the voter in this contest, in a sentence. */
export function instruction(contest) {
  switch (contest.method) {
    case "plurality": {
      const max = contest.max ?? contest.seats ?? 1;
      const min = contest.min ?? 1;
      if (max === 1) return t("common.ballot.choose-one");
      if (min === max) return t("common.ballot.choose-exactly", { count: max });
      return min > 1 ? t("common.ballot.choose-range", { min, count: max }) : t("common.ballot.choose-up-to", { count: max });
    }
    case "approval": return t("common.ballot.approve");
    case "score": return t("common.ballot.score", { max: contest.maxScore ?? 5 });
    default: {
      const most = Math.min(contest.maxRanks ?? contest.candidates.length, contest.candidates.length);
      return most < contest.candidates.length ? t("common.ballot.rank-up-to", { count: most }) : t("common.ballot.rank");
    }
  }
}

/**
 * The form of a definition.
 *
 * `selections`: marks to begin with, as the server takes them. `onChange()` is called after each change.
 * Returns `{element, fields, selections(), problems()}`; `problems()` are `{index, text, element}` that have to be mended before casting.
 */
export function ballotForm(definition, { selections = {}, onChange = () => {} } = {}) {
  const fields = definition.contests.map((contest, index) => {
    const field = FIELDS[contest.method](contest, { value: selections[contest.id], onChange: changed, index });
    const error = h("p", { class: "error", id: `contest-${index}-error`, role: "alert", hidden: true });
    const legendId = `contest-${index}-title`;
    const element = h("section", { class: "card contest", id: `contest-${index}`, "aria-labelledby": legendId, tabindex: "-1" },
      h("header", { class: "contest-head" },
        definition.contests.length > 1 && h("p", { class: "eyebrow" }, t("common.ballot.contest-of", { number: index + 1, total: definition.contests.length })),
        h("h2", { id: legendId }, name(titleOf(contest))),
        h("p", { class: "soft", id: `contest-${index}-how` }, instruction(contest))),
      field.element, error);
    return { ...field, contest, index, element, error };
  });

  function changed() {
    for (const field of fields) if (!field.error.hidden && !field.problem()) field.error.hidden = true;
    onChange();
  }

  return {
    element: h("div", { class: "stack-l" }, fields.map((field) => field.element)),
    fields,
    selections: () => Object.fromEntries(fields.filter((field) => !field.isBlank()).map((field) => [field.contest.id, field.value()])),
    problems() {
      return fields.flatMap((field) => {
        const text = field.problem();
        field.error.hidden = !text;
        field.error.textContent = text ?? "";
        return text ? [{ index: field.index, text, element: field.element }] : [];
      });
    },
  };
}
