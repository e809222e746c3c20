// The desk and its server: connecting, uploading, asking how things stand. Called one after another: see `Desk.inTurn`.

import { Unreachable } from "../device/link.js";

/** Uploads until everything is at the server, or nothing more can be done now. */
export async function sync(desk) {
    if (!desk.runner || desk.damage) return;
    desk.problems = [];
    desk.server.isStalled = false;
    if (!desk.unit.isLinked && !(await connect(desk))) return;
    for (const input of await desk.server.compareMarks()) await desk.drive(input);
    const waited = desk.memory.unsynced;
    let idle = 0;
    while (desk.unit.isLinked && !desk.server.isStalled && idle < 2) {
        const before = marks(desk.memory);
        await desk.drive({ do: "sync" });
        const after = marks(desk.memory);
        if (desk.unit.isUploaded && (!desk.memory.closing || desk.memory.closed)) break;
        idle = after.some((value, place) => value !== before[place]) ? 0 : idle + 1;
    }
    // The console shows the buffer as it was told last.
    if (waited && !desk.memory.unsynced) await poll(desk);
    desk.changed();
}

const marks = (memory) => [memory.acknowledgedSales, memory.acknowledgedNotes, memory.closed];

/** Opens a session; false when there is no server to be reached. Nothing is noted for each try in vain. */
export async function connect(desk) {
    try {
        await desk.server.openSession();
    } catch (error) {
        if (error instanceof Unreachable) {
            desk.problems.push(error);
            await desk.tell({ do: "linkLost" });
            return false;
        }
    }
    await desk.drive({ do: "linkRestored" });
    return desk.unit.isOnline;
}

export async function poll(desk) {
    if (!desk.isOnline) return;
    try {
        const status = await desk.server.status();
        for (const input of desk.server.inputsFrom(status)) await desk.tell(input);
    } catch (error) {
        for (const input of desk.server.noteFailure(error)) await desk.drive(input);
    }
}

/** Takes in something, and does with the server what the unit wants done; gives the messages. */
export async function drive(desk, first) {
    const messages = [];
    const inputs = [first];
    let authentications = 0;
    while (inputs.length && desk.runner) {
        const effects = await desk.runner.handle(inputs.shift());
        messages.push(...desk.told(effects));
        for (const effect of effects) {
            if (effect.do === "authenticate" && authentications < 2) {
                authentications += 1;
                inputs.push(...(await desk.server.authenticate()));
            } else if (effect.do === "upload") {
                inputs.push(...(await desk.server.upload(effect.batch)));
            } else if (effect.do === "submit") {
                inputs.push(...(await desk.server.submit(effect.statement)));
            }
        }
    }
    return messages;
}
