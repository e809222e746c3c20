// How one prize is drawn: by the server's generator, from secret and public random value, or by hand.

import { announce } from "../../announce.js";
import { fieldError, notice } from "../../form.js";
import { fill, formatTime, h, setText, t } from "../../page.js";
import { action, field } from "../kit.js";
import { frozenFor } from "./pools.js";

const CHAIN = "https://api.drand.sh";

const title = (prize) => prize.title ?? prize.id;
const told = (answer) => {
  const words = answer.verdict && answer.verdict !== "VALID" ? t("console.entry.answer", { number: String(answer.number), verdict: t(`console.verdict.${answer.verdict}`) }) : t("console.drawn-is", { number: String(answer.number) });
  announce(words, { urgent: true });
  return words;
};

/** The controls that draw this prize. `who` is who conducts it, `post` makes the work of an action. */
export function drawing(raffle, prize, { who, place, post }) {
  const { mode } = raffle.now.definition.draw;
  if (mode === "manual") return byHand(raffle, prize, { who, place, post });
  return mode === "verifiable" ? verifiable(raffle, prize, { who, place, post }) : go(prize, { who, place, post, body: () => ({}) });
}

/** The one button that cannot be pressed twice. With `isFine`, nothing is asked before what was typed is fine. */
function go(prize, { who, place, post, body, disabled = false, isFine = () => true }) {
  const send = post("draws", () => ({ prize: prize.id, ...who.body(), ...body() }), told, () => who.headers());
  return h("div", { class: "row" }, action(t("console.draw"), { kind: "danger large", place, disabled,
    ask: () => isFine() && { title: t("console.draw-ask", { prize: title(prize) }), text: t("console.draw-warn"), confirm: t("console.draw"), danger: true, typed: prize.id },
    work: () => (isFine() ? send() : undefined) }));
}

function verifiable(raffle, prize, { who, place, post }) {
  const draw = frozenFor(raffle.draws ?? [], prize);
  if (!draw) {
    return h("div", { class: "stack" }, h("p", {}, t("console.freeze-text")), h("div", { class: "row" }, action(t("console.freeze"), { kind: "primary large", place,
      ask: { title: t("console.freeze-ask"), text: t("console.freeze-text"), confirm: t("console.freeze"), danger: true, typed: raffle.id }, work: post("freeze", { prize: prize.id }, "console.frozen") })),
    fallback(raffle, prize, { who, place, post }));
  }
  const { beacon } = draw;
  const record = field({ label: t("console-raffle.beacon.record"), hint: t("console-raffle.beacon.record-hint"), class: "mono", dir: "ltr", lines: 4, spellcheck: "false" });
  /** `{round, signature, randomness}` as drand answers; null when it is not that, undefined when nothing was pasted. */
  const pasted = () => {
    if (record.input.value.trim() === "") return undefined;
    try {
      const { round, signature, randomness } = JSON.parse(record.input.value);
      return Number.isSafeInteger(round) && typeof signature === "string" ? { round, signature, ...(typeof randomness === "string" ? { randomness } : {}) } : null;
    } catch { return null; }
  };
  const isFine = () => {
    const isGood = pasted() !== null;
    fieldError(record.input, isGood ? undefined : t("console-raffle.beacon.record-bad"));
    if (!isGood) record.input.focus();
    return isGood;
  };
  return h("div", { class: "stack" },
    notice("info", t("console-raffle.frozen", { count: draw.pool.count }), h("p", { class: "mono tiny break" }, draw.pool.digest)),
    beacon && countdown(raffle, beacon),
    beacon && h("details", { class: "more" }, h("summary", {}, t("console.beacon.by-hand")), h("div", { class: "stack" }, h("p", { class: "small soft" }, t("console.beacon.text")),
      h("p", { class: "mono tiny break" }, `${CHAIN}/${beacon.chain}/public/${beacon.round}`), record.element)),
    go(prize, { who, place, post, isFine, body: () => (pasted() ? { beacon: pasted() } : {}) }), fallback(raffle, prize, { who, place, post }));
}

/** Until the public random value exists: named, and counted down. */
function countdown(raffle, beacon) {
  const left = h("b", { class: "countdown" });
  const at = new Date(beacon.notBefore).getTime();
  const line = h("p", {}, t("console.beacon.wait", { round: String(beacon.round), time: formatTime(beacon.notBefore, { timeStyle: "medium" }) }));
  const box = h("div", { class: "part stack-s", role: "timer" }, line, left);
  function tick() {
    const seconds = Math.ceil((at - raffle.clock()) / 1000);
    if (seconds <= 0) { fill(box, h("p", { class: "strong" }, t("console-raffle.beacon.there", { round: String(beacon.round) }))); return; }
    setText(left, `${String(Math.floor(seconds / 60))}:${String(seconds % 60).padStart(2, "0")}`);
    setTimeout(() => { if (box.isConnected) tick(); }, 500);
  }
  tick();
  return box;
}

/** When a verifiable draw cannot be finished: by hand, with a reason that the ledger keeps. */
function fallback(raffle, prize, parts) {
  const reason = field({ label: t("console-raffle.fallback.reason"), hint: t("console-raffle.fallback.hint"), maxlength: 200, required: true });
  return h("details", { class: "more" }, h("summary", {}, t("console-raffle.fallback")), h("div", { class: "stack" }, h("p", { class: "small soft" }, t("console-raffle.fallback.text")), reason.element, byHand(raffle, prize, { ...parts, reason })));
}

function byHand(raffle, prize, { who, place, post, reason }) {
  const number = field({ label: t("console.entry.number"), inputmode: "numeric", dir: "ltr", required: true, class: "num-input" });
  const again = field({ label: t("console.entry.again"), inputmode: "numeric", dir: "ltr", required: true, class: "num-input" });
  const send = post("entries", () => ({ prize: prize.id, number: Number(number.input.value), again: Number(again.input.value), ...who.body(), ...(reason ? { fallback: reason.input.value.trim() } : {}) }), told, () => who.headers());
  function isFine() {
    const typed = [number, again].map(({ input }) => input.value.trim());
    const wrong = [...[number, again].filter(({ input }) => !/^\d{1,10}$/.test(input.value.trim())), ...(reason && reason.input.value.trim() === "" ? [reason] : [])];
    for (const each of [number, again, reason]) if (each) fieldError(each.input, wrong.includes(each) ? t("console.needed") : undefined);
    if (wrong.length === 0 && typed[0] !== typed[1]) { fieldError(again.input, t("console-raffle.entry.differ")); wrong.push(again); }
    wrong[0]?.input.focus();
    return wrong.length === 0;
  }
  return h("div", { class: "stack" }, h("p", { class: "small soft" }, t("console.entry.text")), h("div", { class: "form-grid" }, number.element, again.element),
    h("div", { class: "row" }, action(t("console.entry.go"), { kind: "danger large", place,
      ask: () => isFine() && { title: t("console.entry.ask", { number: number.input.value.trim() }), text: t("console.entry.warn"), danger: true, typed: prize.id }, work: () => (isFine() ? send() : undefined) })));
}
