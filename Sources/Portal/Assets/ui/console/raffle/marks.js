// Tickets that somebody asked to void, and voided ones.

import { api } from "../../api.js";

/** Pages of the list that are read at once: a page may hold few tickets, or none. */
const LIST_PAGES_MAX = 50;

/** A page of the list of tickets: `{tickets, next}`. Goes on while pages come up empty, within bounds. */
export async function ticketPage(raffle, { status, after, limit = 50 } = {}) {
  const tickets = [];
  let from = after ?? null;
  for (let page = 0; page < LIST_PAGES_MAX; page += 1) {
    const query = new URLSearchParams({ ...(status ? { status } : {}), limit: String(limit - tickets.length), ...(from === null ? {} : { after: String(from) }) });
    const answer = await api("GET", `${raffle.path}/tickets?${query}`);
    tickets.push(...answer.tickets);
    from = answer.next ?? null;
    if (from === null || tickets.length >= limit) break;
  }
  return { tickets, next: from };
}

/** Marked and void tickets, newest first: `{ticket, status, reason, note, by, at}`. */
export async function changedTickets(raffle) {
  const { tickets, next } = await ticketPage(raffle, { status: "marked,void", limit: 1000 });
  const list = tickets.map((each) => ({ ticket: each.ticket, status: each.status, reason: each.reason, note: each.note, by: each.changedBy, at: each.changedAt }));
  return { tickets: list.sort((a, b) => (a.at < b.at ? 1 : -1)), isWhole: next === null };
}
