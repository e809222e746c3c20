// A raffle as it changes: its jackpot every few seconds, its sales now and then, and the time that is left, which runs by itself.

import { api, backoff } from "../api.js";
import { formatNumber, t } from "../page.js";

/** Between two looks at the display, in ms. */
const EVERY = 2500;
/** Every so many looks the whole raffle is read, too. */
const WHOLE_EVERY = 4;
/** The clock is set again only when it is this far off, in ms: it must not jump to and fro. */
const SLACK = 1500;

/**
 * Watches a raffle. `onDisplay(display)`, `onRaffle(raffle)`, `onState("live" | "waiting")`, `onSecond(seconds | null)`.
 *
 * Nothing is asked while the page cannot be seen. Returns `{stop(), look()}`.
 */
export function watchRaffle(id, { display, onDisplay = () => {}, onRaffle = () => {}, onState = () => {}, onSecond = () => {} }) {
  const address = `/v1/raffles/${encodeURIComponent(id)}`;
  let looks = 0;
  let failures = 0;
  let timer = 0;
  let end = null;
  let isStopped = false;

  function takeTime(seconds) {
    if (seconds === null || seconds === undefined) end = null;
    else {
      const next = performance.now() + seconds * 1000;
      if (end === null || Math.abs(next - end) > SLACK) end = next;
    }
    tick();
  }

  function tick() {
    onSecond(end === null ? null : Math.max(0, Math.ceil((end - performance.now()) / 1000)));
  }

  async function look() {
    clearTimeout(timer);
    timer = 0;
    try {
      const shown = await api("GET", `${address}/display`, undefined, { retries: 0 });
      takeTime(shown.secondsLeft);
      onDisplay(shown);
      if (looks % WHOLE_EVERY === 0) onRaffle(await api("GET", address, undefined, { retries: 0 }));
      looks += 1;
      failures = 0;
      onState("live");
    } catch {
      failures += 1;
      onState("waiting");
    }
    if (!isStopped && !document.hidden) timer = setTimeout(look, failures > 0 ? backoff(failures) : EVERY);
  }

  const shown = () => { if (!document.hidden && !isStopped) { clearTimeout(timer); look(); } };
  document.addEventListener("visibilitychange", shown);
  addEventListener("online", shown);
  const second = setInterval(tick, 1000);
  takeTime(display?.secondsLeft);
  timer = setTimeout(look, EVERY);

  return {
    look,
    stop() {
      isStopped = true;
      clearTimeout(timer);
      clearInterval(second);
      document.removeEventListener("visibilitychange", shown);
      removeEventListener("online", shown);
    },
  };
}

/** The parts of a time that is left: `[{value: "02", unit: "hours"}, …]`, days only when there are any. */
export function timeParts(seconds) {
  const days = Math.floor(seconds / 86_400);
  const parts = [[Math.floor(seconds / 3600) % 24, "hours"], [Math.floor(seconds / 60) % 60, "minutes"], [seconds % 60, "seconds"]];
  if (days > 0) parts.unshift([days, "days"]);
  const two = (n) => (n < 10 ? `${formatNumber(0)}${formatNumber(n)}` : formatNumber(n));
  return parts.map(([value, unit]) => ({ value: two(value), unit: t(`raffle.unit.${unit}`) }));
}
