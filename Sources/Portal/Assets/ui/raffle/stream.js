// A raffle as the server streams it; asked for again and again where there is no stream.

import { api, backoff } from "../api.js";
import { follow } from "../live.js";

/** Between two looks at the display without a stream, in ms. */
const EVERY = 2500;
/** Every so many looks the whole raffle is read, too. */
const WHOLE_EVERY = 4;
/** A server that has no room for one more stream is asked again after this long, in ms. */
const ROOM_AFTER = 60_000;

/**
 * Follows a raffle. What comes is `{raffle, display}`; `raffle` is null when only the display was asked for.
 * `onState("live" | "waiting" | "final")`.
 */
export function followRaffle(id, { onChange, onState = () => {} }) {
  const address = `/v1/raffles/${encodeURIComponent(id)}`;
  let stream = null;
  let timer = 0;
  let looks = 0;
  let failures = 0;
  let isStopped = false;

  function begin() {
    stream = follow(`${address}/stream`, {
      onEvent({ event, data }) {
        if (event !== "raffle") return;
        const { display, ...raffle } = JSON.parse(data);
        onState("live");
        onChange({ raffle, display });
      },
      onState(state) { if (state === "waiting" || state === "final") onState(state); },
      onRefused(status) {
        if (![404, 405, 406, 503].includes(status)) return false;
        stream = null;
        look();
        if (status === 503) setTimeout(again, ROOM_AFTER);
        return true;
      },
    });
  }

  function again() {
    if (isStopped) return;
    clearTimeout(timer);
    begin();
  }

  async function look() {
    clearTimeout(timer);
    try {
      const display = await api("GET", `${address}/display`, undefined, { retries: 0 });
      const raffle = looks % WHOLE_EVERY === 0 ? await api("GET", address, undefined, { retries: 0 }) : null;
      if (stream || isStopped) return;
      looks += 1;
      failures = 0;
      onState("live");
      onChange({ raffle, display });
    } catch {
      failures += 1;
      onState("waiting");
    }
    if (!isStopped && !stream && !document.hidden) timer = setTimeout(look, failures > 0 ? backoff(failures) : EVERY);
  }

  const shown = () => { if (!document.hidden && !isStopped && !stream) look(); };
  document.addEventListener("visibilitychange", shown);
  addEventListener("online", shown);
  begin();

  return {
    stop() {
      isStopped = true;
      clearTimeout(timer);
      stream?.stop();
      document.removeEventListener("visibilitychange", shown);
      removeEventListener("online", shown);
    },
  };
}
