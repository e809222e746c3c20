// The raffle's units as they sell: who is there, how much they hold, what has not come in yet.

import { formatMoney } from "../../money.js";
import { fill, formatNumber, formatTime, h, setText, t } from "../../page.js";
import { panel } from "../kit.js";
import { accounts } from "./accounts.js";
import { mono, rows, tag } from "./parts.js";

/** Between two looks while the tab is open, in ms. */
const EVERY = 5000;

/** The panel; it hides itself from who may not read reports. */
export function unitsLive(raffle) {
  const list = h("div", {});
  const sum = h("p", { class: "strong" });
  const { currency } = raffle.now.definition;
  let shown = "";

  async function look() {
    let found;
    try {
      found = await accounts(raffle);
    } catch (problem) {
      element.hidden = problem.status === 403;
      return;
    }
    element.hidden = false;
    const now = JSON.stringify([found.units, raffle.now.state]);
    if (now === shown) return;
    shown = now;
    const isIn = found.units.filter((unit) => unit.isIn).length;
    setText(sum, found.units.length === 0 ? "" : [t("console-raffle.units.online", { count: found.online, total: found.total }), !["draft", "active", "suspended"].includes(raffle.now.state) && t("console-raffle.units.in", { count: isIn, total: found.units.length })].filter(Boolean).join(" · "));
    sum.hidden = sum.textContent === "";
    fill(list, rows(t("console-raffle.units"), found.units.map((unit) => item(unit)), { empty: t("console.none.balance") }));
  }

  function item(unit) {
    const fill = unit.buffer ? unit.buffer.waiting / unit.buffer.capacity : 0;
    return {
      tone: unit.account === "corrupt" || unit.account === "incomplete" || fill >= 0.8 ? "warn" : undefined,
      main: [mono(unit.rsu), unit.name && unit.name !== unit.rsu && h("bdi", { class: "soft" }, unit.name), connection(unit), tag(unit.isIn ? "info" : "", t(`console.account.${unit.account}`))],
      facts: [
        [t("console.raffle.tickets"), formatNumber(unit.received)], [t("console.balance.gross"), formatMoney(unit.gross, currency)], [t("console-raffle.units.left"), formatNumber(unit.unsold)],
        [t("console-raffle.units.buffer"), unit.buffer ? buffer(unit.buffer) : "–"],
        [t("console.unit.operator"), h("bdi", {}, unit.operator ?? "–")],
        [t("console.unit.seen"), unit.lastSeenAt ? formatTime(unit.lastSeenAt, { timeStyle: "medium" }) : "–"],
        unit.version && [t("console-raffle.units.version"), mono(unit.version)],
        unit.marked > 0 && [t("console.status.marked"), formatNumber(unit.marked)],
      ],
    };
  }

  const connection = (unit) => (unit.device !== null && !unit.enabled ? tag("warn", t(`console.unit.state.${unit.device}`)) : tag(unit.online ? "live" : "", t(unit.online ? "console-raffle.units.here" : "console-raffle.units.away")));

  /** How full a unit is with sales that the server has not confirmed: full, it stops selling. */
  function buffer({ waiting, capacity }) {
    const bar = h("div", { class: `meter small-meter ${waiting / capacity >= 0.8 ? "is-full" : ""}`, "aria-hidden": "true" }, h("span", { style: { "--share": String(Math.min(1, waiting / capacity)) } }));
    return [t("console-raffle.units.waiting", { count: waiting, most: formatNumber(capacity) }), bar];
  }

  raffle.onChange(() => { if (isOpen()) look(); });
  setInterval(() => { if (!document.hidden && isOpen()) look(); }, EVERY);
  const element = panel(t("console-raffle.units"), sum, list);
  const isOpen = () => element.isConnected && !element.closest("[role=tabpanel][hidden]");
  element.hidden = true;
  look();
  return { element, look };
}
