// What a unit tells of itself whenever it asks how it stands: its program, and how full its buffer is.

/** The query of the question: `""` when there is nothing to tell. It is part of what is signed. */
export function tellings({ memory, programText }) {
    const told = new URLSearchParams();
    const capacity = memory?.definition?.rsu.bufferLimit;
    if (capacity >= 1) {
        told.set("raffle", memory.header.raffle);
        told.set("waiting", memory.unsynced);
        told.set("capacity", capacity);
    }
    const version = programText?.split(" ")[1] ?? "";
    if (/^[0-9A-Za-z.+-]{1,64}$/.test(version)) told.set("version", version);
    return told.size ? `?${told}` : "";
}
