// The unit's paper: the printer of its tickets, and where counterfoils are printed at all, theirs.

import { Printer, PrinterFault } from "./printers.js";

/** Where counterfoils come out: nowhere, of the tickets' printer after each ticket, or of a printer of their own. */
export const counterfoilKinds = ["none", "same", "serial", "bluetooth"];

const defaults = { kind: "browser", columns: 32, baudRate: 9600, isAsking: true, counterfoils: { kind: "none", columns: 32, baudRate: 9600 } };

export class Paper {
    #settings = defaults;
    #ask;
    #askCounterfoils;

    /**
     * @param sheet prints documents by the browser.
     * @param ask asks the seller whether a ticket came out: null, or a fault.
     * @param askCounterfoils the same of counterfoils: gives `{count, fault}`.
     * @param onFault gets what the tickets' printer reports by itself. @param onCounterfoilFault the same of the counterfoils'.
     */
    constructor({ sheet, ask, askCounterfoils, onFault, onCounterfoilFault }) {
        this.#ask = ask;
        this.#askCounterfoils = askCounterfoils;
        this.tickets = new Printer({ sheet, onFault });
        this.stubs = new Printer({ sheet, onFault: onCounterfoilFault });
    }

    /** `{kind, columns, baudRate, isAsking, counterfoils: {kind, columns, baudRate}}` */
    get settings() { return this.#settings; }
    set settings(changes) {
        const counterfoils = { ...this.#settings.counterfoils, ...changes?.counterfoils };
        this.#settings = { ...this.#settings, ...changes, counterfoils };
        this.tickets.settings = this.#settings;
        this.stubs.settings = counterfoils;
    }

    get hasCounterfoils() { return this.#settings.counterfoils.kind !== "none"; }
    /** Whether counterfoils have a printer of their own. */
    get isApart() { return !["none", "same"].includes(this.#settings.counterfoils.kind); }

    async reconnect() {
        const isEither = this.isApart && this.#settings.kind === "serial" && this.#settings.counterfoils.kind === "serial";
        // Of two printers on lines the browser does not tell which is which: a ticket must not come out as a counterfoil.
        if (isEither) return;
        await this.tickets.reconnect();
        if (this.isApart) await this.stubs.reconnect();
    }

    /** Returns when the ticket came out; throws `PrinterFault`. */
    print(ticket) {
        return this.tickets.inTurn(async () => {
            const { fault } = await this.tickets.put([ticket]);
            const said = fault ?? (this.#settings.isAsking ? await this.#ask(ticket) : null);
            if (said) throw new PrinterFault(said);
        });
    }

    /** One after another until one does not come out: how many did, and why the rest did not. */
    printCounterfoils(stubs) {
        const printer = this.isApart ? this.stubs : this.tickets;
        return printer.inTurn(async () => {
            const done = await printer.put(stubs);
            return done.fault || !this.#settings.isAsking ? done : this.#askCounterfoils(stubs);
        });
    }
}
