// A selling unit at work: the core, its journal, its printer, its clocks and its line. Everything that matters is in the journal before it
// has an effect, so the page may be closed at any moment. No DOM in here.

import { Journal, JournalDamage } from "../core/journal.js";
import { programID } from "../core/release.js";
import { UnitRunner } from "../core/runner.js";
import { timeText } from "../core/times.js";
import { SellingUnit } from "../core/unit.js";
import { macOf, signer } from "../device/keys.js";
import { Link } from "../device/link.js";
import { Problem } from "./problem.js";
import { Server } from "./server.js";
import { connect, drive, poll, sync } from "./syncing.js";

/** How often the time of day is written down, so that a clock set back while the page was closed is noticed. */
const seenMilliseconds = 30_000;
const checkMilliseconds = 24 * 3600 * 1000;

export class Desk {
    /** `{id, operator, publicKey, raffle}` as the device keeps them; null before a unit was made of it. */
    settings = null;
    runner = null;
    /** The journal of the raffle is damaged: there is no unit then. */
    damage = null;
    link = null;
    /** What the last exchange with the server met. */
    problems = [];
    /** The raffles that the server lets this unit sell. */
    offers = [];
    /** `urna-sell <version> <aggregate>` after a check that passed. */
    software = null;
    programFailure = "the program was not checked yet";
    #keys = null;
    #keep;
    #stores;
    #printer;
    #check;
    #options;
    #listeners = new Set();
    #serverTurn = Promise.resolve();
    #checkedAt = -Infinity;
    #seenAt = -Infinity;

    /**
     * @param keep settings and keys: see `Keep`.
     * @param stores gives the `JournalStore` of a raffle.
     * @param printer see `UnitRunner`; `hasCounterfoils` says whether it prints those.
     * @param check checks the program: gives its text, or throws why it must not sell.
     * @param options of the line, for tests: `fetch`, `base`, `clocks`.
     */
    constructor({ keep, stores, printer, check, ...options }) {
        this.#keep = keep;
        this.#stores = stores;
        this.#printer = printer;
        this.#check = check;
        this.#options = options;
        this.server = new Server(this);
        this.clocks = options.clocks ?? (() => ({ wall: Date.now(), monotonic: performance.now() }));
    }

    get keep() { return this.#keep; }
    get unit() { return this.runner?.unit ?? null; }
    get memory() { return this.unit?.memory ?? null; }
    get isOnline() { return this.unit?.isOnline ?? false; }

    /** Reads what the device keeps, checks the program and opens the journal. */
    async start() {
        this.settings = await this.#keep.get("settings");
        await this.checkProgram();
        if (!this.settings) return;
        await this.attach();
        if (this.settings.raffle) await this.open(this.settings.raffle);
    }

    /** Makes the line of the unit that the settings name. */
    async attach() {
        this.#keys = await this.#keep.get("keys");
        if (!this.#keys) throw new Problem("KEYS_LOST", "the keys of this unit are gone");
        this.sign = signer(this.#keys.device);
        const { fetch, base } = this.#options;
        this.link = new Link({ keep: this.#keep, id: this.settings.id, sign: this.sign, fetch, base });
    }

    async changeSettings(changes) {
        this.settings = { ...this.settings, ...changes };
        await this.#keep.set("settings", this.settings);
    }

    /** Opens the journal of a raffle, or begins it. */
    async open(raffle) {
        this.runner = null;
        this.damage = null;
        const store = this.#stores(raffle);
        const mac = macOf(this.#keys.journal);
        const reading = this.clocks();
        let opened;
        try {
            const header = { raffle, rsu: this.settings.id, program: this.programText, at: timeText(reading.wall) };
            opened = (await Journal.open(store, mac)) ?? (await Journal.create(store, mac, header));
        } catch (error) {
            if (!(error instanceof JournalDamage)) throw new Problem("JOURNAL_FAILED", error.message, { reason: error.message });
            this.damage = error;
            this.changed();
            return;
        }
        const unit = new SellingUnit(opened.memory, reading, (await this.#keep.get("seen")) ?? -Infinity);
        this.runner = new UnitRunner(unit, opened.journal, this.#printer, this.clocks, (effects) => this.told(effects));
        await this.fitCounterfoils();
        await this.tell({ do: "programChecked", failure: this.programFailure });
        const mismatch = await this.#keep.get("mismatch");
        if (mismatch) {
            // What the service worker found before it let the program run again goes on record.
            await this.tell({ do: "programChecked", failure: mismatch.reason });
            await this.tell({ do: "programChecked", failure: this.programFailure });
            await this.#keep.set("mismatch", null);
        }
    }

    /** Whether the device prints counterfoils: at the start, and when the setting was changed. */
    fitCounterfoils() { return this.tell({ do: "counterfoilPrinterFitted", isFitted: this.#printer.hasCounterfoils === true }); }

    /** The positions ever leased in a raffle. Throws when the journal can't say: silence would be taken for none. */
    async leasesIn(raffle) {
        if (raffle === this.settings.raffle) {
            if (this.damage) throw new Problem("CRITICAL_MEMORY_CORRUPT", this.damage.message);
            if (this.memory) return this.memory.leases;
        }
        return (await Journal.open(this.#stores(raffle), macOf(this.#keys.journal)))?.memory.leases ?? [];
    }

    get programText() { return (this.software ?? programID).split(" ").slice(0, 2).join(" "); }

    async checkProgram() {
        this.#checkedAt = this.clocks().monotonic;
        try {
            this.software = await this.#check();
            this.programFailure = null;
        } catch (error) {
            this.programFailure = error.message;
        }
        if (this.runner) await this.tell({ do: "programChecked", failure: this.programFailure });
        this.changed();
        return this.programFailure;
    }

    // What happens to the unit

    /** Takes in something whose exchange with the server, if any, can wait; gives the messages. */
    async tell(input) {
        const effects = (await this.runner?.handle(input)) ?? [];
        return this.told(effects);
    }

    /** Takes in something, and does with the server what the unit wants done; gives the messages. */
    drive(input) { return drive(this, input); }

    /** Everything that speaks with the server, one after another. */
    inTurn(work) {
        const done = this.#serverTurn.then(work);
        this.#serverTurn = done.catch(() => {});
        return done;
    }

    /** Uploads until everything is at the server, or nothing more can be done now. */
    sync() { return this.inTurn(() => sync(this)); }
    /** Opens a session, unless there is one; false when there is no server to be reached. */
    connect() { return this.inTurn(() => (this.unit.isLinked ? this.isOnline : connect(this))); }
    /** The server's word on unit and raffle: at intervals, so that a raffle that was closed or suspended is noticed. */
    poll() { return this.inTurn(() => poll(this)); }

    /** What is due without anybody asking; once a second. */
    async tick() {
        const { monotonic } = this.clocks();
        if (monotonic - this.#checkedAt >= checkMilliseconds) await this.checkProgram();
        if (!this.runner) return;
        const isDue = monotonic - this.#seenAt >= seenMilliseconds;
        // Re-authentication is the only thing that a tick can want of the server.
        await this.inTurn(() => this.drive({ do: "tick" }));
        if (!isDue) return;
        this.#seenAt = monotonic;
        await this.#keep.set("seen", this.unit.now);
    }

    // Who wants to know

    /** @param listener gets the messages of the unit, and nothing when only its state changed. */
    listen(listener) { this.#listeners.add(listener); }
    changed() { this.told([]); }

    /** Hands the messages among effects on; gives them. */
    told(effects) {
        const messages = effects.filter((effect) => effect.do === "show");
        for (const listener of this.#listeners) listener(messages);
        return messages;
    }
}
