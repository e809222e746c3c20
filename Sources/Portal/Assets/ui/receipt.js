// A receipt: checked here, shown in words, and given to the voter to keep.

import { announce } from "./announce.js";
import { marksList, titleOf } from "./ballot/marks.js";
import { fill, h, has, name, saveFile, t } from "./page.js";
import { MOST_BYTES, qrCode } from "./qr.js";
import { ballotOf, checkReceipt, selectionsOf } from "../lib/receipt.js";
import { Ledger } from "../lib/ledger.js";
import { parseVerifierKey } from "../lib/note.js";

/**
 * Checks a receipt (text) against the log's key, and against the ledger as it is now.
 *
 * `sent`: the selections that this page sent, when it did. As `checkReceipt` of the library answers.
 */
export async function check(text, { election, log, sent }) {
  let ledger;
  try {
    const key = parseVerifierKey(log.verifierKey);
    ledger = new Ledger({ base: `/v1/elections/${encodeURIComponent(election)}/log`, key, origin: log.origin, signal: AbortSignal.timeout(15_000) });
  } catch { /* a bad key is found by the check itself */ }
  return checkReceipt(text, { key: log.verifierKey, origin: log.origin, election, selections: sent, ledger });
}

/**
 * Compares the key of a ledger with the one that this browser saw first: "new", "same" or "changed". Keys are public; what is kept tells no
 * more than which elections were looked at here.
 */
export function knownKey(log, { remember = true } = {}) {
  try {
    const name = `urna.key.${log.origin}`;
    const known = localStorage.getItem(name);
    if (known === null && remember) localStorage.setItem(name, log.verifierKey);
    return known === null ? "new" : known === log.verifierKey ? "same" : "changed";
  } catch {
    return "new";
  }
}

/** The findings as a list, each in words. */
export function checkList(result) {
  const lines = result.steps.flatMap(({ step, status, code, values }) => {
    if (status === "skipped" && !has(`common.receipt.skipped.${code}`)) return [];
    const key = status === "ok" ? `common.receipt.ok.${step}` : status === "skipped" ? `common.receipt.skipped.${code}` : `common.receipt.failed.${code}`;
    const text = has(key) ? t(key, values) : t("common.receipt.failed.other", { step, code });
    return [h("li", { "data-ok": status === "skipped" ? undefined : String(status === "ok") }, h("span", {}, text))];
  });
  return h("ul", { class: "checks" }, lines);
}

/** The verdict in one sentence, and loud when it is bad. */
export function verdict(result) {
  const kind = result.ok ? "good" : "bad";
  return h("div", { class: `notice ${kind}`, role: result.ok ? "status" : "alert" },
    h("p", { class: "strong" }, t(result.ok ? "common.receipt.good" : "common.receipt.bad")),
    h("p", {}, t(result.ok ? "common.receipt.good-more" : "common.receipt.bad-more")));
}

/** What the receipt says was voted, contest by contest; null when it does not show it. */
export function shownMarks(result, definition) {
  const selections = result.receipt && selectionsOf(result.receipt);
  if (!selections || !definition) return null;
  return h("dl", { class: "shown-marks stack" }, definition.contests.map((contest) =>
    h("div", {}, h("dt", { class: "strong" }, name(titleOf(contest))), h("dd", {}, marksList(contest, selections[contest.id])))));
}

/** When it was cast, to the minute, as the entry has it. */
export const castAt = (result) => (result.receipt ? ballotOf(result.receipt.entry)?.castAt : undefined);

/** The region that the entry tells; undefined when it tells none. */
export const regionIn = (result) => (result.receipt ? ballotOf(result.receipt.entry)?.region : undefined);

/** Controls to keep a receipt: as a file, as a QR code, as text. */
export function keepReceipt(text, election, { onKept = () => {} } = {}) {
  const place = h("div", { class: "stack", "aria-live": "polite" });
  const save = h("button", { type: "button", class: "btn primary", onclick: () => { saveFile(`urna-receipt-${election}.json`, text); onKept("file"); announce(t("common.receipt.saved")); } },
    t("common.receipt.save"));
  const show = h("button", { type: "button", class: "btn", "aria-expanded": "false" }, t("common.receipt.qr"));
  show.addEventListener("click", async () => {
    if (place.hasChildNodes()) {
      fill(place);
      show.setAttribute("aria-expanded", "false");
      return;
    }
    try {
      if (new TextEncoder().encode(text).length > MOST_BYTES) throw new RangeError();
      const code = await qrCode(text, t("common.receipt.qr-label"));
      fill(place, h("div", { class: "qr" }, code), h("p", { class: "small soft" }, t("common.receipt.qr-how")));
      onKept("qr");
    } catch (problem) {
      fill(place, h("p", { class: "small" }, t(problem instanceof RangeError ? "common.receipt.qr-long" : "common.receipt.qr-failed")));
    }
    show.setAttribute("aria-expanded", "true");
  });
  const copy = h("button", { type: "button", class: "btn", onclick: async () => {
    try {
      await navigator.clipboard.writeText(text);
      copy.textContent = t("common.copied");
      announce(t("common.copied"));
      onKept("copy");
      setTimeout(() => { copy.textContent = t("common.receipt.copy"); }, 2500);
    } catch {
      fill(place, h("div", { class: "field" }, h("label", { for: "receipt-text" }, t("common.receipt.copy-by-hand")), h("textarea", { id: "receipt-text", readonly: true, class: "mono", value: text })));
    }
  } }, t("common.receipt.copy"));
  return h("div", { class: "stack" }, h("div", { class: "row" }, save, show, copy), place);
}
