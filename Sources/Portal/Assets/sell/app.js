// The page of the selling unit: puts the desk, the views and the browser together.

import { Desk } from "./desk/desk.js";
import { topUp } from "./desk/people.js";
import { JournalStore, Keep, openDatabase } from "./device/idb.js";
import { checkAsServed, installed } from "./device/installation.js";
import { Printers } from "./device/printers.js";
import { choose } from "./ui/dialog.js";
import { h, icon } from "./ui/dom.js";
import { lockView } from "./ui/lock.js";
import { sellView } from "./ui/sell.js";
import { setupView } from "./ui/setup.js";
import { printSheet } from "./ui/sheet.js";
import { stop, takeLock, underWorker } from "./ui/start.js";
import { statusBar } from "./ui/status.js";
import { ticketsView } from "./ui/tickets.js";
import { unitView } from "./ui/unit.js";
import { Updates } from "./ui/update.js";
import { preferred, problemText, speak, t } from "./ui/words.js";

const main = document.getElementById("main");
const toast = document.getElementById("toast");

const tabs = {
    sell: "M3 9V7a2 2 0 0 1 2-2h14a2 2 0 0 1 2 2v2a3 3 0 0 0 0 6v2a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2v-2a3 3 0 0 0 0-6zM13 5v14",
    tickets: "M8 6h13M8 12h13M8 18h13M3 6h.01M3 12h.01M3 18h.01", unit: "M7 2h10a1 1 0 0 1 1 1v18a1 1 0 0 1-1 1H7a1 1 0 0 1-1-1V3a1 1 0 0 1 1-1zM11 18h2",
};
/** How often the server is asked for news, sent what waits, and tried again while it is away. */
const [pollMilliseconds, retryMilliseconds, updateMilliseconds] = [20_000, 15_000, 3_600_000];
/** A unit that nobody touched for so long asks for the PIN again. */
const idleMilliseconds = 15 * 60_000;

/** Everything below begins when the browser has what it takes, and no other page of the unit is open. */
async function begin() {
    const isFit = window.isSecureContext && "serviceWorker" in navigator && "locks" in navigator && crypto.subtle;
    await speak(preferred()).catch(() => {});
    if (!isFit) return stop(t("unfit"));
    let isAlone = false;
    // A page that is being left may hold the lock for a moment longer.
    for (let tries = 0; tries < 4 && !isAlone; tries += 1) {
        if (tries) await new Promise((resolve) => setTimeout(resolve, 250));
        isAlone = await takeLock();
    }
    if (!isAlone) return stop(t("two-pages"));
    if (!(await underWorker())) return undefined;
    const database = await openDatabase();
    const keep = new Keep(database);
    await speak((await keep.get("language")) ?? preferred());
    return run(database, keep);
}

async function run(database, keep) {
    let theme = (await keep.get("theme")) ?? "auto";
    let isKept = (await navigator.storage?.persisted?.()) ?? false;
    let view = null;
    let tab = "sell";
    let isUnlocked = false;
    let touchedAt = performance.now();
    document.documentElement.dataset.theme = theme;

    const askPrinted = (ticket) =>
        choose(t("came-out", { ticket: ticket.ticket }), null, [
            { value: "yes", label: t("came-out-yes"), kind: "primary" }, { value: "paper-out", label: t("fault.paper-out") },
            { value: "failed", label: t("came-out-no") },
        ], { canLeave: false }).then((answer) => (answer === "yes" ? null : answer));
    const printers = new Printers({ sheet: printSheet, ask: askPrinted, onFault: (fault) => desk.tell({ do: "printerReported", fault }) });
    printers.settings = { ...printers.settings, ...(await keep.get("printer")) };
    await printers.reconnect().catch(() => {});

    const desk = new Desk({
        keep, stores: (raffle) => new JournalStore(database, raffle), printer: printers, check: async () => (await checkAsServed(keep)).text,
    });

    const updates = new Updates(desk);

    // The frame

    const status = statusBar(desk);
    document.body.insertBefore(status.element, main);
    const nav = h("nav", { class: "tabs-bar", hidden: true });
    document.body.insertBefore(nav, document.getElementById("sheet"));

    function drawTabs() {
        nav.setAttribute("aria-label", t("parts"));
        nav.replaceChildren(...Object.entries(tabs).map(([key, path]) =>
            h("button", { type: "button", "data-tab": key, "aria-current": key === tab ? "page" : null, onclick: () => go(key) }, icon(path), h("span", {}, t(key)))));
    }

    function show(next) {
        view = next;
        main.replaceChildren(view.element);
        view.update();
        status.update();
    }

    const builders = {
        sell: () => sellView(desk, tools), tickets: () => ticketsView(desk, tools), unit: () => unitView(desk, tools),
    };

    function go(next, sequence = null) {
        tab = next;
        toast.textContent = "";
        drawTabs();
        show(builders[next]());
        window.scrollTo(0, 0);
        if (sequence !== null) view.open?.(sequence);
    }

    let sayTimer = 0;
    function say(text, kind = "") {
        clearTimeout(sayTimer);
        toast.className = `toast ${kind}`;
        toast.textContent = text;
        sayTimer = setTimeout(() => (toast.textContent = ""), 6000);
    }

    let isBusy = false;
    async function busy(work) {
        if (isBusy) return;
        isBusy = true;
        document.body.setAttribute("aria-busy", "true");
        try {
            await work();
        } catch (error) {
            if (error?.name !== "NotFoundError") say(problemText(error), "bad");
        } finally {
            isBusy = false;
            document.body.removeAttribute("aria-busy");
            refresh();
        }
    }

    function refresh() {
        status.update();
        view?.update();
    }

    function lock() {
        isUnlocked = false;
        nav.hidden = true;
        show(lockView(desk, opened, enrol));
        view.focus();
    }

    function enrol() {
        show(setupView(desk, {
            releaseKey: async () => (await installed(keep)).key,
            async onEnrolled() {
                // Asked for here, because a browser wants a tap before it promises not to throw the journal away.
                isKept = (await navigator.storage?.persist?.().catch(() => false)) ?? false;
                lock();
            },
        }));
        view.focus();
    }

    function opened(isConnected) {
        isUnlocked = true;
        touchedAt = performance.now();
        nav.hidden = false;
        go(desk.settings.raffle && !desk.damage ? "sell" : "unit");
        if (isConnected) desk.sync().catch(() => {});
        if (isConnected && !desk.settings.raffle) busy(() => view.pick());
    }

    const tools = {
        go, busy, say, printers, onLock: lock, theme: () => theme, update: () => updates.found,
        isKept: () => isKept,
        findUpdate: () => updates.find().then(refresh),
        async applyUpdate() {
            const refusal = await updates.apply();
            if (refusal) say(refusal, "bad");
        },
        async savePrinter(settings) {
            printers.settings = settings;
            await keep.set("printer", settings);
            await printers.reconnect().catch(() => {});
            refresh();
        },
        async setLanguage(language) {
            await keep.set("language", language);
            await speak(language);
            go(tab);
        },
        async setTheme(chosen) {
            theme = chosen;
            document.documentElement.dataset.theme = theme;
            await keep.set("theme", theme);
        },
    };

    // What happens by itself

    desk.listen((messages) => {
        for (const { what, values } of messages) {
            if (what === "sold" && desk.isOnline) setTimeout(() => desk.sync().catch(() => {}), 300);
            if (what === "buffer-80") say(t("buffer-80", values), "bad");
            if (what === "not-printed") say(t("not-printed-say", { ticket: values.ticket }), "bad");
            if (what === "clock-step") say(t("clock-step"), "bad");
        }
        refresh();
    });

    const every = (milliseconds, work) => setInterval(() => isUnlocked && work().catch((error) => say(problemText(error), "bad")), milliseconds);
    let isTicking = false;
    every(1000, async () => {
        if (isTicking) return;
        isTicking = true;
        try {
            await desk.tick();
            refresh();
        } finally {
            isTicking = false;
        }
        if (performance.now() - touchedAt > idleMilliseconds && !document.querySelector("dialog")) lock();
    });
    every(pollMilliseconds, () => desk.poll());
    every(retryMilliseconds, async () => {
        if (desk.unit && (!desk.unit.isLinked || !desk.unit.isUploaded) && !desk.memory.closed) await desk.sync();
        await topUp(desk);
    });
    every(updateMilliseconds, () => tools.findUpdate());
    window.addEventListener("online", () => isUnlocked && desk.sync().catch(() => {}));
    window.addEventListener("offline", () => isUnlocked && desk.tell({ do: "linkLost" }));
    for (const event of ["pointerdown", "keydown"]) document.addEventListener(event, () => (touchedAt = performance.now()), { passive: true });
    document.addEventListener("keydown", (event) => {
        const isTyping = event.target.closest?.("input, select, textarea, dialog");
        if (!isTyping && !event.ctrlKey && !event.altKey && !event.metaKey) view?.key?.(event);
    });

    await desk.start();
    drawTabs();
    if (desk.settings?.operator) return lock();
    return enrol();
}

begin().catch((error) => stop(problemText(error)));
