// What a check found, in words: the findings of a ticket's check and of a draw that was made again.

import { formatNumber, h, has, t } from "../page.js";

function sentence(area, { step, status, code, values: found }) {
  // A round of the beacon is a name, not an amount: no digits grouped.
  const values = found?.round === undefined ? found : { ...found, round: String(found.round) };
  const keys = status === "ok"
    ? [...(found?.isRecorded ? [`raffle.${area}.ok.${step}-recorded`] : []), `raffle.${area}.ok.${step}`]
    : status === "skipped" ? [`raffle.skipped.${code}`] : [`raffle.failed.${code}`];
  const key = keys.find((each) => has(each));
  return key ? t(key, values) : t(`raffle.${status === "ok" ? "ok" : status}.other`, { step, code });
}

/** The findings as a list. `area` is "ticket" or "recompute". */
export function stepList(area, steps) {
  return h("ul", { class: "checks" }, steps.map((step) => h("li", {
    "data-ok": step.status === "skipped" ? undefined : String(step.status === "ok"), class: step.status === "skipped" ? "soft" : undefined,
  }, h("span", {}, sentence(area, step)),
    step.status === "failed" && step.values?.detail && h("span", { class: "mono tiny" }, String(step.values.detail).slice(0, 300)))));
}

/** The verdict in one sentence; loud, and at once, when something does not agree. */
export function verdict(kind, title, ...more) {
  return h("div", { class: `notice ${kind}`, role: kind === "bad" ? "alert" : "status" },
    h("p", { class: "strong" }, title), h("div", { class: "stack-s" }, more));
}

/** `12,345 of 20,000` for a progress bar's text. */
export const ofTotal = (done, total) => t("raffle.of", { done: formatNumber(done), total: formatNumber(total) });
