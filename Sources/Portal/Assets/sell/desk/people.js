// Who stands at the unit, and what it takes to make a unit of a device: enrolment, log-on, raffle, numbers.

import { base64url, equal } from "../core/bytes.js";
import { makeKeys, pinHash, pinProblem } from "../device/keys.js";
import { Unreachable } from "../device/link.js";
import { Problem } from "./problem.js";

/** Wrong PINs in a row without a connection, after which only the server can let somebody in. */
const offlineTriesMax = 5;

/** Makes the unit's keys, once; gives the public one, for who registers the unit. */
export async function prepare(desk, id) {
    if (!/^[A-Za-z0-9._-]{1,64}$/.test(id)) throw new Problem("USAGE", "1 to 64 of A-Z a-z 0-9 - _ .");
    if (desk.settings?.operator) throw new Problem("DEVICE_ALREADY_ENROLLED");
    if (!(await desk.keep.get("keys"))) {
        const { device, journal, publicKey } = await makeKeys();
        await desk.keep.setAll({ keys: { device, journal }, settings: { id, publicKey, operator: null, raffle: null } });
        desk.settings = await desk.keep.get("settings");
    } else {
        await desk.changeSettings({ id });
    }
    await desk.attach();
    return desk.settings.publicKey;
}

/**
 * Enrols the unit with the code that an administrator gave out.
 *
 * @param releaseKey the text of the key that the program is signed with: from now on no other key's updates are taken.
 */
export async function enrol(desk, { code, operator, pin, releaseKey }) {
    const problem = pinProblem(pin);
    if (problem) throw new Problem(problem);
    if (desk.programFailure) throw new Problem("PROGRAM_MISMATCH", desk.programFailure, { reason: desk.programFailure });
    await desk.link.post("/v1/rsu/enrolment", { code, operator, pin });
    const known = await pinHash(pin, desk.settings.id, operator);
    await desk.keep.setAll({ settings: { ...desk.settings, operator }, pin: known, pinnedKey: releaseKey });
    desk.settings = await desk.keep.get("settings");
}

/** The server checks the PIN; without a connection the unit does, against a hash of the last PIN that the server took. */
export function logon(desk, pin) {
    return desk.inTurn(async () => {
        const user = desk.settings.operator;
        const { server } = desk;
        // A session from before says nothing about who stands at the unit now.
        desk.link.session = null;
        server.pin = pin;
        desk.problems = [];
        let isConnected = true;
        try {
            const status = await server.openSession();
            for (const input of server.inputsFrom(status)) await desk.tell(input);
            await desk.keep.setAll({ pin: await pinHash(pin, desk.settings.id, user), pinFailures: 0 });
        } catch (error) {
            isConnected = false;
            if (!(error instanceof Unreachable) || !(await isRight(desk, pin))) {
                server.pin = null;
                await desk.tell({ do: "logon", user, accepted: false });
                if (!(error instanceof Unreachable)) throw error;
                throw new Problem("PIN_INVALID_OFFLINE", "the PIN is wrong, or can only be checked with a connection");
            }
        }
        if (desk.damage) {
            if (isConnected) await report(desk);
            return { isConnected };
        }
        if (!isConnected) await desk.tell({ do: "linkLost" });
        else {
            if (desk.unit?.isLinked) await desk.tell({ do: "linkLost" });
            await desk.drive({ do: "linkRestored" });
        }
        await desk.tell({ do: "logon", user, accepted: true });
        desk.changed();
        return { isConnected };
    });
}

async function isRight(desk, pin) {
    const failures = (await desk.keep.get("pinFailures")) ?? 0;
    const known = await desk.keep.get("pin");
    if (!known || failures >= offlineTriesMax) return false;
    // Counted before it is compared: who pulls the plug gets no free try.
    await desk.keep.set("pinFailures", failures + 1);
    const { hash } = await pinHash(pin, desk.settings.id, desk.settings.operator, known.salt);
    if (!equal(hash, known.hash)) return false;
    await desk.keep.set("pinFailures", 0);
    return true;
}

export function logoff(desk) {
    return desk.inTurn(async () => {
        desk.server.pin = null;
        if (desk.link) desk.link.session = null;
        if (!desk.runner) return;
        await desk.tell({ do: "logoff" });
        if (desk.unit.isLinked) await desk.tell({ do: "linkLost" });
    });
}

/** Begins or goes on with a raffle. Who logged on before it was chosen sells in it. */
export function choose(desk, raffle) {
    return desk.inTurn(async () => {
        await desk.changeSettings({ raffle });
        await desk.open(raffle);
        if (desk.damage) return;
        if (desk.server.pin !== null) {
            await desk.drive({ do: "linkRestored" });
            await desk.tell({ do: "logon", user: desk.settings.operator, accepted: true });
        }
        desk.changed();
    });
}

/** As many numbers as a unit asks for at once. */
const leaseCount = 300;

/** Whether the largest package could not be sold any more: before that the server gives no more numbers. */
export function isShort({ definition, numbersLeft }) {
    return numbersLeft < Math.max(1, ...(definition?.packages ?? []).map(({ numbers }) => numbers));
}

/** Gets more numbers in time, when there is a connection and nobody has to be asked. */
export async function topUp(desk) {
    const { unit, memory } = desk;
    if (unit?.isOnline && unit.state.name === "active" && memory.unsynced === 0 && isShort(memory)) await getNumbers(desk);
}

/** Gets numbers to sell. */
export function getNumbers(desk, count = leaseCount) {
    return desk.inTurn(async () => {
        desk.problems = [];
        if (!desk.unit) throw new Problem("NO_RAFFLE");
        if (!desk.unit.isLinked) await desk.drive({ do: "linkRestored" });
        if (!desk.isOnline) throw desk.problems.at(-1) ?? new Problem("OFFLINE");
        let inputs;
        try {
            inputs = await desk.server.lease(count);
        } catch (error) {
            for (const input of desk.server.noteFailure(error)) await desk.drive(input);
            throw error;
        }
        for (const input of inputs) {
            const refusal = (await desk.tell(input)).find(({ what }) => what === "not-possible");
            if (refusal) throw new Problem("NOT_POSSIBLE", refusal.values.why, refusal.values);
        }
    });
}

/** Ends selling, and hands in the statement when all is uploaded. */
export async function close(desk, { isEarly = false } = {}) {
    if (!desk.memory.closing) {
        if (!isEarly) throw new Problem("SALES_OPEN", "sales go on");
        await desk.tell({ do: "closeRequested" });
    }
    await desk.sync();
    if (!desk.memory.closed) throw desk.problems[0] ?? new Problem("NOT_UPLOADED");
}

/** Tells the server that the unit's memory is damaged: its id, its operator and the money that it collected. */
async function report(desk) {
    const data = desk.damage.report();
    const event = { code: "CRITICAL_MEMORY_CORRUPT", at: new Date().toISOString(), data, raffle: desk.settings.raffle };
    await desk.link.post("/v1/rsu/events", { events: [event] });
}

/** What a person compares at the console: the start of the key. */
export const fingerprint = (publicKey) => publicKey.slice(0, 12).replace(/(.{4})(?=.)/g, "$1 ");
export const randomID = () => `RSU-${base64url(crypto.getRandomValues(new Uint8Array(6))).replace(/[_-]/g, "0")}`;
