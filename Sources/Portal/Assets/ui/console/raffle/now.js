// What has to be done next, and what is waited for: read off the raffle, for whoever stands before it with a tablet.

import { prizeTitle } from "./parts.js";

/** Of which state the words are good news, and of which they want attention. */
const TONES = { draft: "info", active: "good", suspended: "warn", closed: "warn", reconciled: "info", acknowledged: "info", drawing: "info", settled: "good" };

/** The prize that is to be worked on: `{id, todo}` with `todo` "draw", "again", "official" or "pay"; null when all are paid. */
export function prizeAt(raffle) {
  const phases = phasesOf(raffle);
  const first = (...wanted) => raffle.now.definition.prizes.find(({ id }) => wanted.includes(phases.get(id)));
  const drawn = first("drawn");
  if (drawn) return { id: drawn.id, todo: "official" };
  const started = first("started");
  if (started) return { id: started.id, todo: "again" };
  const open = first("open");
  if (open) return { id: open.id, todo: "draw" };
  const official = first("official");
  return official ? { id: official.id, todo: "pay" } : null;
}

/** The phase of each prize: `open`, `started`, `drawn`, `official`, `claimed`. The newest draw of a prize counts. */
export function phasesOf(raffle) {
  const phases = new Map(raffle.now.definition.prizes.map(({ id }) => [id, "open"]));
  for (const draw of raffle.draws ?? []) for (const { prize, phase } of draw.prizes) phases.set(prize, phase);
  for (const winner of raffle.now.winners) if (phases.get(winner.prize) === "open") phases.set(winner.prize, winner.claimed ? "claimed" : "official");
  return phases;
}

/** `{tone, state, next, values}`: keys of `console-raffle.now.…` and what fills them. */
export function situation(raffle) {
  const { state } = raffle.now;
  const found = { tone: TONES[state] ?? "info", state: `now.${state}`, next: `next.${state}`, values: {} };
  if (state !== "acknowledged" && state !== "drawing") return found;
  const at = prizeAt(raffle);
  if (!at) return { ...found, next: "next.settle" };
  return { ...found, next: `next.${at.todo}`, tone: at.todo === "official" || at.todo === "again" ? "warn" : "info", values: { prize: prizeTitle(raffle, at.id) } };
}
