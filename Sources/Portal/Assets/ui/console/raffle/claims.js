// Winning tickets: verified with their validation number, and paid once.

import { api } from "../../api.js";
import { announce } from "../../announce.js";
import { notice } from "../../form.js";
import { formatMoney } from "../../money.js";
import { fill, formatTime, h, name, t } from "../../page.js";
import { field, formOf, may, panel, said, table } from "../kit.js";

export function claimsTab(raffle) {
  const place = said();
  const paid = said();
  const answer = h("div", { "aria-live": "assertive" });
  const winners = h("div", {});
  const { currency, prizes, policies } = raffle.now.definition;

  const ticket = field({ label: t("console.ticket"), class: "mono", dir: "ltr", required: true });
  const validation = field({ label: t("console.validation"), class: "mono", dir: "ltr", required: true });
  const verify = formOf({ children: [h("div", { class: "form-grid" }, ticket.element, validation.element)], submit: t("console.verify"), place, async work() {
    fill(answer);
    const found = await api("POST", `${raffle.path}/tickets/check`, { ticket: ticket.input.value.trim(), validation: validation.input.value.trim() });
    const kind = found.verdict === "VALID_WINNER" ? "good" : ["VALID_NOT_WINNER", "NOT_OFFICIAL"].includes(found.verdict) ? "info" : "bad";
    fill(answer, notice(kind, t(`console.answer.${found.verdict}`), found.wins.length > 0 && h("ul", {}, found.wins.map((win) => h("li", {}, t("console.win", { number: String(win.number), prize: win.prize, amount: formatMoney(win.amount, currency), time: formatTime(win.claimBy) })))),
      found.reprints > 0 && h("p", {}, t("console.reprinted", { count: found.reprints }))));
    announce(t(`console.answer.${found.verdict}`), { urgent: true });
    if (found.verdict === "VALID_WINNER") { claimTicket.input.value = ticket.input.value.trim(); claimValidation.input.value = validation.input.value.trim(); if (found.prize) prize.input.value = found.prize; }
  } });

  const prize = field({ label: t("console.prize"), options: prizes.map((each) => [each.id, each.title ?? each.id]) });
  const claimTicket = field({ label: t("console.ticket"), class: "mono", dir: "ltr", required: true });
  const claimValidation = field({ label: t("console.validation"), class: "mono", dir: "ltr", required: true });
  const claimant = field({ label: t("console.claimant"), hint: t("console.claimant-hint"), maxlength: 200 });
  const paidBy = field({ label: t("console.paid-by"), maxlength: 200 });
  const documents = field({ label: t("console.documents"), hint: policies.documentsAbove === null || policies.documentsAbove === undefined ? t("console.documents-hint") : t("console.documents-above", { amount: formatMoney(policies.documentsAbove, currency) }), lines: 2 });
  const pay = formOf({ children: [prize.element, h("div", { class: "form-grid" }, claimTicket.element, claimValidation.element, claimant.element, paidBy.element), documents.element], submit: t("console.pay"), kind: "danger large", place: paid,
    ask: () => ({ title: t("console.pay-ask"), text: t("console.pay-text"), confirm: t("console.pay"), danger: true, typed: claimTicket.input.value.trim() }),
    async work() {
      const text = (each, key) => (each.input.value.trim() ? { [key]: each.input.value.trim() } : {});
      const papers = documents.input.value.split("\n").map((line) => line.trim()).filter(Boolean);
      const claim = await api("POST", `${raffle.path}/claims`, { prize: prize.input.value, ticket: claimTicket.input.value.trim(), validation: claimValidation.input.value.trim(), ...text(claimant, "claimant"), ...text(paidBy, "paidBy"), ...(papers.length > 0 ? { documents: papers } : {}) });
      await raffle.look();
      return t("console.paid", { amount: formatMoney(claim.amount, currency), ticket: claim.ticket });
    } });

  const title = (id) => prizes.find((each) => each.id === id)?.title ?? id;
  const show = () => fill(winners, table(t("console.winners"), [t("console.prize"), { text: t("console.number"), num: true }, t("console.ticket"), { text: t("console.amount"), num: true }, t("console.phase")],
    raffle.now.winners.map((each) => [name(title(each.prize)), String(each.number), h("span", { class: "mono" }, each.ticket), formatMoney(each.amount, currency), h("span", { class: `tag ${each.claimed ? "info" : "warn"}` }, t(each.claimed ? "console.phase.claimed" : "console.phase.official"))]), { empty: t("console.none.winners") }));
  raffle.onChange(show);
  show();
  return h("div", { class: "stack-l" }, panel(t("console.winners"), winners),
    may("verify-tickets", "draw") && panel(t("console.verify"), h("p", { class: "small soft" }, t("console.verify-text")), verify, place.element, answer), may("pay-claims") && panel(t("console.pay"), pay, paid.element));
}
