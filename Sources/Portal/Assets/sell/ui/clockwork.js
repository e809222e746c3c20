// What the unit does by itself while it is open: its clock, the server's news, uploads, numbers in time, updates.

import { topUp } from "../desk/people.js";
import { problemText } from "./words.js";

/** How often the server is asked for news, sent what waits, and tried again while it is away. */
const [pollMilliseconds, retryMilliseconds, updateMilliseconds] = [20_000, 15_000, 3_600_000];
/** A unit that nobody touched for so long asks for the PIN again. */
const idleMilliseconds = 15 * 60_000;

/** @param page `{isUnlocked(), refresh(), say(), lock(), findUpdate()}` */
export function wind(desk, page) {
    let touchedAt = performance.now();
    let isTicking = false;
    const every = (milliseconds, work) => setInterval(() => page.isUnlocked() && work().catch((error) => page.say(problemText(error), "bad")), milliseconds);
    every(1000, async () => {
        if (isTicking) return;
        isTicking = true;
        try {
            await desk.tick();
            page.refresh();
        } finally {
            isTicking = false;
        }
        if (performance.now() - touchedAt > idleMilliseconds && !document.querySelector("dialog")) page.lock();
    });
    every(pollMilliseconds, () => desk.poll());
    every(retryMilliseconds, async () => {
        if (desk.unit && (!desk.unit.isLinked || !desk.unit.isUploaded) && !desk.memory.closed) await desk.sync();
        await topUp(desk);
    });
    every(updateMilliseconds, () => page.findUpdate());
    window.addEventListener("online", () => page.isUnlocked() && desk.sync().catch(() => {}));
    window.addEventListener("offline", () => page.isUnlocked() && desk.tell({ do: "linkLost" }));
    const touch = () => (touchedAt = performance.now());
    for (const event of ["pointerdown", "keydown"]) document.addEventListener(event, touch, { passive: true });
    return { touch };
}
