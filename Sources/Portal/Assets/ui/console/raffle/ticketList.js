// All tickets, by what became of them, page by page. Hidden where the server has no such list.

import { formatMoney } from "../../money.js";
import { announce } from "../../announce.js";
import { fill, formatTime, h, t } from "../../page.js";
import { action, field, may, panel, said } from "../kit.js";
import { ticketPage } from "./marks.js";
import { mono, prizeTitle, rows, tag } from "./parts.js";

const PAGE = 50;
const KINDS = ["", "sold", "marked", "void", "winner", "claimed"];
const TONES = { sold: "info", marked: "warn", void: "bad" };

/** `open(ticket)` shows one of them above. */
export function ticketListPanel(raffle, open) {
  if (!may("read-reports")) return null;
  const place = said();
  const list = h("div", { class: "stack" });
  const { currency } = raffle.now.definition;
  const kind = field({ label: t("console-raffle.list.kind"), options: KINDS.map((each) => [each, t(`console-raffle.list.${each || "all"}`)]) });
  let tickets = [];
  let next = null;

  async function read({ more = false } = {}) {
    const page = await ticketPage(raffle, { status: kind.input.value, after: more ? next : null, limit: PAGE });
    tickets = more ? [...tickets, ...page.tickets] : page.tickets;
    next = page.next;
    fill(list, rows(t("console-raffle.list"), tickets.map(item), { empty: t("console-raffle.list.none") }),
      next !== null && h("div", { class: "row" }, action(t("console-raffle.list.more"), { place, work: () => read({ more: true }) })));
    announce(t("console-raffle.list.shown", { count: tickets.length }));
  }

  function item(ticket) {
    return {
      main: [mono(ticket.ticket), tag(TONES[ticket.status] ?? "", t(`console.status.${ticket.status}`)),
        (ticket.wins ?? []).map((win) => tag(win.claimed ? "info" : "live", t(win.claimed ? "console-raffle.list.paid" : "console-raffle.list.won", { prize: prizeTitle(raffle, win.prize) })))],
      facts: [[t("console.sold"), formatTime(ticket.soldAt)], [t("console.price"), formatMoney(ticket.price, currency)], [t("console.numbers"), ticket.numbers.length > 12 ? `${ticket.numbers.slice(0, 12).join(", ")} …` : ticket.numbers.join(", ")],
        ticket.changedBy && [t("console.who"), h("bdi", {}, ticket.changedBy)]],
      actions: [h("button", { type: "button", class: "btn", "aria-label": t("console-raffle.list.open", { ticket: ticket.ticket }), onclick: () => open(ticket.ticket) }, t("console-raffle.open"))],
    };
  }
  kind.input.addEventListener("change", () => read().catch((problem) => place.bad(problem)));
  const element = panel(t("console-raffle.list"), kind.element, place.element, list);
  return { element, read: () => read().catch((problem) => place.bad(problem)) };
}
