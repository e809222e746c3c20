// The balance: what each unit was given, sold and handed in; reconciled, then acknowledged, before anything is drawn.

import { api } from "../../api.js";
import { notice } from "../../form.js";
import { formatMoney, parseMoney } from "../../money.js";
import { fill, formatNumber, h, t } from "../../page.js";
import { action, field, formOf, may, panel, said, table } from "../kit.js";

export function balanceTab(raffle) {
  const place = said();
  const sheet = h("div", {});
  const next = h("div", { class: "stack" });
  const { currency } = raffle.now.definition;
  const money = (minor) => formatMoney(minor, currency);
  let shown = "";

  async function look() {
    try {
      const report = await api("GET", `${raffle.path}/reports/sales-by-rsu?format=json`);
      const cells = (row) => [formatNumber(row.allocated), formatNumber(row.numbersSold), formatNumber(row.numbersVoided), formatNumber(row.numbersInPlay), formatNumber(row.unsold), money(row.gross), money(row.refunds), money(row.net)];
      const num = (key) => ({ text: t(key), num: true });
      fill(sheet, table(t("console.balance"), [t("console.unit"), t("console.unit.state"), t("console.unit.operator"), num("console.balance.allocated"), num("console.balance.sold"), num("console.balance.void"), num("console.balance.in-play"), num("console.balance.unsold"), num("console.balance.gross"), num("console.balance.refunds"), num("console.balance.net")],
        [...report.rows.map((row) => [h("span", { class: "mono" }, row.rsu), h("span", { class: `tag ${["corrupt", "recovered"].includes(row.status) ? "warn" : row.status === "closed" ? "info" : ""}` }, t(`console.account.${row.status}`)), h("bdi", {}, row.operators), ...cells(row)]),
          ...(report.rows.length > 0 ? [[h("strong", {}, t("console.balance.all")), "", "", ...cells(report.control.totals)]] : [])], { empty: t("console.none.balance") }));
    } catch (problem) {
      fill(sheet, h("p", { class: "soft" }, problem.status === 403 ? t("console.marks-forbidden") : t("console.marks-failed")));
    }
  }

  function show() {
    const { state } = raffle.now;
    if (shown === state) return;
    shown = state;
    const why = field({ label: t("console.override"), hint: t("console.override-hint"), maxlength: 200 });
    const note = field({ label: t("console.acknowledge-note"), hint: t("console.acknowledge-hint"), maxlength: 200 });
    fill(next,
      ["draft", "active", "suspended"].includes(state) && h("p", { class: "soft" }, t("console.balance.too-early")),
      state === "closed" && may("reconcile") && [h("p", {}, t("console.reconcile-text")), h("details", { class: "more" }, h("summary", {}, t("console.override")), why.element),
        h("div", { class: "row" }, action(t("console.reconcile"), { kind: "primary large", place, async work() {
          await api("POST", `${raffle.path}/reconcile`, why.input.value.trim() ? { override: why.input.value.trim() } : {}, { timeout: 120_000 });
          await Promise.all([raffle.look(), look()]);
          return t("console.reconciled");
        } }))],
      state === "reconciled" && may("acknowledge") && [notice("good", t("console.reconciled")), h("p", {}, t("console.acknowledge-text")), note.element,
        h("div", { class: "row" }, action(t("console.acknowledge"), { kind: "danger large", place, ask: { title: t("console.acknowledge-ask"), text: t("console.acknowledge-warn"), confirm: t("console.acknowledge"), danger: true, typed: raffle.id }, async work() {
          await api("POST", `${raffle.path}/acknowledge`, note.input.value.trim() ? { note: note.input.value.trim() } : {});
          await raffle.look();
          return t("console.acknowledged");
        } }))],
      ["acknowledged", "drawing", "settled"].includes(state) && notice("good", t("console.acknowledged")));
  }

  const unit = field({ label: t("console.unit.id"), class: "mono", dir: "ltr", required: true });
  const collected = field({ label: t("console.corrupt.collected"), inputmode: "decimal", dir: "ltr", required: true });
  const reason = field({ label: t("console.reason"), maxlength: 200, required: true });
  const corrupt = formOf({ children: [unit.element, h("div", { class: "form-grid" }, collected.element), reason.element], submit: t("console.corrupt.go"), kind: "danger", place,
    ask: () => ({ title: t("console.corrupt.ask", { unit: unit.input.value.trim() }), text: t("console.corrupt.text"), danger: true, typed: unit.input.value.trim() }),
    async work() {
      const sum = parseMoney(collected.input.value, currency);
      if (sum === null) throw new Error(t("console.not-money"));
      await api("POST", `${raffle.path}/rsus/${encodeURIComponent(unit.input.value.trim())}/corrupt`, { collected: sum, reason: reason.input.value.trim() });
      await look();
      return t("console.corrupt.done", { unit: unit.input.value.trim() });
    } });
  const which = field({ label: t("console.unit.id"), class: "mono", dir: "ltr", required: true });
  const file = h("input", { type: "file", id: "recovery-file", class: "input" });
  const recover = formOf({ children: [which.element, h("div", { class: "field" }, h("label", { for: "recovery-file" }, t("console.recover.file")), file)], submit: t("console.recover.go"), place, async work() {
    if (!file.files[0]) throw new Error(t("console.recover.file"));
    const account = await api("POST", `${raffle.path}/rsus/${encodeURIComponent(which.input.value.trim())}/recover`, file.files[0], { timeout: 300_000, headers: { "Content-Type": "application/octet-stream" } });
    await look();
    return t("console.recover.done", { unit: account.rsu, count: account.sales });
  } });
  const lessee = field({ label: t("console.unit.id"), class: "mono", dir: "ltr", required: true });
  const count = field({ label: t("console.lease.count"), type: "number", min: 1, value: 200, required: true });
  const lease = formOf({ children: [h("div", { class: "form-grid" }, lessee.element, count.element)], submit: t("console.lease.go"), place, async work() {
    const made = await api("POST", `${raffle.path}/leases`, { rsu: lessee.input.value.trim(), count: Number(count.input.value) });
    await look();
    return t("console.lease.done", { unit: made.rsu, count: made.numbers.length });
  } });
  look();
  show();
  raffle.onChange(() => { show(); if (!element.closest("[hidden]")) look(); });
  const more = (key, element) => h("details", { class: "more" }, h("summary", {}, t(key)), element);
  const element = h("div", { class: "stack-l" }, panel(t("console.balance"), h("p", { class: "small soft" }, t("console.balance.text")), sheet, next, place.element),
    (may("operate-raffle") || may("alter-records")) && panel(t("console.exceptions"), more("console.lease", lease), more("console.corrupt", corrupt), more("console.recover", recover)));
  element.addEventListener("shown", look);
  return element;
}
