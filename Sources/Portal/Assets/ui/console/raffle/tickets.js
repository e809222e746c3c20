// Tickets: what sellers have asked for, any one of them looked up, those that are void, and all.

import { api } from "../../api.js";
import { fill, formatTime, h, t } from "../../page.js";
import { action, may, panel, said } from "../kit.js";
import { lookupPanel } from "./lookup.js";
import { changedTickets } from "./marks.js";
import { mono, rows } from "./parts.js";
import { ticketListPanel } from "./ticketList.js";

/** Rows of one kind that are shown at once: the list of all tickets has the rest. */
const ROWS_MAX = 100;

export function ticketsTab(raffle) {
  const asked = said();
  const taken = said();
  const open = h("div", {});
  const done = h("div", {});
  const hasGate = () => ["draft", "active", "suspended", "closed", "reconciled"].includes(raffle.now.state);
  let shown = "";

  async function look({ force = false } = {}) {
    let found;
    try {
      found = await changedTickets(raffle);
    } catch (problem) {
      fill(open, h("p", { class: "soft" }, problem.status === 403 ? t("console.marks-forbidden") : t("console.marks-failed")));
      fill(done);
      return;
    }
    const now = JSON.stringify([found, hasGate()]);
    // What somebody is about to press is not taken from under their finger.
    if (now === shown || (!force && (open.contains(document.activeElement) || done.contains(document.activeElement)))) return;
    shown = now;
    const decides = may("approve-void") && hasGate();
    const part = (place, key, status, make) => {
      const all = found.tickets.filter((each) => each.status === status);
      fill(place, rows(t(`console.${key}`), all.slice(0, ROWS_MAX).map(make), { empty: t(`console.none.${key}`) }), (all.length > ROWS_MAX || !found.isWhole) && h("p", { class: "small soft" }, t("console-raffle.list-cut")));
    };
    part(open, "marks", "marked", (each) => item(each, decides && [voidButton(each), turnDown(each)], "warn"));
    part(done, "voids", "void", (each) => item(each, decides && [takeBack(each)]));
  }

  const item = ({ ticket, reason, note, by, at }, actions, tone) => ({
    tone, main: [mono(ticket), reason && h("span", { class: "strong" }, t(`console.reason.${reason}`)), note && h("bdi", { class: "soft" }, note)],
    facts: [[t("console.who"), h("bdi", {}, by ?? "–")], [t("console.when"), at ? formatTime(at) : "–"]], actions: actions || [],
  });

  async function change(method, path, body, words) {
    try {
      const ticket = await api(method, `${raffle.path}/${path}`, body);
      return t(words, { ticket: ticket.ticket });
    } finally {
      // Also after a refusal: then somebody else was first, and the list shows what they did.
      await Promise.all([look({ force: true }), raffle.look().catch(() => {})]);
    }
  }

  const voidButton = ({ ticket, reason }) => action(t("console.void"), { kind: "danger", place: asked,
    ask: { title: t("console.void-ask", { ticket }), text: t("console.void-text"), confirm: t("console.void"), danger: true, typed: ticket },
    work: () => change("POST", "voids", { ticket, reason }, "console.voided") });
  const turnDown = ({ ticket }) => action(t("console.turn-down"), { place: asked, work: () => change("DELETE", `marks/${encodeURIComponent(ticket)}`, undefined, "console.turned-down") });
  const takeBack = ({ ticket }) => action(t("console.take-back"), { place: taken,
    ask: { title: t("console.take-back-ask", { ticket }), text: t("console.take-back-text"), danger: true, typed: ticket },
    work: () => change("DELETE", `voids/${encodeURIComponent(ticket)}`, undefined, "console.taken-back") });

  const lookup = lookupPanel(raffle, change);
  const list = ticketListPanel(raffle, lookup.open);
  raffle.onChange(() => { if (!element.closest("[hidden]")) look(); });
  const element = h("div", { class: "stack-l" }, panel(t("console.marks"), h("p", { class: "small soft" }, t("console.marks-text")), asked.element, open), lookup.element, panel(t("console.voids"), taken.element, done), list?.element);
  element.addEventListener("shown", () => { look(); list?.read(); });
  return element;
}
