// The end of the way: the ballot is recorded, the receipt is checked and can be kept.

import { announce } from "../announce.js";
import { confirm } from "../dialog.js";
import { notice } from "../form.js";
import { fill, formatNumber, formatTime, h, setText, t } from "../page.js";
import { castAt, check, checkList, keepReceipt, knownKey, verdict } from "../receipt.js";
import { focusStage, heading, show } from "./stage.js";
import { way } from "./way.js";

export function showReceipt(receipt, text, sent) {
  const checks = h("div", { class: "stack", "aria-live": "polite" }, h("p", { class: "soft" }, t("vote.receipt.checking")));
  let isKept = false;
  const number = h("b", {}, formatNumber(receipt.index));
  const time = h("p", { class: "soft small" });
  show("receipt",
    h("div", { class: "confirmed card stack" },
      h("div", { class: "confirmed-mark", "aria-hidden": "true" }),
      heading(t("vote.receipt.title")),
      h("p", { class: "lead" }, t("vote.receipt.text")),
      h("p", {}, t("vote.receipt.entry"), " ", number), time),
    h("section", { class: "card stack", "aria-labelledby": "checks-title" }, h("h3", { id: "checks-title" }, t("vote.receipt.checks")), checks),
    h("section", { class: "card stack", "aria-labelledby": "keep-title" }, h("h3", { id: "keep-title" }, t("vote.receipt.keep")), h("p", {}, t("vote.receipt.keep-text")),
      notice("warn", t("vote.receipt.secret")), keepReceipt(text, way.election.id, { onKept: () => { isKept = true; } })),
    h("div", { class: "row" },
      h("button", { type: "button", class: "btn primary", onclick: async () => {
        if (!isKept && !(await confirm({ title: t("vote.finish.sure"), text: t("vote.finish.text"), confirm: t("vote.finish") }))) return;
        way.vault.clear();
        location.replace(`/e/${encodeURIComponent(way.election.id)}`);
      } }, t("vote.finish")),
      h("a", { class: "btn", href: `/e/${encodeURIComponent(way.election.id)}/results` }, t("vote.receipt.results"))));
  focusStage();
  announce(t("vote.receipt.title"));
  const isOtherKey = knownKey(way.election.log) === "changed";
  check(text, { election: way.election.id, log: way.election.log, sent }).then((result) => {
    if (castAt(result)) setText(time, t("vote.receipt.at", { time: formatTime(castAt(result)) }));
    fill(checks, isOtherKey && notice("bad", t("common.receipt.key-changed"), h("p", {}, t("common.receipt.key-changed-more"))), verdict(result), checkList(result));
  }, () => fill(checks, notice("warn", t("vote.receipt.check-failed"))));
}
