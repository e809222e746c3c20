// A ticket or a counterfoil printed again: marked, on record, and shown as it comes out of a printer.

import { api } from "../../api.js";
import { fill, h, t } from "../../page.js";
import { action, field, may } from "../kit.js";

/** The part of a ticket's card that prints it again; null for who may not. `again()` reads the ticket anew. */
export function reprintPart(raffle, ticket, place, again) {
  if (!may("reprint-ticket", "reprint-counterfoil")) return null;
  const paper = h("div", { class: "stack" });
  const number = field({ label: t("console-raffle.reprint.number"), options: ticket.numbers.map((each) => [each, String(each)]) });

  const print = (body, words) => async () => {
    const text = await api("POST", `${raffle.path}/reprints`, { ticket: ticket.ticket, ...body }, { raw: true });
    fill(paper, h("pre", { class: "paper", tabindex: "0", role: "region", "aria-label": t("console-raffle.reprint.paper") }, text),
      h("div", { class: "row" }, h("button", { type: "button", class: "btn primary", onclick: () => window.print() }, t("console-raffle.reprint.print"))));
    await again();
    return t(words, { ticket: ticket.ticket, number: String(body.number ?? "") });
  };

  return h("details", { class: "more" }, h("summary", {}, t("console-raffle.reprint")), h("div", { class: "stack" },
    h("p", { class: "small soft" }, t("console-raffle.reprint.text")),
    h("div", { class: "row" }, action(t("console-raffle.reprint.ticket"), { place,
      ask: { title: t("console-raffle.reprint.ask", { ticket: ticket.ticket }), text: t("console-raffle.reprint.warn"), confirm: t("console-raffle.reprint.ticket") }, work: print({ kind: "bearer" }, "console-raffle.reprint.done") })),
    may("reprint-counterfoil") && h("div", { class: "form-grid" }, number.element, h("div", { class: "row align-end" }, action(t("console-raffle.reprint.counterfoil"), { place,
      ask: () => ({ title: t("console-raffle.reprint.ask-counterfoil", { number: number.input.value }), text: t("console-raffle.reprint.warn-counterfoil"), confirm: t("console-raffle.reprint.counterfoil"), danger: true, typed: ticket.ticket }),
      work: () => print({ kind: "counterfoil", number: Number(number.input.value) }, "console-raffle.reprint.done-counterfoil")() }))),
    paper));
}
