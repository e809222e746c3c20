// Names that voters write in.

import { h, t } from "../page.js";

/** Longest write-in that the server takes. */
export const WRITE_IN_MAX = 100;
const FORBIDDEN = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/;

/** Why this cannot be written in, or undefined. */
export function writeInProblem(text) {
  if (text.trim() === "") return t("common.ballot.write-in-empty");
  if ([...text.trim()].length > WRITE_IN_MAX) return t("common.ballot.write-in-long", { count: WRITE_IN_MAX });
  return FORBIDDEN.test(text) ? t("common.ballot.write-in-characters") : undefined;
}

export const writeInInput = (id, label, value = "") =>
  h("input", { id, class: "input", type: "text", maxlength: String(WRITE_IN_MAX * 2), autocomplete: "off", spellcheck: "false", dir: "auto", "aria-label": label, placeholder: label, value });
