// The time by which a unit sells and stops selling.
//
// It is the latest of: the wall clock, corrected by what the server said last; the last known server time (at the start the wall clock or
// the latest time on record, whichever is later) and what the monotonic clock counted since; the latest time on record. A wall clock that is
// set back changes nothing, and one that is set forward can only end sales early.

/** A wall clock that is further off than this jumped; less is how networks correct it. */
export const toleranceMilliseconds = 2000;

export class ClockGuard {
    #anchor;
    #anchorMonotonic;
    #last;
    #floor;
    /** Server time less wall clock, as it was at the last answer. */
    offset = 0;

    /**
     * @param reading `{wall, monotonic}`, milliseconds; nothing sets the monotonic clock.
     * @param latest the latest time on record.
     */
    constructor(reading, latest = -Infinity) {
        // Time goes on from what is on record: a clock set back while the program was away does not make it stand still.
        this.#anchor = Math.max(reading.wall, latest);
        this.#anchorMonotonic = reading.monotonic;
        this.#last = { ...reading };
        this.#floor = latest;
    }

    now(reading) {
        const counted = this.#anchor + Math.max(0, reading.monotonic - this.#anchorMonotonic);
        return Math.max(counted, reading.wall + this.offset, this.#floor);
    }

    /** Takes a reading in. A jump of the wall clock since the one before is told once: `{expected, actual, milliseconds}`, else null. */
    observe(reading) {
        const expected = this.#last.wall + Math.max(0, reading.monotonic - this.#last.monotonic);
        this.#last = { wall: reading.wall, monotonic: Math.max(this.#last.monotonic, reading.monotonic) };
        const milliseconds = reading.wall - expected;
        return Math.abs(milliseconds) > toleranceMilliseconds ? { expected, actual: reading.wall, milliseconds } : null;
    }

    /** Takes the server's time in; returns how far the wall clock was off. What was sold stays earlier than what will be sold. */
    synchronise(server, reading) {
        this.#anchor = server;
        this.#anchorMonotonic = reading.monotonic;
        this.offset = server - reading.wall;
        return this.offset;
    }

    /** Keeps the guard from ever giving an earlier time than one on record. */
    record(time) {
        this.#floor = Math.max(this.#floor, time);
    }
}
