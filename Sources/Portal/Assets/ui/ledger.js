// A ledger read in the browser: every entry is shown only after it was found in the signed tree.

import { fill, formatTime, h, has, t } from "./page.js";
import { equal, hex, textOf } from "../lib/bytes.js";
import { toBase64 } from "../lib/base64.js";

/** What went wrong, in words. */
export const refusalText = (problem) => {
  const key = `ledger.failed.${problem?.code}`;
  return has(key) ? t(key) : t("ledger.failed.other", { code: String(problem?.code ?? problem?.message ?? problem) });
};

/** Whether the refusal says something about the ledger, and not about the network. */
export const isGrave = (problem) => Boolean(problem?.code) && !["unreachable", "missing"].includes(problem.code);

/** A verdict: loud when it is bad. */
export const verdict = (kind, title, ...more) => h("div", { class: `notice ${kind}`, role: kind === "bad" ? "alert" : "status" }, h("p", { class: "strong" }, title), h("div", { class: "stack-s" }, more));

/** A hash as people compare it. */
export const hashText = (bytes) => toBase64(bytes);

function parse(bytes) {
  try {
    return JSON.parse(textOf(bytes));
  } catch {
    return null;
  }
}

/** Times have names that differ by type; the first that there is. */
const timeOf = (entry) => ["at", "castAt", "soldAt", "time", "createdAt"].map((key) => entry?.[key]).find((value) => typeof value === "string" && /^\d{4}-/.test(value));
/** The members that tell most in one line. */
const TELLING = ["ticket", "prize", "number", "numbers", "rsu", "draw", "state", "voter", "serial", "region", "reason", "user", "by"];

function line(entry) {
  if (!entry) return "";
  return TELLING.filter((key) => entry[key] !== undefined && typeof entry[key] !== "object" || Array.isArray(entry[key]) && key === "numbers").slice(0, 3)
    .map((key) => `${key} ${Array.isArray(entry[key]) ? entry[key].slice(0, 5).join(" ") + (entry[key].length > 5 ? " …" : "") : String(entry[key]).slice(0, 60)}`).join(" · ");
}

/** Where an entry can be found again. */
export const addressOf = (index) => `${location.pathname}?entry=${index}`;

/** One entry: a line, and behind it its JSON, its hash, and whether the signed tree holds it. */
export function entryRow({ index, entry, leaf }, { ledger, checkpoint, open = false, onOpen = () => {} }) {
  const json = parse(entry);
  const inside = h("div", { class: "stack entry-inside" });
  const element = h("details", { class: "entry", id: `entry-${index}` },
    h("summary", {}, h("span", { class: "entry-index num" }, String(index)), h("span", { class: "tag" }, typeof json?.type === "string" ? json.type : t("ledger.binary")), h("bdi", { class: "entry-line small soft" }, line(json)),
      h("span", { class: "entry-time tiny soft" }, timeOf(json) ? formatTime(timeOf(json), { dateStyle: "short", timeStyle: "medium" }) : "")), inside);
  let isFilled = false;
  async function show() {
    if (element.open) onOpen(index);
    if (isFilled || !element.open) return;
    isFilled = true;
    const said = h("p", { class: "small soft", role: "status" }, t("ledger.checking"));
    fill(inside, said, h("pre", { class: "json", tabindex: "0", role: "group", "aria-label": t("ledger.json-of", { index: String(index) }) }, h("code", {}, json ? JSON.stringify(json, null, 2) : hex(entry))),
      h("dl", { class: "facts" }, h("dt", {}, t("ledger.leaf")), h("dd", { class: "mono tiny" }, hashText(leaf)), h("dt", {}, t("ledger.bytes")), h("dd", {}, String(entry.length)),
        h("dt", {}, t("ledger.address")), h("dd", {}, h("a", { class: "mono small", href: addressOf(index) }, `${location.origin}${addressOf(index)}`))));
    try {
      await ledger.verifyEntry(index, entry, checkpoint);
      said.replaceWith(verdict("good", t("ledger.included", { index, size: checkpoint.size })));
    } catch (problem) {
      said.replaceWith(verdict(isGrave(problem) ? "bad" : "warn", isGrave(problem) ? t("ledger.not-included") : t("ledger.not-checked"), h("p", {}, refusalText(problem))));
    }
  }
  element.addEventListener("toggle", show);
  if (open) element.open = true;
  return element;
}

/** Shows that a smaller tree is the beginning of a larger one, and that of the signed one. Both roots are made here from tiles. */
export async function compareSizes(ledger, checkpoint, from, to) {
  const rootOf = async (size) => (size === checkpoint.size ? checkpoint.root : ledger.tree(checkpoint.size).rangeRoot(0, size));
  const older = { size: from, root: await rootOf(from) };
  const newer = { size: to, root: await rootOf(to) };
  await ledger.verifyGrowth(older, newer);
  await ledger.verifyGrowth(newer, checkpoint);
  return { older, newer, isSame: equal(older.root, newer.root) };
}
