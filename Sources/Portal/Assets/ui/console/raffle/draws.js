// The draw, prize by prize: what was drawn, what may be done now, and what has to come first.

import { api } from "../../api.js";
import { notice } from "../../form.js";
import { formatMoney } from "../../money.js";
import { fill, formatTime, h, t } from "../../page.js";
import { action, may, panel, said } from "../kit.js";
import { commitmentsPanel } from "./commitments.js";
import { drawing } from "./drawing.js";
import { generatorPanel } from "./generator.js";
import { phasesOf, prizeAt } from "./now.js";
import { officials } from "./officials.js";
import { mono, openTab, prizeTitle, tag } from "./parts.js";
import { attemptsOf, claimBy, drawOf } from "./pools.js";

export function drawTab(raffle) {
  const place = said();
  const prizes = h("div", { class: "stack-l" });
  const { definition } = raffle.now;
  const { currency } = definition;
  const who = officials(definition);
  let shown = "";

  /** Draws all anew when something has changed; not while somebody types into it. */
  function show({ force = false } = {}) {
    if (raffle.draws === null) return;
    const now = JSON.stringify([raffle.draws, raffle.now.state, raffle.now.winners, definition.prizes.map((prize) => isUnclaimed(prize))]);
    if (now === shown || (!force && prizes.contains(document.activeElement) && document.activeElement.matches("input, textarea, select"))) return;
    shown = now;
    fill(prizes, commitmentsPanel(raffle, place, post), definition.prizes.map(card));
  }

  const post = (path, body, words, headers = () => ({})) => async () => {
    try {
      const answer = await api("POST", `${raffle.path}/${path}`, typeof body === "function" ? body() : body, { timeout: 120_000, headers: headers() });
      return typeof words === "function" ? words(answer) : t(words);
    } finally {
      document.activeElement?.blur();
      await raffle.look().catch(() => {});
      show({ force: true });
    }
  };

  const isUnclaimed = (prize) => definition.policies.redrawUnclaimed && claimBy(raffle, prize) !== null && raffle.clock() > claimBy(raffle, prize) && !raffle.now.winners.find((each) => each.prize === prize.id)?.claimed;

  function card(prize) {
    const draw = drawOf(raffle.draws, prize);
    const phase = phasesOf(raffle).get(prize.id);
    const attempts = attemptsOf(raffle.draws, prize);
    const winner = raffle.now.winners.find((each) => each.prize === prize.id);
    const sum = winner?.amount ?? raffle.now.prizes.find((each) => each.id === prize.id)?.amount;
    return panel(prize.title ?? prize.id, h("p", { class: "row" }, tag(phase === "drawn" || phase === "started" ? "warn" : phase === "open" ? "" : "info", t(`console.phase.${phase}`)), sum !== undefined && h("span", { class: "strong" }, formatMoney(sum, currency))),
      attempts.length > 0 && drawn(attempts.at(-1), winner), attempts.length > 1 && earlier(attempts.slice(0, -1)),
      winner && notice("good", t("console.is-official", { number: String(winner.number) })),
      work(prize, phase, attempts.at(-1)),
      draw && definition.draw.mode === "verifiable" && ["official", "claimed"].includes(phase) && !draw.reveal && may("draw") && h("div", { class: "row" }, action(t("console.reveal"), { place, ask: { title: t("console.reveal-ask"), text: t("console.reveal-text"), danger: true, typed: draw.draw }, work: post(`draws/${encodeURIComponent(draw.draw)}/reveal`, undefined, "console.revealed") })),
      h("p", { class: "small" }, h("a", { href: `/r/${encodeURIComponent(raffle.id)}/draw${draw ? `#draw-${encodeURIComponent(draw.draw)}` : ""}` }, t("console.see-draw"))));
  }

  /** The number, large: it is read out in a hall. Who may not draw sees it once it is official. */
  const drawn = (last, winner) => h("div", { class: `drawn ${last.verdict === "VALID" ? "" : "is-not"}` }, h("span", { class: "small soft" }, t("console.drawn-number")), h("b", {}, last.number === null ? t("console-raffle.hidden-number") : String(winner?.number ?? last.number)),
    tag(last.verdict === "VALID" ? "info" : "warn", t(`console.verdict.${last.verdict}`)), last.ticket && h("span", {}, t("console.ticket"), " ", mono(winner?.ticket ?? last.ticket)));
  const earlier = (attempts) => h("div", {}, h("h3", {}, t("console-raffle.earlier")), h("ul", {}, attempts.map((each) => h("li", {}, h("span", { class: "strong" }, String(each.number ?? "–")), ": ", t(`console.verdict.${each.verdict}`), " ", h("span", { class: "small soft" }, formatTime(each.at, { timeStyle: "medium" }))))));

  function work(prize, phase, last) {
    const isOpen = ["acknowledged", "drawing"].includes(raffle.now.state);
    if (phase === "drawn") return may("draw") ? confirmOfficial(prize, last) : h("p", { class: "soft" }, t("console-raffle.by-official"));
    const isAgain = phase === "official" && isUnclaimed(prize);
    if (phase === "official" && !isAgain && raffle.now.state !== "settled") return claimIt();
    if (phase !== "open" && phase !== "started" && !isAgain) return null;
    if (!isOpen) return h("p", { class: "soft" }, t("console.draw-not-yet"));
    const at = prizeAt(raffle);
    if (!isAgain && at && at.id !== prize.id) return h("p", { class: "soft" }, t("console-raffle.another-first", { prize: prizeTitle(raffle, at.id) }));
    if (!may("draw")) return h("p", { class: "soft" }, t("console-raffle.by-official"));
    return [isAgain && notice("warn", t("console-raffle.unclaimed")), phase === "started" && notice("warn", t("console-raffle.draw-again")), who.element, drawing(raffle, prize, { who, place, post })];
  }

  const claimIt = () => h("div", { class: "row" }, h("button", { type: "button", class: "btn primary", onclick: () => openTab("claims") }, t("console-raffle.go.claims")));

  function confirmOfficial(prize, last) {
    const number = String(last?.number ?? "");
    return [h("p", {}, t("console.official-text")), h("div", { class: "row" },
      h("button", { type: "button", class: "btn large", onclick: () => openTab("claims") }, t("console.verify")),
      action(t("console.official"), { kind: "danger large", place, ask: { title: t("console.official-ask", { number }), text: t("console.official-warn"), confirm: t("console.official"), danger: true, typed: number || raffle.id },
        work: post(`prizes/${encodeURIComponent(prize.id)}/official`, () => (last ? { number: last.number } : {}), "console.official-done") }))];
  }

  const element = h("div", { class: "stack-l" }, place.element, prizes, generatorPanel(definition));
  element.addEventListener("shown", () => show());
  raffle.onChange(() => show());
  if (raffle.draws === null) raffle.look().catch((problem) => place.bad(problem));
  show();
  return element;
}
