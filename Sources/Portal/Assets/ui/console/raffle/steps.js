// From draft to settled: where the raffle stands, and the one step that comes next.

import { api } from "../../api.js";
import { announce } from "../../announce.js";
import { formatMoney } from "../../money.js";
import { notice } from "../../form.js";
import { fill, formatNumber, formatTime, h, t } from "../../page.js";
import { action, field, may, said } from "../kit.js";

const STEPS = ["draft", "active", "closed", "reconciled", "acknowledged", "drawing", "settled"];

/** The card of states and figures. `raffle` is a store: `{id, path, now, look(), onChange(f)}`. */
export function stepsCard(raffle) {
  const place = said();
  const steps = h("ol", { class: "steps" });
  const figures = h("div", { class: "figures" });
  const next = h("div", { class: "stack" });
  const { currency } = raffle.now.definition;
  let shown = "";

  function step(verb, { body, danger = true, text, kind } = {}) {
    const ask = { title: t(`console.raffle.${verb}-ask`), text: text ?? t(`console.raffle.${verb}-warn`), confirm: t(`console.raffle.${verb}`), danger, typed: raffle.id };
    return action(t(`console.raffle.${verb}`), { kind: kind ?? (danger ? "danger large" : "primary large"), place, ask, async work() {
      await api("POST", `${raffle.path}/${verb}`, body?.(), { timeout: 120_000 });
      await raffle.look();
      announce(t(`console.raffle.${raffle.now.state}`));
      return t(`console.raffle.${verb}-done`);
    } });
  }

  function show() {
    const { state, sales, closesAt, definition } = raffle.now;
    const at = STEPS.indexOf(state === "suspended" ? "active" : state);
    fill(steps, STEPS.map((each, index) => h("li", { "data-done": index < at, "aria-current": index === at && "step" }, t(`console.raffle.step.${each}`))));
    const figure = (value, label) => h("p", { class: "figure" }, h("b", {}, value), h("span", {}, label));
    fill(figures, figure(formatMoney(sales.gross, currency), t("console.raffle.gross")), figure(formatNumber(sales.tickets), t("console.raffle.tickets")), figure(formatNumber(sales.numbersInPlay), t("console.raffle.in-play")),
      sales.voidTickets > 0 && figure(formatNumber(sales.voidTickets), t("console.raffle.void-tickets")));
    if (shown === state) return;
    shown = state;
    const operate = may("operate-raffle", "configure-raffle");
    const reason = field({ label: t("console.raffle.suspend-reason"), maxlength: 200 });
    const verifiable = definition.draw.mode === "verifiable";
    fill(next, !operate && notice("info", t("console.read-only")),
      operate && state === "draft" && [h("p", {}, t("console.raffle.draft-text")), h("div", { class: "row" }, step("activate", { danger: false }))],
      operate && (state === "active" || state === "suspended") && [
        h("p", {}, closesAt ? t("console.raffle.closes-at", { time: formatTime(closesAt) }) : t("console.raffle.closes-by-hand")),
        verifiable && reminder(),
        h("div", { class: "row" }, state === "suspended" ? action(t("console.raffle.resume"), { kind: "primary", place, work: async () => { await api("POST", `${raffle.path}/resume`); await raffle.look(); return t("console.raffle.resume-done"); } }) : false, step("close")),
        state === "active" && h("details", { class: "more" }, h("summary", {}, t("console.raffle.suspend")), h("div", { class: "stack" }, reason.element,
          h("div", { class: "row" }, action(t("console.raffle.suspend"), { place, work: async () => { await api("POST", `${raffle.path}/suspend`, reason.input.value.trim() ? { reason: reason.input.value.trim() } : {}); await raffle.look(); return t("console.raffle.suspend-done"); } }))))],
      ["closed", "reconciled"].includes(state) && h("p", {}, h("a", { href: "#balance" }, t("console.raffle.go-balance"))),
      ["acknowledged", "drawing"].includes(state) && h("p", {}, h("a", { href: "#draw" }, t("console.raffle.go-draw"))),
      operate && state === "drawing" && h("div", { class: "row" }, step("settle", { kind: "" })),
      state === "settled" && notice("good", t("console.raffle.settled-text")));
  }
  /** Of a verifiable draw the secret has to stand before the close: said until it does. */
  function reminder() {
    const element = h("div", {});
    api("GET", `${raffle.path}/draws`).then(({ draws }) => {
      if (!draws.some((draw) => draw.commitment)) fill(element, notice("warn", t("console.raffle.commit-first"), h("p", {}, h("a", { href: "#draw" }, t("console.raffle.go-draw")))));
    }, () => {});
    return element;
  }

  raffle.onChange(show);
  show();
  return h("section", { class: "card stack", "aria-label": t("console.state") }, steps, figures, next, place.element);
}
