// One ticket: what the ledger has of it, and what can be done with it.

import { api } from "../../api.js";
import { formatMoney, parseMoney } from "../../money.js";
import { fieldError } from "../../form.js";
import { fill, formatTime, h, t } from "../../page.js";
import { action, field, formOf, may, panel, said } from "../kit.js";
import { REASONS, given, mono, tag } from "./parts.js";
import { reprintPart } from "./reprint.js";

const TONES = { sold: "info", marked: "warn", void: "bad" };

/** `{element, open(id)}`. `change(method, path, body, words)` asks the server and says how it went. */
export function lookupPanel(raffle, change) {
  const place = said();
  const found = h("div", {});
  const { currency } = raffle.now.definition;
  const id = field({ label: t("console.ticket"), hint: t("console-raffle.ticket-hint"), class: "mono", dir: "ltr", required: true, maxlength: 80, autocapitalize: "characters", spellcheck: "false" });
  const form = formOf({ children: [id.element], submit: t("console.look-up"), place, async work() {
    fill(found);
    await read(id.input.value.trim());
  } });

  async function read(wanted) {
    const ticket = await api("GET", `${raffle.path}/tickets/${encodeURIComponent(wanted)}`);
    const after = h("div", { class: "stack" });
    const card = h("div", { class: "part stack" }, facts(ticket), h("div", { class: "stack" }, decide(ticket)), after);
    fill(found, card);
    // What it printed stays in sight while the facts above it are read anew.
    const again = async () => {
      const now = await api("GET", `${raffle.path}/tickets/${encodeURIComponent(ticket.ticket)}`);
      card.firstElementChild.replaceWith(facts(now));
    };
    const reprint = reprintPart(raffle, ticket, place, again);
    if (reprint) after.append(reprint);
  }

  function facts(ticket) {
    const fact = (key, ...value) => [h("dt", {}, t(key)), h("dd", {}, value)];
    return h("div", { class: "stack" }, h("h3", { class: "row" }, mono(ticket.ticket), tag(TONES[ticket.status] ?? "", t(`console.status.${ticket.status}`))),
      h("dl", { class: "facts" }, fact("console.numbers", ticket.numbers.join(", ")), fact("console.price", formatMoney(ticket.price, currency)),
        ticket.status === "void" && fact("console.refund", formatMoney(ticket.refund, currency)),
        fact("console.sold", formatTime(ticket.soldAt), ticket.offline && ` (${t("console.offline")})`, ticket.late && ` (${t("console.late")})`),
        fact("console.unit", mono(ticket.rsu)), fact("console.unit.operator", h("bdi", {}, ticket.operator)), fact("console.reprints", ticket.reprints),
        ticket.reason && fact("console.reason", t(`console.reason.${ticket.reason}`), ticket.note && [": ", h("bdi", {}, ticket.note)]),
        fact("console.entry", h("a", { href: `/ledger/r/${encodeURIComponent(raffle.id)}?entry=${ticket.entry}` }, String(ticket.entry)))));
  }

  function decide(ticket) {
    if (ticket.status === "void" || !may("approve-void", "mark-ticket")) return null;
    const reason = field({ label: t("console.reason"), value: ticket.reason ?? REASONS[0], options: REASONS.map((each) => [each, t(`console.reason.${each}`)]) });
    const refund = field({ label: t("console.refund"), hint: t("console.refund-hint", { price: formatMoney(ticket.price, currency) }), inputmode: "decimal", dir: "ltr" });
    const note = field({ label: t("console.note"), maxlength: 200 });
    const body = () => ({ ticket: ticket.ticket, reason: reason.input.value, ...given("note", note) });
    const done = (method, path, made, words) => async () => {
      const said = await change(method, path, typeof made === "function" ? made() : made, words);
      await read(ticket.ticket);
      return said;
    };
    const voided = action(t("console.void"), { kind: "danger", place,
      ask: { title: t("console.void-ask", { ticket: ticket.ticket }), text: t("console.void-text"), confirm: t("console.void"), danger: true, typed: ticket.ticket },
      work: done("POST", "voids", () => ({ ...body(), ...(refund.input.value.trim() === "" ? {} : { refund: parseMoney(refund.input.value, currency) }) }), "console.voided") });
    // Money that is none is never sent as "the whole price".
    voided.addEventListener("click", (event) => { if (!isMoney(refund.input)) event.stopImmediatePropagation(); }, { capture: true });
    return h("details", { class: "more", open: true }, h("summary", {}, t("console.void-or-mark")), h("div", { class: "stack" }, h("div", { class: "form-grid" }, reason.element, may("approve-void") && refund.element), note.element,
      h("div", { class: "row" }, ticket.status === "sold" && may("mark-ticket") && action(t("console.mark"), { place, work: done("POST", "marks", body, "console.marked") }),
        ticket.status === "marked" && may("approve-void") && action(t("console.turn-down"), { place, work: done("DELETE", `marks/${encodeURIComponent(ticket.ticket)}`, undefined, "console.turned-down") }), may("approve-void") && voided)));
  }

  function isMoney(input) {
    const isFine = input.value.trim() === "" || parseMoney(input.value, currency) !== null;
    fieldError(input, isFine ? undefined : t("console.not-money"));
    return isFine;
  }

  return {
    element: panel(t("console.look-up"), form, place.element, found),
    open(ticket) {
      id.input.value = ticket;
      form.requestSubmit();
      id.input.scrollIntoView({ block: "center" });
    },
  };
}
