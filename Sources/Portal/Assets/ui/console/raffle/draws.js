// The draw, prize by prize: committed to, frozen, drawn (or entered by hand), made official, revealed.

import { api } from "../../api.js";
import { announce } from "../../announce.js";
import { notice } from "../../form.js";
import { formatMoney } from "../../money.js";
import { fill, formatTime, h, name, t } from "../../page.js";
import { action, field, may, panel, said } from "../kit.js";

export function drawTab(raffle) {
  const place = said();
  const prizes = h("div", { class: "stack-l" });
  const { definition } = raffle.now;
  const { currency } = definition;
  const { mode } = definition.draw;
  let shown = "";

  const drawOf = (draws, prize) => draws.find((draw) => draw.prizes.some((each) => each.prize === prize && (each.phase !== "open" || draw.pool)));

  async function look({ force = false } = {}) {
    const { draws } = await api("GET", `${raffle.path}/draws`);
    const now = JSON.stringify([draws, raffle.now.state, raffle.now.winners]);
    if (!force && (now === shown || prizes.contains(document.activeElement))) return;
    shown = now;
    fill(prizes, commitments(draws), raffle.now.prizes.length > 0 ? definition.prizes.map((prize) => card(prize, draws)) : definition.prizes.map((prize) => card(prize, draws)));
  }

  const post = (path, body, words) => async () => {
    const answer = await api("POST", `${raffle.path}/${path}`, typeof body === "function" ? body() : body, { timeout: 120_000 });
    document.activeElement?.blur();
    await raffle.look();
    await look({ force: true });
    return typeof words === "function" ? words(answer) : t(words);
  };

  /** Before the close: the secrets of verifiable draws have to be fixed. */
  function commitments(draws) {
    if (mode !== "verifiable") return null;
    const isSelling = ["draft", "active", "suspended"].includes(raffle.now.state);
    const made = draws.filter((draw) => draw.commitment);
    const prize = field({ label: t("console.prize"), options: definition.prizes.map((each) => [each.id, each.title ?? each.id]) });
    return panel(t("console.commit"), h("p", { class: "small soft" }, t("console.commit-text")),
      made.length > 0 ? h("ul", {}, made.map((draw) => h("li", {}, h("span", { class: "strong" }, draw.draw), " ", h("span", { class: "mono tiny" }, draw.commitment)))) : notice(isSelling ? "warn" : "bad", t(isSelling ? "console.commit-none" : "console.commit-late")),
      isSelling && raffle.now.state !== "draft" && may("draw", "operate-raffle") && [definition.prizes.length > 1 && prize.element, h("div", { class: "row" }, action(t("console.commit-go"), { kind: made.length > 0 ? "" : "primary", place, work: post("commitments", () => ({ prize: prize.input.value }), "console.committed") }))]);
  }

  function card(prize, draws) {
    const draw = drawOf(draws, prize.id);
    const phase = draw?.prizes.find((each) => each.prize === prize.id)?.phase ?? "open";
    const attempts = draws.flatMap((each) => each.attempts).filter((each) => each.prize === prize.id);
    const last = attempts.at(-1);
    const winner = raffle.now.winners.find((each) => each.prize === prize.id);
    const sum = raffle.now.prizes.find((each) => each.id === prize.id)?.amount;
    const ready = ["acknowledged", "drawing"].includes(raffle.now.state);
    const isDrawn = ["drawn", "official", "claimed"].includes(phase);
    const frozen = draws.some((each) => each.pool && each.prizes.some((one) => one.prize === prize.id)) || (draw?.pool && phase === "started");
    const title = t("console.draw-of", { prize: prize.title ?? prize.id });
    return panel(title, h("p", { class: "row" }, h("span", { class: `tag ${isDrawn ? "info" : ""}` }, t(`console.phase.${phase}`)), sum !== undefined && h("span", { class: "strong" }, formatMoney(sum, currency))),
      last && h("div", { class: "drawn" }, h("span", { class: "small soft" }, t("console.drawn-number")), h("b", {}, String(last.number)), h("span", { class: `tag ${last.verdict === "VALID" ? "info" : "warn"}` }, t(`console.verdict.${last.verdict}`)), last.ticket && h("span", {}, t("console.ticket"), " ", h("span", { class: "mono" }, last.ticket))),
      winner && notice("good", t("console.is-official", { number: String(winner.number) })),
      !ready && !isDrawn && h("p", { class: "soft" }, t("console.draw-not-yet")),
      ready && !isDrawn && may("draw") && (mode === "manual" ? manual(prize) : automatic(prize, draws, frozen)),
      phase === "drawn" && may("draw") && [h("p", {}, t("console.official-text")), h("div", { class: "row" }, action(t("console.official"), { kind: "danger large", place,
        ask: { title: t("console.official-ask", { number: String(last?.number ?? "") }), text: t("console.official-warn"), confirm: t("console.official"), danger: true, typed: String(last?.number ?? raffle.id) }, work: post(`prizes/${encodeURIComponent(prize.id)}/official`, () => (last ? { number: last.number } : {}), "console.official-done") }))],
      draw && mode === "verifiable" && ["official", "claimed"].includes(phase) && !draw.reveal && may("draw") && h("div", { class: "row" }, action(t("console.reveal"), { place, ask: { title: t("console.reveal-ask"), text: t("console.reveal-text") }, work: post(`draws/${encodeURIComponent(draw.draw)}/reveal`, undefined, "console.revealed") })),
      h("p", { class: "small" }, h("a", { href: `/r/${encodeURIComponent(raffle.id)}/draw${draw ? `#draw-${encodeURIComponent(draw.draw)}` : ""}` }, t("console.see-draw"))));
  }

  const officials = () => field({ label: t("console.officials"), hint: t(definition.policies.twoPersonDraw ? "console.officials-two" : "console.officials-hint"), dir: "ltr", class: "mono" });
  const people = (input) => { const list = input.value.split(/[\s,]+/).filter(Boolean); return list.length > 0 ? { officials: list } : {}; };
  const answered = (answer) => { announce(t("console.drawn-is", { number: String(answer.number) }), { urgent: true }); return t("console.drawn-is", { number: String(answer.number) }); };

  function automatic(prize, draws, frozen) {
    const who = officials();
    const draw = draws.find((each) => each.pool && each.prizes.some((one) => one.prize === prize.id)) ?? draws.find((each) => each.pool && !each.reveal && each.attempts.length === 0);
    const round = field({ label: t("console.beacon.round"), type: "number", value: draw?.beacon?.round ?? "", inputmode: "numeric" });
    const signature = field({ label: t("console.beacon.signature"), class: "mono", dir: "ltr", lines: 2 });
    const randomness = field({ label: t("console.beacon.randomness"), class: "mono", dir: "ltr" });
    const beacon = () => (mode === "verifiable" && signature.input.value.trim() ? { beacon: { round: Number(round.input.value), signature: signature.input.value.trim(), ...(randomness.input.value.trim() ? { randomness: randomness.input.value.trim() } : {}) } } : {});
    const freeze = action(t("console.freeze"), { kind: draw ? "" : "primary", place, disabled: Boolean(draw), ask: { title: t("console.freeze-ask"), text: t("console.freeze-text"), confirm: t("console.freeze"), danger: true, typed: raffle.id }, work: post("freeze", { prize: prize.id }, "console.frozen") });
    const go = action(t("console.draw"), { kind: "danger large", place, ask: { title: t("console.draw-ask", { prize: prize.title ?? prize.id }), text: t("console.draw-warn"), confirm: t("console.draw"), danger: true, typed: prize.id }, work: post("draws", () => ({ prize: prize.id, ...people(who.input), ...beacon() }), answered) });
    return h("div", { class: "stack" },
      mode === "verifiable" && [h("div", { class: "row" }, freeze), draw?.beacon && notice("info", t("console.beacon.wait", { round: String(draw.beacon.round), time: formatTime(draw.beacon.notBefore, { timeStyle: "medium" }) })),
        h("details", { class: "more" }, h("summary", {}, t("console.beacon.by-hand")), h("div", { class: "stack" }, h("p", { class: "small soft" }, t("console.beacon.text")), round.element, signature.element, randomness.element))],
      who.element, h("div", { class: "row" }, go));
  }

  function manual(prize) {
    const who = officials();
    const number = field({ label: t("console.entry.number"), inputmode: "numeric", dir: "ltr", required: true });
    const again = field({ label: t("console.entry.again"), inputmode: "numeric", dir: "ltr", required: true });
    return h("div", { class: "stack" }, h("p", { class: "small soft" }, t("console.entry.text")), h("div", { class: "form-grid" }, number.element, again.element), who.element,
      h("div", { class: "row" }, action(t("console.entry.go"), { kind: "danger large", place, ask: () => ({ title: t("console.entry.ask", { number: number.input.value.trim() }), text: t("console.entry.warn"), danger: true, typed: prize.id }),
        work: post("entries", () => ({ prize: prize.id, number: Number(number.input.value), again: Number(again.input.value), ...people(who.input) }), (answer) => { announce(t(`console.verdict.${answer.verdict}`), { urgent: true }); return t("console.entry.answer", { number: String(answer.number), verdict: t(`console.verdict.${answer.verdict}`) }); }) })));
  }
  look({ force: true }).catch((problem) => place.bad(problem));
  raffle.onChange(() => look().catch(() => {}));
  return h("div", { class: "stack-l" }, place.element, prizes);
}
