// The search of events, page after page; words are looked for here, in what the server gives for the other filters.

import { api } from "../api.js";

const AT_ONCE = 100;
/** With words, more is read at once, and only so much before somebody asks for more. */
const WORDS_AT_ONCE = 1000;
const WORDS_PAGES_MAX = 10;

const textOf = (event) => `${event.summary} ${event.event} ${event.actor} ${event.component} ${event.ledger} ${JSON.stringify(event.data ?? {})}`.toLowerCase();

/** A search: `start(parameters)`, then `more()`; `events` is what was found so far, `looked` how many were looked at. */
export function eventSearch() {
  let asked = new URLSearchParams();
  let words = [];
  let next = null;
  let turn = 0;
  const found = { events: [], looked: 0, isEnd: true, hasWords: false, canOrder: true, order: "desc" };

  function holdsWords(event) {
    const text = found.hasWords ? textOf(event) : "";
    return words.every((word) => text.includes(word));
  }

  async function page(after) {
    const made = new URLSearchParams(asked);
    made.set("limit", String(found.hasWords ? WORDS_AT_ONCE : AT_ONCE));
    if (found.canOrder) made.set("order", found.order);
    if (after) made.set("after", after);
    try {
      return await api("GET", `/v1/audit/events?${made}`);
    } catch (problem) {
      // An older server knows no order: then it is oldest first.
      if (!(found.canOrder && problem.status === 400 && problem.field === "order")) throw problem;
      found.canOrder = false;
      found.order = "asc";
      return page(after);
    }
  }

  async function read(mine) {
    const enough = found.events.length + AT_ONCE;
    for (let pages = 0; pages < (found.hasWords ? WORDS_PAGES_MAX : 1); pages += 1) {
      const answer = await page(next);
      // Another search began meanwhile: this one's answer is nobody's.
      if (mine !== turn) return;
      found.looked += answer.events.length;
      found.events.push(...answer.events.filter(holdsWords));
      next = answer.events.length > 0 ? answer.next : null;
      found.isEnd = !next;
      if (found.isEnd || found.events.length >= enough) return;
    }
  }

  return Object.assign(found, {
    async start(parameters) {
      asked = new URLSearchParams(parameters);
      words = (asked.get("words") ?? "").toLowerCase().split(/\s+/).filter(Boolean);
      if (found.canOrder) found.order = asked.get("order") === "asc" ? "asc" : "desc";
      for (const own of ["words", "order"]) asked.delete(own);
      Object.assign(found, { events: [], looked: 0, isEnd: true, hasWords: words.length > 0 });
      next = null;
      turn += 1;
      await read(turn);
    },
    async more() { await read(turn); },
  });
}
