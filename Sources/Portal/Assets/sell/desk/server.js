// What the unit does at the server. Each answer becomes inputs to the unit.

import { unbase64url } from "../core/bytes.js";
import { isLease } from "../core/memory.js";
import { parsedTime } from "../core/times.js";
import { Refused, Unreachable } from "../device/link.js";
import { tellLeases } from "./leases.js";
import { sendNotes } from "./notes.js";
import { Problem } from "./problem.js";
import { tellings } from "./tellings.js";

const standings = {
    registered: "registered", enrolled: "enrolled", suspended: "enrolled", disabled: "enrolled", faulty: "enrolled", active: "enabled",
};
const malformed = () => new Problem("MALFORMED_ANSWER", "the server's answer is not what it should be");

export class Server {
    /** Set when sending again would change nothing. */
    isStalled = false;
    /** Kept while somebody is logged on, for the log-on that the server asks for at intervals. */
    pin = null;
    #desk;

    constructor(desk) { this.#desk = desk; }

    get #link() { return this.#desk.link; }
    get #memory() { return this.#desk.memory; }
    get #path() { return `/v1/rsu/raffles/${this.#memory.header.raffle}`; }

    // Sessions

    /** Opens a session, with the one from before if the server still takes it; gives the unit's status there. */
    async openSession() {
        if (this.#link.session) {
            try {
                return await this.status();
            } catch (error) {
                if (error.status !== 401) throw error;
                this.#link.session = null;
            }
        }
        if (this.pin === null) throw new Problem("PIN_REQUIRED", "the server asks for the PIN: log on");
        const { challenge } = await this.#link.post("/v1/rsu/challenge");
        const answer = await this.#link.post("/v1/rsu/session", { challenge, operator: this.#desk.settings.operator, pin: this.pin });
        if (typeof answer?.session !== "string") throw malformed();
        this.#link.session = answer.session;
        return this.status();
    }

    /** The server's word on the unit, which tells its own with the question; what a restored server asks for is told on the way. */
    async status() {
        return tellLeases(this.#desk, await this.#link.get(`/v1/rsu/status${tellings(this.#desk)}`));
    }

    async authenticate() {
        try {
            const status = await this.openSession();
            const serverTime = parsedTime(status?.serverTime);
            if (serverTime === null) throw malformed();
            return [{ do: "authenticated", session: this.#link.session, serverTime }, ...this.inputsFrom(status)];
        } catch (error) {
            this.isStalled = true;
            return this.noteFailure(error);
        }
    }

    /** How far the server lets the unit, and how the raffle stands. */
    inputsFrom(status) {
        this.#desk.offers = status.raffles ?? [];
        const inputs = [];
        if (standings[status.state]) inputs.push({ do: "standing", standing: standings[status.state] });
        const raffle = this.#desk.offers.find(({ id }) => id === this.#memory?.header.raffle);
        if (!raffle) return inputs;
        if (raffle.state === "suspended") inputs.push({ do: "suspended", reason: "the raffle is suspended" });
        else if (this.#memory.suspension) inputs.push({ do: "resumed" });
        if (raffle.state === "closed" && !this.#memory.closing) inputs.push({ do: "closeRequested" });
        return inputs;
    }

    // Numbers

    /** Gets numbers to sell; gives what they are to the unit. */
    async lease(count) {
        const { raffle, rsu } = this.#memory.header;
        const answer = await this.#link.post(`${this.#path}/lease`, { count });
        const { definition, eventNumber, from, to, numbers, validationKey } = answer ?? {};
        const isWhole = unbase64url(validationKey)?.length === 32 && Array.isArray(definition?.packages) && isLease({ from, to, numbers });
        if (!isWhole || answer.raffle !== raffle || answer.rsu !== rsu || !Number.isSafeInteger(eventNumber)) throw malformed();
        return [
            { do: "standing", standing: "enabled" }, { do: "configured", definition, eventNumber },
            { do: "leased", lease: { raffle, rsu, from, to, numbers, key: validationKey } },
        ];
    }

    // Batches

    /** Sends sales; when all of those are there, the next notes. */
    async upload({ sales, notes }) {
        try {
            if (sales.length) return await this.#uploadSales(sales);
            const held = await sendNotes(this.#desk, notes);
            return [this.#marks(this.#memory.acknowledgedSales, held)];
        } catch (error) {
            return this.noteFailure(error);
        }
    }

    async #uploadSales(sales) {
        const answer = await this.#link.post(`${this.#path}/sales`, { sales });
        const { upTo, results } = answer ?? {};
        if (!Number.isSafeInteger(upTo) || upTo < 0 || !Array.isArray(results)) throw malformed();
        const inputs = [];
        for (const { outcome, code, sequence, message } of results) {
            if (outcome === "conflict") inputs.push({ do: "uploadRefused", why: "conflict", sequence });
            if (outcome === "refused") {
                this.isStalled = true;
                this.#desk.problems.push(new Problem(code, `sale ${sequence}: ${message}`));
                if (code === "TOO_LATE") inputs.push({ do: "uploadRefused", why: "late" });
            }
        }
        if (inputs.length) this.isStalled = true;
        return [this.#marks(upTo, this.#memory.acknowledgedNotes), ...inputs];
    }

    /** What the server has now. This answers a request that was made after all that the unit knows of: no late answer. */
    #marks(sales, notes) {
        const isBehind = sales < this.#memory.acknowledgedSales || notes < this.#memory.acknowledgedNotes;
        return { do: isBehind ? "serverSetBack" : "acknowledged", sales, notes };
    }

    /**
     * Sends the newest confirmed sale again when no other waits, and asks how far the server has the notes.
     *
     * A server that was restored from an older backup says that it has less than it had confirmed. It is asked before any note goes up: a note
     * is about a ticket, which has to be there.
     */
    async compareMarks() {
        const memory = this.#memory;
        if (!this.#desk.isOnline || memory.unsynced || memory.closed) return [];
        try {
            let { acknowledgedSales: sales, acknowledgedNotes: notes } = memory;
            const newest = memory.sale(sales);
            if (newest) {
                const { upTo } = await this.#link.post(`${this.#path}/sales`, { sales: [newest] });
                if (Number.isSafeInteger(upTo) && upTo >= 0) sales = upTo;
            }
            if (notes) notes = await sendNotes(this.#desk, []);
            const mark = this.#marks(sales, notes);
            return mark.do === "serverSetBack" ? [mark] : [];
        } catch (error) {
            // Whatever else is wrong, the next thing that there is to send meets it, too.
            return error instanceof Unreachable ? this.noteFailure(error) : [];
        }
    }

    /** Hands in the statement over all sales. */
    async submit(statement) {
        try {
            const { uploaded, of } = await this.#link.post(`${this.#path}/closing`, statement);
            if (uploaded !== of || uploaded !== statement.sales) throw new Problem("STATEMENT_MISMATCH", "the server has another number of sales");
            return [{ do: "statementAccepted" }];
        } catch (error) {
            this.isStalled = true;
            return this.noteFailure(error);
        }
    }

    /** Keeps a failure for the seller; gives what it is to the unit. */
    noteFailure(error) {
        this.#desk.problems.push(error);
        if (error instanceof Unreachable) {
            // Whoever is at the other end of the next connection, and at this one, has to be shown again.
            this.#link.session = null;
            return [{ do: "linkLost" }];
        }
        this.isStalled = true;
        if (!(error instanceof Refused)) return [];
        switch (error.code) {
        case "REAUTHENTICATE":
            this.isStalled = false;
            this.#desk.problems.pop();
            this.#link.session = null;
            return [{ do: "uploadRefused", why: "session" }];
        case "DEVICE_DISABLED":
        case "DEVICE_NOT_ENROLLED":
        case "DEVICE_UNKNOWN": {
            const standing = error.code === "DEVICE_DISABLED" ? "enrolled" : "registered";
            return [{ do: "standing", standing }, { do: "uploadRefused", why: "later" }];
        }
        case "PIN_INVALID":
        case "SIGNATURE_INVALID":
        case "OPERATOR_NOT_ALLOWED":
        case "CHALLENGE_INVALID":
            // A wrong PIN is not tried again: the server counts.
            this.pin = null;
            return [{ do: "authenticationRefused" }];
        default: return [{ do: "uploadRefused", why: error.status === 409 && error.code === "TOO_LATE" ? "late" : "later" }];
        }
    }
}
