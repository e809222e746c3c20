// A raffle as it changes, and the time that is left, which runs by itself.

import { formatNumber, t } from "../page.js";
import { followRaffle } from "./stream.js";

/** The clock is set again only when it is this far off, in ms: it must not jump to and fro. */
const SLACK = 1500;

/**
 * Watches a raffle. `onDisplay(display)`, `onRaffle(raffle)`, `onState("live" | "waiting" | "final")`, `onSecond(seconds | null)`,
 * `onNews()` at each sign of life.
 *
 * `serverTime` is the server's when the page was made: the time that is left is counted by its clock, not by this device's.
 */
export function watchRaffle(id, { display, serverTime, onDisplay = () => {}, onRaffle = () => {}, onState = () => {}, onSecond = () => {}, onNews = () => {} }) {
  let end = null;
  let closesAt = null;
  // Server's time less this page's. Whatever comes tells a time that is past by now: the latest of them is the nearest.
  let ahead = Date.parse(serverTime ?? "") - performance.now();

  function hearTime(text) {
    const next = Date.parse(text ?? "") - performance.now();
    if (Number.isFinite(next) && !(ahead >= next)) ahead = next;
  }

  function takeTime(shown) {
    let next = null;
    if (typeof shown?.secondsLeft === "number") next = performance.now() + shown.secondsLeft * 1000;
    else if (shown?.closesAt && Number.isFinite(ahead)) next = Date.parse(shown.closesAt) - ahead;
    if (next === null || end === null || shown.closesAt !== closesAt || Math.abs(next - end) > SLACK) end = next;
    closesAt = shown?.closesAt ?? null;
    tick();
  }

  function tick() {
    onSecond(end === null ? null : Math.max(0, Math.ceil((end - performance.now()) / 1000)));
  }

  setInterval(tick, 1000);
  takeTime(display);
  return followRaffle(id, {
    onState,
    onChange({ raffle, display: shown }) {
      hearTime(raffle?.asOf);
      if (shown) {
        takeTime(shown);
        onDisplay(shown);
      }
      if (raffle) onRaffle(raffle);
      onNews();
    },
  });
}

/** The parts of a time that is left: `[{value: "02", unit: "hours"}, …]`, days only when there are any. */
export function timeParts(seconds) {
  const days = Math.floor(seconds / 86_400);
  const parts = [[Math.floor(seconds / 3600) % 24, "hours"], [Math.floor(seconds / 60) % 60, "minutes"], [seconds % 60, "seconds"]];
  if (days > 0) parts.unshift([days, "days"]);
  const two = (n) => (n < 10 ? `${formatNumber(0)}${formatNumber(n)}` : formatNumber(n));
  return parts.map(([value, unit]) => ({ value: two(value), unit: t(`raffle.unit.${unit}`) }));
}
