// The battery of the handheld, where the browser tells of it.

/** Below this share, and not charging, it is low; told again only after it was charged in between. */
const low = 0.1;

/** @param onLow runs each time the battery becomes low. */
export async function watchBattery(onLow) {
    const battery = await navigator.getBattery?.().catch(() => null);
    if (!battery) return;
    let isTold = false;
    const look = () => {
        const isLow = !battery.charging && battery.level <= low;
        if (isLow && !isTold) onLow();
        isTold = isLow;
    };
    for (const event of ["levelchange", "chargingchange"]) battery.addEventListener(event, look);
    look();
}
