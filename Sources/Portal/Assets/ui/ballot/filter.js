// Finding a name among many.

import { h, t } from "../page.js";

/** So many names are found by eye. */
const FEW = 20;

const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

/**
 * A field that hides all of `items` (`[{label, row}]`) but the ones it names; null when there are few.
 * Hides nothing by itself when `items` change: call `apply` then.
 */
export function nameFilter(id, items) {
  if (items().length <= FEW) return null;
  const input = h("input", { id, type: "search", class: "input", autocomplete: "off", spellcheck: "false", "aria-label": t("common.ballot.find"), placeholder: t("common.ballot.find") });
  const apply = () => {
    const words = fold(input.value).split(/\s+/).filter(Boolean);
    for (const { label, row } of items()) row.hidden = !words.every((word) => fold(label).includes(word));
  };
  input.addEventListener("input", apply);
  // Enter would send a form; here it has nothing to send.
  input.addEventListener("keydown", (event) => { if (event.key === "Enter") event.preventDefault(); });
  return { element: input, apply, clear() { input.value = ""; apply(); } };
}
