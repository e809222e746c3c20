// Void requests, reprints and significant events on their way to the server.

import { Refused } from "../device/link.js";

/** As many events as the server takes at once. */
const eventsMax = 100;

/**
 * Sends the first of these notes, and with it those after it that go in the same request.
 *
 * An event that was taken and whose answer was lost is sent again with the same `note` in its data: that number tells the copy.
 *
 * @returns the number up to which the server has them.
 */
export async function sendNotes(desk, notes) {
    const [first] = notes;
    const { link } = desk;
    const { raffle } = desk.memory.header;
    const path = `/v1/rsu/raffles/${raffle}`;
    const settled = settler(desk);
    switch (first.type) {
    case "event": {
        const end = notes.findIndex(({ type }) => type !== "event");
        const run = notes.slice(0, Math.min(eventsMax, end < 0 ? notes.length : end));
        await settled(link.post("/v1/rsu/events", { events: run.map((note) => eventOf(note, raffle)) }));
        return run.at(-1).note;
    }
    case "mark":
        await settled(link.post(`${path}/marks`, markOf(first)), "TICKET_MARKED");
        break;
    case "unmark":
        await settled(link.delete(`${path}/marks/${first.ticket}`), "TICKET_NOT_MARKED");
        break;
    case "reprint":
        await settled(link.post(`${path}/reprints`, { ticket: first.ticket }));
        break;
    }
    return first.note;
}

/** A refusal for good is on record at the server, and settles the note: sending it again would be refused again. */
const settler = (desk) => async (sent, repetition = null) => {
    try {
        await sent;
    } catch (error) {
        const isFinal = error instanceof Refused && [404, 409, 422].includes(error.status) && error.code !== "HTTP_404";
        if (!isFinal) throw error;
        if (error.code !== repetition) desk.problems.push(error);
    }
};

/** `reason` or `reason: note`, as the seller gave it. */
function markOf({ ticket, reason }) {
    const [, word, rest] = /^([^:]*)(?:: *(.*))?$/s.exec(reason);
    return rest ? { ticket, reason: word, note: rest } : { ticket, reason: word };
}

function eventOf({ code, at, data, note, by }, raffle) {
    return { code, at, data: { ...data, note, by }, raffle };
}
