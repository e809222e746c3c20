// What a unit needs before it can sell: a seller, the raffle's rules, numbers.

import { canonicalText } from "./canonical.js";
import { UnitMemory, isLease } from "./memory.js";
import { timeText } from "./times.js";
import { closeWhenDue } from "./uploading.js";
import { validationNumber } from "./validation.js";

export function logon(unit, { user, accepted }) {
    const { seller, header } = unit.memory;
    if (!accepted) unit.event("LOGON_FAILED", { user }, header.rsu);
    else if (user !== seller) {
        if (seller) unit.event("LOGOFF", {}, seller);
        unit.event("LOGON", {}, user);
    }
}

export function configure(unit, { definition, eventNumber }) {
    const { memory } = unit;
    const old = memory.definition;
    const record = { definition, eventNumber, at: timeText(unit.now) };
    if (old) {
        if (canonicalText(old) === canonicalText(definition) && memory.eventNumber === eventNumber) return;
        // Before the first sale anything may be mended; after it, only what the server's own rules let change can differ.
        const isSame = memory.eventNumber === eventNumber && (!memory.sales.length || isSameSale(old, definition));
        if (memory.closing || !isSame) {
            unit.explain("changed-raffle");
            return;
        }
    }
    unit.persist("configured", record);
    closeWhenDue(unit);
}

/** Takes numbers to sell. */
export function take(unit, lease) {
    const { memory } = unit;
    const { raffle, rsu } = memory.header;
    if (lease.raffle !== raffle || lease.rsu !== rsu || !isLease(lease)) return unit.explain("foreign-numbers");
    if (memory.closing) return unit.explain("selling-over");
    if (memory.numbers.length && lease.numbers.every((number) => memory.isLeased(number))) return undefined;
    const range = memory.definition?.numbers;
    if (range && lease.numbers.some((number) => number < range.first || number > range.last)) return unit.explain("foreign-numbers");
    if (memory.overlaps(lease.numbers)) return unit.explain("foreign-numbers");
    if (memory.key) {
        const trial = new UnitMemory({ ...memory.header });
        trial.apply({ kind: "lease", body: { lease, at: timeText(unit.now) } });
        if (validationNumber(trial.key, raffle, rsu, 1) !== validationNumber(memory.key, raffle, rsu, 1)) return unit.explain("foreign-numbers");
    }
    return unit.persist("lease", { lease, at: timeText(unit.now) });
}

/** Whether a ticket under one is the same ticket under the other: all is equal but a closing time that may be put off. */
function isSameSale(old, next) {
    const rest = ({ salesCloseAt, ...others }) => canonicalText(others);
    if (rest(old) !== rest(next) || !old.salesCloseAt || !next.salesCloseAt) return false;
    return old.policies?.closeExtension === true && Date.parse(next.salesCloseAt) >= Date.parse(old.salesCloseAt);
}
