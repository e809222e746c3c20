// What the server finds wrong with a form, in the reader's words and at the field that it is about.

import { fieldError, problemText } from "../form.js";
import { has, t } from "../page.js";

/** The server's sentences about members of a request, and the keys of the same in the page's language. */
const SENTENCES = [
  [/^is empty$/, "console.wrong.empty"],
  [/^is longer than (\d+) characters$/, "console.wrong.long", "count"],
  [/^must be an integer from (-?\d+) to (-?\d+)$/, "console.wrong.range", "least", "most"],
  [/^must hold (\d+) to (\d+) items, not (\d+)$/, "console.wrong.items", "least", "most", "number"],
  [/^must be later than opensAt$/, "console.wrong.closes"],
  [/^is already the id of /, "console.wrong.twice"],
  [/^same voter as line (\d+)$/, "console.wrong.voter-twice", "line"],
  [/^the voter's id is missing$/, "console.wrong.voter-missing"],
  [/^the voter's id is longer than (\d+) bytes$/, "console.wrong.voter-long", "count"],
  [/^(\d+) fields where the header has (\d+)$/, "console.wrong.columns", "number", "most"],
];

/** A sentence of the server's in the page's language, where it has words for it; else as it is. */
export function inWords(message) {
  for (const [pattern, key, ...names] of SENTENCES) {
    const found = pattern.exec(message);
    const words = found && t(key, Object.fromEntries(names.map((name, at) => [name, Number(found[at + 1])])));
    if (words && words !== key) return words;
  }
  return message;
}

/** What a refusal means: by its code, or by its kind, or as the server says it. */
export const refusalText = (problem) => (problem.code && has(`console.code.${problem.code}`) ? t(`console.code.${problem.code}`) : problemText(problem));

/**
 * Shows each error at its field.
 *
 * `locate(path)` answers a control, `{input, line}` for a line of one, or nothing. Answers the first control in the order of
 * the page, and the errors that found none.
 */
export function atFields(problem, locate) {
  const errors = problem?.errors ?? (problem?.field ? [{ field: problem.field, message: refusalText(problem) }] : []);
  const said = new Map();
  const left = [];
  for (const error of errors) {
    const found = locate?.(error.field);
    const input = found?.input ?? found;
    if (!input) { left.push(error); continue; }
    const words = inWords(error.message);
    said.set(input, [...(said.get(input) ?? []), found.line ? t("console.wrong.at-line", { line: found.line, what: words }) : words]);
  }
  for (const [input, words] of said) {
    // A fold that is shut would hide what is wrong in it.
    for (let box = input.closest("details"); box; box = box.parentElement.closest("details")) box.open = true;
    fieldError(input, words.slice(0, 5).join(" · "));
  }
  const [first] = [...said.keys()].sort((a, b) => (a.compareDocumentPosition(b) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1));
  return { first, left: problem?.errors ? left : [] };
}
