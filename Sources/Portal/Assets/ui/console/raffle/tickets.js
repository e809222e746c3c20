// Tickets: looked up, marked, voided, taken back; and what sellers have asked for.

import { api } from "../../api.js";
import { formatMoney, parseMoney } from "../../money.js";
import { fill, formatTime, h, t } from "../../page.js";
import { action, field, formOf, may, panel, said, table } from "../kit.js";

const REASONS = ["misprint", "customer", "payment", "error", "other"];
const CODES = ["TICKET_MARKED", "TICKET_UNMARKED", "TICKET_VOIDED", "VOID_REVERSED"];
const PAGES_MAX = 20;

/** What happened to tickets, folded: the newest word on each. */
async function changed(id) {
  const tickets = new Map();
  let after = null;
  for (let page = 0; page < PAGES_MAX; page += 1) {
    const query = new URLSearchParams({ ledger: id, event: CODES.join(","), limit: "200", ...(after ? { after } : {}) });
    const answer = await api("GET", `/v1/audit/events?${query}`);
    for (const event of answer.events) {
      const { ticket } = event.data ?? {};
      if (ticket) { tickets.delete(ticket); tickets.set(ticket, event); }
    }
    after = answer.next;
    if (!after || answer.events.length === 0) break;
  }
  return [...tickets.values()].reverse();
}

export function ticketsTab(raffle) {
  const place = said();
  const found = h("div", {});
  const open = h("div", {});
  const done = h("div", {});
  const { currency } = raffle.now.definition;

  async function look() {
    try {
      const events = await changed(raffle.id);
      const marked = events.filter(({ event }) => event === "TICKET_MARKED");
      const voided = events.filter(({ event }) => event === "TICKET_VOIDED");
      const cells = (event) => [h("span", { class: "mono" }, event.data.ticket), t(`console.reason.${event.data.reason}`), h("bdi", {}, event.data.note ?? "–"), h("bdi", {}, event.actor), formatTime(event.time)];
      fill(open, table(t("console.marks"), [t("console.ticket"), t("console.reason"), t("console.note"), t("console.who"), t("console.when"), { text: t("console.actions"), hidden: true }],
        marked.map((event) => [...cells(event), h("div", { class: "row" }, may("approve-void") && [voidButton(event.data.ticket, event.data.reason), action(t("console.turn-down"), { place, work: () => change("DELETE", `marks/${encodeURIComponent(event.data.ticket)}`, undefined, "console.turned-down") })])]), { empty: t("console.none.marks") }));
      fill(done, table(t("console.voids"), [t("console.ticket"), t("console.reason"), t("console.note"), t("console.who"), t("console.when"), { text: t("console.actions"), hidden: true }],
        voided.map((event) => [...cells(event), may("approve-void") && action(t("console.take-back"), { place, ask: { title: t("console.take-back-ask", { ticket: event.data.ticket }), text: t("console.take-back-text") }, work: () => change("DELETE", `voids/${encodeURIComponent(event.data.ticket)}`, undefined, "console.taken-back") })]), { empty: t("console.none.voids") }));
    } catch (problem) {
      fill(open, h("p", { class: "soft" }, problem.status === 403 ? t("console.marks-forbidden") : t("console.marks-failed")));
      fill(done);
    }
  }

  async function change(method, path, body, words) {
    const ticket = await api(method, `${raffle.path}/${path}`, body);
    await Promise.all([look(), raffle.look()]);
    return t(words, { ticket: ticket.ticket });
  }

  const voidButton = (ticket, reason) => action(t("console.void"), { kind: "danger", place,
    ask: { title: t("console.void-ask", { ticket }), text: t("console.void-text"), confirm: t("console.void"), danger: true, typed: ticket },
    work: () => change("POST", "voids", { ticket, reason }, "console.voided") });

  const id = field({ label: t("console.ticket"), class: "mono", dir: "ltr", required: true, maxlength: 80 });
  const lookup = formOf({ children: [id.element], submit: t("console.look-up"), place, async work() {
    const ticket = await api("GET", `${raffle.path}/tickets/${encodeURIComponent(id.input.value.trim())}`);
    const fact = (key, ...value) => [h("dt", {}, t(key)), h("dd", {}, value)];
    const reason = field({ label: t("console.reason"), options: REASONS.map((each) => [each, t(`console.reason.${each}`)]) });
    const refund = field({ label: t("console.refund"), hint: t("console.refund-hint", { price: formatMoney(ticket.price, currency) }), inputmode: "decimal", dir: "ltr" });
    const note = field({ label: t("console.note"), maxlength: 200 });
    const body = () => ({ ticket: ticket.ticket, reason: reason.input.value, ...(note.input.value.trim() ? { note: note.input.value.trim() } : {}) });
    fill(found, h("div", { class: "part stack" }, h("h3", {}, h("span", { class: "mono" }, ticket.ticket), " ", h("span", { class: `tag ${ticket.status === "void" ? "bad" : ticket.status === "marked" ? "warn" : "info"}` }, t(`console.status.${ticket.status}`))),
      h("dl", { class: "facts" }, fact("console.numbers", ticket.numbers.join(", ")), fact("console.price", formatMoney(ticket.price, currency)), fact("console.sold", formatTime(ticket.soldAt), ticket.offline && ` (${t("console.offline")})`, ticket.late && ` (${t("console.late")})`),
        fact("console.unit", h("span", { class: "mono" }, ticket.rsu)), fact("console.unit.operator", h("bdi", {}, ticket.operator)), fact("console.reprints", ticket.reprints), fact("console.entry", h("a", { href: `/ledger/r/${encodeURIComponent(raffle.id)}?entry=${ticket.entry}` }, String(ticket.entry)))),
      ticket.status !== "void" && may("approve-void", "mark-ticket") && h("details", { class: "more" }, h("summary", {}, t("console.void-or-mark")), h("div", { class: "stack" }, h("div", { class: "form-grid" }, reason.element, refund.element), note.element,
        h("div", { class: "row" }, may("mark-ticket") && ticket.status === "sold" && action(t("console.mark"), { place, work: () => change("POST", "marks", body(), "console.marked") }),
          may("approve-void") && action(t("console.void"), { kind: "danger", place, ask: { title: t("console.void-ask", { ticket: ticket.ticket }), text: t("console.void-text"), confirm: t("console.void"), danger: true, typed: ticket.ticket },
            work: () => { const money = refund.input.value.trim() === "" ? null : parseMoney(refund.input.value, currency); return change("POST", "voids", { ...body(), ...(money === null ? {} : { refund: money }) }, "console.voided"); } }))))));
  } });
  look();
  raffle.onChange(() => { if (!open.contains(document.activeElement) && !done.contains(document.activeElement)) look(); }, { onlyState: true });
  return h("div", { class: "stack-l" }, place.element, panel(t("console.marks"), h("p", { class: "small soft" }, t("console.marks-text")), open), panel(t("console.look-up"), lookup, found), panel(t("console.voids"), done));
}
