// Tickets that somebody asked to void, and voided ones: from the list of tickets, or else read off the events.

import { api } from "../../api.js";

const CODES = ["TICKET_MARKED", "TICKET_UNMARKED", "TICKET_VOIDED", "VOID_REVERSED"];
const PAGES_MAX = 20;
/** Pages of the list that are read at once: a page may hold few tickets, or none. */
const LIST_PAGES_MAX = 50;
const STATUS = { TICKET_MARKED: "marked", TICKET_VOIDED: "void" };

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
  try {
    const { tickets, next } = await ticketPage(raffle, { status: "marked,void", limit: 1000 });
    const list = tickets.map((each) => ({ ticket: each.ticket, status: each.status, reason: each.reason, note: each.note, by: each.changedBy, at: each.changedAt }));
    return { tickets: list.sort((a, b) => (a.at < b.at ? 1 : -1)), isWhole: next === null };
  } catch (problem) {
    if (problem.status !== 404) throw problem;
    return await fromEvents(raffle);
  }
}

/** What happened to tickets, folded: the newest word on each. */
async function fromEvents(raffle) {
  const tickets = new Map();
  let after = null;
  for (let page = 0; page < PAGES_MAX; page += 1) {
    const query = new URLSearchParams({ ledger: raffle.id, event: CODES.join(","), limit: "200", ...(after ? { after } : {}) });
    const answer = await api("GET", `/v1/audit/events?${query}`);
    for (const { event, data, actor, time } of answer.events) {
      if (!data?.ticket) continue;
      tickets.delete(data.ticket);
      if (STATUS[event]) tickets.set(data.ticket, { ticket: data.ticket, status: STATUS[event], reason: data.reason, note: data.note, by: actor, at: time });
    }
    after = answer.next;
    if (!after || answer.events.length === 0) break;
  }
  return { tickets: [...tickets.values()].reverse(), isWhole: !after };
}
