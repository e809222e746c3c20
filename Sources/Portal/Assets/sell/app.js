// The page of the selling unit: puts the desk, the views and the browser together.

import { Desk } from "./desk/desk.js";
import { watchBattery } from "./device/battery.js";
import { JournalStore, Keep, openDatabase } from "./device/idb.js";
import { checkAsServed, installed } from "./device/installation.js";
import { Paper } from "./device/paper.js";
import { askCounterfoils, askPrinted } from "./ui/asking.js";
import { wind } from "./ui/clockwork.js";
import { Frame } from "./ui/frame.js";
import { lockView } from "./ui/lock.js";
import { sellView } from "./ui/sell.js";
import { setupView } from "./ui/setup.js";
import { printSheet } from "./ui/sheet.js";
import { stop, takeLock, underWorker } from "./ui/start.js";
import { ticketsView } from "./ui/tickets.js";
import { unitView } from "./ui/unit.js";
import { Updates } from "./ui/update.js";
import { preferred, problemText, speak, t } from "./ui/words.js";

/** Everything below begins when the browser has what it takes, and no other page of the unit is open. */
async function begin() {
    const isFit = window.isSecureContext && "serviceWorker" in navigator && "locks" in navigator && crypto.subtle;
    await speak(preferred()).catch(() => {});
    if (!isFit) return stop(t("unfit"));
    if (!(await takeLock())) return stop(t("two-pages"));
    if (!(await underWorker())) return undefined;
    const database = await openDatabase();
    const keep = new Keep(database);
    await speak((await keep.get("language")) ?? preferred());
    return run(database, keep);
}

async function run(database, keep) {
    let theme = (await keep.get("theme")) ?? "auto";
    let isKept = (await navigator.storage?.persisted?.()) ?? false;
    let isUnlocked = false;
    document.documentElement.dataset.theme = theme;

    const paper = new Paper({
        sheet: printSheet, ask: askPrinted, askCounterfoils, onFault: (fault) => desk.tell({ do: "printerReported", fault }),
        onCounterfoilFault: (fault) => desk.tell({ do: "counterfoilPrinterReported", fault }),
    });
    paper.settings = await keep.get("printer");
    await paper.reconnect().catch(() => {});

    const desk = new Desk({
        keep, stores: (raffle) => new JournalStore(database, raffle), printer: paper, check: async () => (await checkAsServed(keep)).text,
    });
    const updates = new Updates(desk);
    const frame = new Frame(desk, {
        sell: () => sellView(desk, tools), tickets: () => ticketsView(desk, tools), unit: () => unitView(desk, tools),
    });

    function lock() {
        isUnlocked = false;
        frame.hasTabs = false;
        frame.show(lockView(desk, opened, enrol));
        frame.view.focus();
    }

    function enrol() {
        frame.show(setupView(desk, {
            releaseKey: async () => (await installed(keep)).key,
            async onEnrolled() {
                // Asked for here, because a browser wants a tap before it promises not to throw the journal away.
                isKept = (await navigator.storage?.persist?.().catch(() => false)) ?? false;
                lock();
            },
        }));
        frame.view.focus();
    }

    function opened(isConnected) {
        isUnlocked = true;
        clockwork.touch();
        frame.hasTabs = true;
        frame.go(desk.settings.raffle && !desk.damage ? "sell" : "unit");
        if (isConnected) desk.sync().catch(() => {});
        if (isConnected && !desk.settings.raffle) frame.busy(() => frame.view.pick());
    }

    const tools = {
        paper, onLock: lock, theme: () => theme, update: () => updates.found, isKept: () => isKept,
        go: (tab, sequence) => frame.go(tab, sequence), busy: (work) => frame.busy(work), safely: (work) => frame.safely(work),
        say: (text, kind) => frame.say(text, kind),
        findUpdate: () => updates.find().then(() => frame.refresh()),
        async applyUpdate() {
            const refusal = await updates.apply();
            if (refusal) frame.say(refusal, "bad");
        },
        async savePaper(changes) {
            paper.settings = changes;
            await keep.set("printer", paper.settings);
            await paper.reconnect().catch(() => {});
            await desk.fitCounterfoils();
            frame.refresh();
        },
        async setLanguage(language) {
            await keep.set("language", language);
            await speak(language);
            frame.go(frame.tab);
        },
        async setTheme(chosen) {
            theme = chosen;
            document.documentElement.dataset.theme = theme;
            await keep.set("theme", theme);
        },
    };

    const clockwork = wind(desk, {
        isUnlocked: () => isUnlocked, refresh: () => frame.refresh(), say: tools.say, lock, findUpdate: tools.findUpdate,
    });
    desk.listen((messages) => {
        for (const message of messages) hear(desk, tools, message, frame.tab);
        frame.refresh();
    });
    document.addEventListener("keydown", (event) => {
        const isTyping = event.target.closest?.("input, select, textarea, dialog");
        if (!isTyping && !event.ctrlKey && !event.altKey && !event.metaKey) frame.view?.key?.(event);
    });

    await desk.start();
    await watchBattery(() => {
        desk.tell({ do: "printerReported", fault: "low-battery" });
        tools.say(t("battery-low"), "bad");
    });
    frame.drawTabs();
    if (desk.settings?.operator) return lock();
    return enrol();
}

/** What the unit tells, said to the seller. */
function hear(desk, { say }, { what, values }, tab) {
    if (what === "sold" && desk.isOnline) setTimeout(() => desk.sync().catch(() => {}), 300);
    if (what === "buffer-80") say(t("buffer-80", values), "bad");
    if (what === "not-printed") say(t("not-printed-say", { ticket: values.ticket }), "bad");
    // Where it stands on the page already it is not said over it.
    if (what === "counterfoils-wait" && tab !== "sell") say(t("stubs-wait", values), "bad");
    if (what === "printer" && values.fault === "paper-low") say(t("fault.paper-low"), "bad");
    if (what === "clock-step") say(t("clock-step"), "bad");
}

begin().catch((error) => stop(problemText(error)));
