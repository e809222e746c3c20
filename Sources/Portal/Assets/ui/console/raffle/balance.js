// The balance: what each unit was given, sold and handed in; reconciled, then acknowledged, before anything is drawn.

import { api } from "../../api.js";
import { notice } from "../../form.js";
import { formatMoney } from "../../money.js";
import { fill, formatNumber, formatTime, h, t } from "../../page.js";
import { action, field, may, panel, said, table } from "../kit.js";
import { accounts, waitedFor } from "./accounts.js";
import { exceptionsPanel } from "./exceptions.js";
import { given, mono, tag } from "./parts.js";

/** Between two looks while the tab is open, in ms: what a unit tells is in no entry of the ledger. */
const EVERY = 5000;
const TONES = { leased: "", ended: "", closed: "info", corrupt: "bad", recovered: "warn", incomplete: "bad" };

export function balanceTab(raffle) {
  const place = said();
  const sheet = h("div", { class: "stack" });
  const next = h("div", { class: "stack" });
  const missing = h("div", {});
  const { currency } = raffle.now.definition;
  const money = (minor) => formatMoney(minor, currency);
  let shown = "";
  let sheetShown = "";

  async function look() {
    let found;
    try {
      found = await accounts(raffle);
    } catch (problem) {
      sheetShown = "";
      fill(sheet, h("p", { class: "soft" }, t(problem.status === 403 ? "console.marks-forbidden" : "console.marks-failed")));
      return;
    }
    const now = JSON.stringify([found.units, raffle.now.state]);
    if (now === sheetShown) return;
    sheetShown = now;
    fill(sheet, table(t("console.balance"), heads, [...found.units.map((unit) => row(unit)), ...(found.units.length > 0 ? [total(found)] : [])], { empty: t("console.none.balance") }));
    const left = waitedFor(found.units);
    fill(missing, raffle.now.state === "closed" && found.units.length > 0 && (left.length === 0 ? notice("good", t("console-raffle.wait.none"))
      : notice("warn", t("console-raffle.wait.units", { count: left.length }), h("ul", { class: "waited" }, left.map((unit) => h("li", {}, mono(unit.rsu), " ", h("span", { class: "soft" }, why(unit))))), h("p", { class: "small" }, t("console-raffle.wait.how")))));
  }

  /** Why a unit is still waited for, in words for whoever goes to look for it. */
  function why(unit) {
    const away = unit.online === false && (unit.lastSeenAt ? t("console-raffle.wait.offline", { time: formatTime(unit.lastSeenAt, { timeStyle: "short" }) }) : t("console-raffle.wait.unseen"));
    const told = [away, unit.buffer?.waiting > 0 && t("console-raffle.wait.buffer", { count: unit.buffer.waiting }), unit.missing > 0 && t("console-raffle.wait.holes", { count: unit.missing })].filter(Boolean);
    return told.length > 0 ? told.join(" · ") : t("console-raffle.wait.close-it", { operator: unit.operator ?? "–" });
  }

  const num = (key) => ({ text: t(key), num: true });
  const heads = [t("console.unit"), t("console.unit.state"), t("console-raffle.in"), t("console.unit.operator"), num("console.balance.allocated"), num("console.balance.sold"), num("console.balance.void"), num("console.balance.in-play"), num("console.balance.unsold"), num("console.balance.gross"), num("console.balance.refunds"), num("console.balance.net")];
  const cells = (unit) => [unit.leased, unit.sold, unit.voided, unit.sold - unit.voided, unit.unsold].map(formatNumber).concat([unit.gross, unit.refunds, unit.gross - unit.refunds].map(money));
  const row = (unit) => [mono(unit.rsu), tag(TONES[unit.account] ?? "", t(`console.account.${unit.account}`)),
    unit.uploaded ? t("common.yes") : t("console-raffle.in-sofar", { count: unit.received }), h("bdi", {}, unit.operator ?? "–"), ...cells(unit)];

  function total({ units }) {
    const sum = (key) => units.reduce((all, unit) => all + (unit[key] ?? 0), 0);
    return [h("strong", {}, t("console.balance.all")), "", "", "", ...cells({ leased: sum("leased"), sold: sum("sold"), voided: sum("voided"), unsold: sum("unsold"), gross: sum("gross"), refunds: sum("refunds") }).map((text) => h("strong", {}, text))];
  }

  async function take(verb, body, words) {
    try {
      await api("POST", `${raffle.path}/${verb}`, body, { timeout: 120_000 });
    } finally {
      await Promise.all([raffle.look().catch(() => {}), look()]);
    }
    return t(words);
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
        h("div", { class: "row" }, action(t("console.reconcile"), { kind: "primary large", place, work: () => take("reconcile", given("override", why), "console.reconciled") }))],
      state === "closed" && !may("reconcile") && h("p", { class: "soft" }, t("console-raffle.by-manager")),
      state === "reconciled" && may("acknowledge") && [notice("good", t("console.reconciled")), h("p", {}, t("console.acknowledge-text")), note.element,
        h("div", { class: "row" }, action(t("console.acknowledge"), { kind: "danger large", place, ask: { title: t("console.acknowledge-ask"), text: t("console.acknowledge-warn"), confirm: t("console.acknowledge"), danger: true, typed: raffle.id }, work: () => take("acknowledge", given("note", note), "console.acknowledged") }))],
      state === "reconciled" && !may("acknowledge") && h("p", { class: "soft" }, t("console-raffle.by-manager")),
      ["acknowledged", "drawing", "settled"].includes(state) && notice("good", t("console.acknowledged")));
  }

  look();
  show();
  raffle.onChange(() => { show(); if (isOpen()) look(); });
  setInterval(() => { if (!document.hidden && isOpen()) look(); }, EVERY);
  const element = h("div", { class: "stack-l" }, panel(t("console.balance"), missing, next, place.element, h("p", { class: "small soft" }, t("console.balance.text")), sheet), exceptionsPanel(raffle, look));
  const isOpen = () => element.isConnected && !element.closest("[hidden]");
  element.addEventListener("shown", look);
  return element;
}
