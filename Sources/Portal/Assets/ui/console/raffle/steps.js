// From draft to settled: where the raffle stands, what is waited for, and the one step that comes next.

import { api } from "../../api.js";
import { announce } from "../../announce.js";
import { formatMoney } from "../../money.js";
import { notice } from "../../form.js";
import { fill, formatList, formatNumber, formatTime, h, setText, shortName, t } from "../../page.js";
import { action, field, may, said } from "../kit.js";
import { accounts, waitedFor } from "./accounts.js";
import { situation } from "./now.js";
import { given, tabLink } from "./parts.js";

const STEPS = ["draft", "active", "closed", "reconciled", "acknowledged", "drawing", "settled"];
/** Units that are named; of more, how many. */
const NAMED = 12;

/** The card of states and figures. `raffle` is a `raffleStore`. */
export function stepsCard(raffle) {
  const place = said();
  const steps = h("ol", { class: "steps" });
  const figures = h("div", { class: "figures" });
  const words = { state: h("p", { class: "now-state" }), next: h("p", { class: "now-next" }), wait: h("div", { class: "now-wait", hidden: true }) };
  const next = h("div", { class: "stack" });
  const now = h("div", { class: "now stack" }, words.state, words.next, words.wait, next);
  const link = h("p", { class: "tiny soft connection" });
  const { currency } = raffle.now.definition;
  let shown = "";

  function step(verb, { danger = true, kind } = {}) {
    const ask = { title: t(`console.raffle.${verb}-ask`), text: t(`console.raffle.${verb}-warn`), confirm: t(`console.raffle.${verb}`), danger, typed: raffle.id };
    return action(t(`console.raffle.${verb}`), { kind: kind ?? (danger ? "danger large" : "primary large"), place, ask, work: () => take(verb) });
  }

  async function take(verb, body) {
    try {
      await api("POST", `${raffle.path}/${verb}`, body, { timeout: 120_000 });
    } finally {
      // Refused, it may be because somebody else did it: then the page shows what they did.
      await raffle.look().catch(() => {});
    }
    announce(t(`console.raffle.${raffle.now.state}`));
    return t(`console.raffle.${verb}-done`);
  }

  function show() {
    const { state, sales } = raffle.now;
    const at = STEPS.indexOf(state === "suspended" ? "active" : state);
    fill(steps, STEPS.map((each, index) => h("li", { "data-done": index < at, "aria-current": index === at && "step" }, h("span", {}, t(`console.raffle.step.${each}`)))));
    const figure = (value, label) => h("p", { class: "figure" }, h("b", {}, value), h("span", {}, label));
    fill(figures, figure(formatMoney(sales.gross, currency), t("console.raffle.gross")), figure(formatNumber(sales.tickets), t("console.raffle.tickets")), figure(formatNumber(sales.numbersInPlay), t("console.raffle.in-play")),
      sales.voidTickets > 0 && figure(formatNumber(sales.voidTickets), t("console.raffle.void-tickets")));
    const here = situation(raffle);
    now.dataset.tone = here.tone;
    setText(words.state, t(`console-raffle.${here.state}`));
    setText(words.next, t(`console-raffle.${here.next}`, here.values));
    wait();
    // It depends on more than the state: whether the secret of a verifiable draw stands, and which prize is at which point.
    const key = `${state} ${hasCommitment()} ${here.next}`;
    if (shown === key) return;
    shown = key;
    fill(next, steer(state, here.next));
  }

  const hasCommitment = () => (raffle.draws ?? []).some((draw) => draw.commitment);

  function steer(state, todo) {
    if (!may("operate-raffle", "configure-raffle", "reconcile", "acknowledge", "draw", "pay-claims")) return notice("info", t("console.read-only"));
    const operate = may("operate-raffle");
    const { closesAt, definition } = raffle.now;
    switch (state) {
      case "draft": return operate && h("div", { class: "row" }, step("activate", { danger: false }));
      case "active": case "suspended": return [
        h("p", {}, closesAt ? t("console.raffle.closes-at", { time: formatTime(closesAt) }) : t("console.raffle.closes-by-hand")),
        definition.draw.mode === "verifiable" && !hasCommitment() && notice("warn", t("console.raffle.commit-first"), h("p", {}, tabLink("draw", "console.raffle.go-draw"))),
        operate && h("div", { class: "row" }, state === "suspended" && action(t("console.raffle.resume"), { kind: "primary large", place, work: () => take("resume") }), step("close")),
        operate && state === "active" && pause()];
      case "closed": case "reconciled": return h("div", { class: "row" }, tabLink("balance", state === "closed" ? "console-raffle.go.reconcile" : "console-raffle.go.acknowledge", { class: "btn primary large" }));
      case "acknowledged": return h("div", { class: "row" }, tabLink("draw", "console.raffle.go-draw", { class: "btn primary large" }));
      case "drawing": return h("div", { class: "row" }, tabLink("draw", "console.raffle.go-draw", { class: `btn ${todo === "next.pay" || todo === "next.settle" ? "" : "primary large"}` }),
        tabLink("claims", "console-raffle.go.claims", { class: `btn ${todo === "next.pay" ? "primary large" : ""}` }), operate && (todo === "next.pay" || todo === "next.settle") && step("settle", { kind: todo === "next.settle" ? "danger large" : "" }));
      default: return null;
    }
  }

  function pause() {
    const reason = field({ label: t("console.raffle.suspend-reason"), maxlength: 200 });
    return h("details", { class: "more" }, h("summary", {}, t("console.raffle.suspend")), h("div", { class: "stack" }, reason.element,
      h("div", { class: "row" }, action(t("console.raffle.suspend"), { kind: "large", place, work: () => take("suspend", given("reason", reason)) }))));
  }

  /** After the close: who has not handed in. */
  async function wait() {
    if (raffle.now.state !== "closed" || !may("read-reports")) { words.wait.hidden = true; return; }
    try {
      const { units } = await accounts(raffle);
      const missing = waitedFor(units);
      fill(words.wait, missing.length === 0 ? h("p", {}, t("console-raffle.wait.none")) : [
        h("p", {}, t("console-raffle.wait.units", { count: missing.length })),
        h("p", { class: "mono strong" }, formatList(missing.slice(0, NAMED).map(({ rsu }) => shortName(rsu)))),
        missing.length > NAMED && h("p", { class: "small" }, t("console-raffle.wait.more", { count: missing.length - NAMED }))]);
      words.wait.dataset.open = missing.length > 0 ? "yes" : "no";
      words.wait.hidden = raffle.now.state !== "closed";
    } catch {
      words.wait.hidden = true;
    }
  }

  const connection = () => { link.dataset.how = raffle.connection; setText(link, t(`console-raffle.connection.${raffle.connection}`)); };
  raffle.onChange(show);
  raffle.onConnection(connection);
  connection();
  show();
  return h("section", { class: "card stack steps-card", "aria-label": t("console.state") }, steps, now, place.element, figures, link);
}
