// A raffle as it is now. Every part of the page hears of changes: from the stream where the server has one, else by asking.

import { api } from "../../api.js";
import { follow } from "../../live.js";

/** Between two looks without a stream, and with one, in ms. */
const EVERY = 4000;
const EVERY_LIVE = 30_000;

/**
 * `{id, path, now, draws, connection, clock(), look(), onChange(f, {onlyState}), onConnection(f), start()}`.
 *
 * `draws` is null until it was read. `connection` is "polling", "live" or "lost".
 */
export function raffleStore(data) {
  const path = `/v1/raffles/${encodeURIComponent(data.id)}`;
  const listeners = [];
  const watchers = [];
  // Times of the raffle are the server's; a second or two is the way that the page came.
  const ahead = data.serverTime ? new Date(data.serverTime).getTime() - Date.now() : 0;
  const offset = Math.abs(ahead) > 5000 ? ahead : 0;
  let isLive = false;

  const raffle = {
    id: data.id, path, now: { ...data, winners: data.winners ?? [], prizes: data.prizes ?? [] }, draws: data.draws ?? null, connection: "polling",
    clock: () => Date.now() + offset,
    onChange(call, { onlyState = false } = {}) { listeners.push({ call, onlyState }); },
    onConnection(call) { watchers.push(call); },

    /** Asks the server; those who listen hear of it when something has changed. */
    async look() {
      const found = await api("GET", path);
      await take(found);
      connected(isLive ? "live" : "polling");
    },

    /** From now on the page follows the raffle by itself. */
    start() {
      let asked = Date.now();
      setInterval(() => {
        if (document.hidden || Date.now() - asked < (isLive ? EVERY_LIVE : EVERY)) return;
        asked = Date.now();
        raffle.look().catch((problem) => { if (problem.status === 0) connected("lost"); });
      }, 1000);
      listen();
    },
  };

  async function take(found) {
    const before = raffle.now;
    const draws = await api("GET", `${path}/draws`).then((answer) => answer.draws, () => raffle.draws);
    const isSame = JSON.stringify([found, draws]) === JSON.stringify([before, raffle.draws]);
    raffle.now = found;
    raffle.draws = draws;
    if (isSame) return;
    for (const { call, onlyState } of listeners) if (!onlyState || found.state !== before.state) call();
  }

  function connected(how) {
    if (raffle.connection === how) return;
    raffle.connection = how;
    for (const call of watchers) call();
  }

  function listen() {
    follow(`${path}/stream`, {
      onEvent({ event, data: text }) {
        if (event !== "raffle") return;
        // The event says that something is new; what staff may see of it is the answer of a call.
        try { JSON.parse(text); } catch { return; }
        raffle.look().catch(() => {});
      },
      onState(state) {
        isLive = state === "live";
        connected(isLive ? "live" : state === "connecting" ? raffle.connection : "polling");
      },
    });
  }
  return raffle;
}
