// A selling unit with its journal and its printer: does what the unit decides, in order, and tells it how that went.

export class UnitRunner {
    #journal;
    #printer;
    #clocks;
    #onLeft;
    #queue = Promise.resolve();

    /**
     * @param printer `print(ticket)`: returns when the ticket came out, or throws `{fault}`. `printCounterfoils(counterfoils)`: prints one
     *   after the other until one does not come out; gives `{count, fault}`, how many came out and why the rest did not.
     * @param clocks gives `{wall, monotonic}`.
     * @param onLeft gets what is left to do after something that nobody waits for, such as the end of printing.
     */
    constructor(unit, journal, printer, clocks, onLeft = () => {}) {
        this.unit = unit;
        this.#journal = journal;
        this.#printer = printer;
        this.#clocks = clocks;
        this.#onLeft = onLeft;
    }

    /**
     * Takes in what happened, one thing after another, and writes the journal.
     *
     * @returns what concerns the server and the seller: `authenticate`, `upload`, `submit`, `show`. After the journal failed, none of what
     *   hung on it.
     */
    handle(input) {
        const done = this.#queue.then(() => this.#handle(input));
        this.#queue = done.catch(() => {});
        return done;
    }

    async #handle(input) {
        const left = [];
        for (const effect of this.unit.handle(input, this.#clocks())) {
            if (effect.do === "persist") {
                try {
                    await this.#journal.append(effect.record);
                } catch (error) {
                    return [...left, ...this.unit.handle({ do: "journalFailed", reason: String(error?.message ?? error) }, this.#clocks())];
                }
            } else if (effect.do === "print") {
                // Not waited for: a dialogue of the printer may stand for minutes, and time goes on.
                this.#print(effect);
            } else if (effect.do === "print-counterfoils") {
                this.#printCounterfoils(effect);
            } else {
                left.push(effect);
            }
        }
        return left;
    }

    async #print({ ticket, sequence }) {
        let answer = { do: "printed", sequence };
        try {
            await this.#printer.print(ticket);
        } catch (error) {
            answer = { do: "printFailed", sequence, fault: error?.fault ?? "failed" };
        }
        this.#onLeft(await this.handle(answer));
    }
    async #printCounterfoils({ counterfoils, sequence }) {
        let answer = { count: 0, fault: "failed" };
        try {
            answer = await this.#printer.printCounterfoils(counterfoils);
        } catch (error) {
            answer = { count: 0, fault: error?.fault ?? "failed" };
        }
        const { fault = null } = answer;
        const most = fault === null ? counterfoils.length : counterfoils.length - 1;
        const count = fault === null ? most : Math.max(0, Math.min(most, answer.count));
        this.#onLeft(await this.handle({ do: "counterfoilsPrinted", sequence, count, fault }));
    }
}
