// Void requests, reprints and significant events on their way to the server.

import { Problem } from "./problem.js";

/**
 * Sends notes. The server takes each once, by its number, however often it is sent.
 *
 * A refusal is on record at the server, and settles the note: sending it again would be refused again.
 *
 * @param notes consecutive; none to ask how far the server has them.
 * @returns the number up to which the server has them.
 */
export async function sendNotes(desk, notes) {
    const { raffle } = desk.memory.header;
    const answer = await desk.link.post(`/v1/rsu/raffles/${raffle}/notes`, { notes });
    if (!Number.isSafeInteger(answer?.upTo) || answer.upTo < 0) {
        throw new Problem("MALFORMED_ANSWER", "the server's answer does not say what it has");
    }
    for (const { code, message } of answer.refused ?? []) desk.problems.push(new Problem(code, message));
    return answer.upTo;
}
