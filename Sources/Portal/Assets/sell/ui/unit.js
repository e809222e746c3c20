// The unit itself: raffle, uploads, printer, program, close, log off.

import { recoveryOfDamage, recoveryOfMemory } from "../core/recovery.js";
import { timeText } from "../core/times.js";
import { choose as chooseRaffle, close, fingerprint, getNumbers, isShort, logoff } from "../desk/people.js";
import { choose } from "./dialog.js";
import { card, facts, h, name } from "./dom.js";
import { paperCards, paperKey } from "./paper.js";
import { amount, current, languages, problemText, t, time } from "./words.js";

/** @param tools `{busy, say, paper, savePaper, findUpdate, applyUpdate, setLanguage, setTheme, theme, onLock}` of the page. */
export function unitView(desk, tools) {
    const { busy, say } = tools;
    const body = h("div", { class: "page stack" });
    let shown = "";

    const button = (label, work, kind = "") => h("button", { type: "button", class: `btn ${kind}`, onclick: () => busy(work) }, label);

    function update() {
        const { memory, unit } = desk;
        const key = JSON.stringify([
            unit?.state, memory?.sales.length, memory?.acknowledgedSales, memory?.notes.length, memory?.acknowledgedNotes, unit?.isOnline,
            desk.offers.map(({ id, state }) => [id, state]), desk.software, desk.programFailure, paperKey(desk, tools.paper),
            desk.damage?.message, tools.theme(), tools.update(), tools.isKept(),
        ]);
        // A field that somebody types in is not taken away.
        if (key === shown || body.contains(document.activeElement?.closest("select, input") ?? null)) return;
        shown = key;
        body.replaceChildren(h("h1", {}, t("unit")), ...[raffleCard(), damageCard(), memory && uploadCard()].filter(Boolean), ...paperCards(desk, tools), programCard(), pageCard(), button(t("log-off"), lock, "large wide"));
    }

    async function lock() {
        await logoff(desk);
        tools.onLock();
    }

    function raffleCard() {
        const { memory, unit } = desk;
        const state = desk.damage ? "damaged" : (unit?.state.name ?? "none");
        const closing = memory?.definition?.salesCloseAt;
        return card(
            t("raffle"),
            facts([
                [t("raffle"), memory?.definition ? name(memory.definition.title) : (desk.settings.raffle ?? "–")], [t("state"), t(`name.${state}`)],
                closing && [t("closes"), new Intl.DateTimeFormat(current(), { dateStyle: "medium", timeStyle: "short" }).format(Date.parse(closing))],
                memory && [t("numbers-left"), String(memory.numbersLeft)], unit && [t("clock"), time(unit.now)],
            ]),
            h("div", { class: "row" }, button(t("choose-raffle"), pick), memory && !memory.closing && isShort(memory) ? button(t("get-numbers"), () => getNumbers(desk)) : null,
                memory && !memory.closed ? button(t("close"), closeUnit) : null),
        );
    }

    async function pick() {
        const status = await desk.inTurn(() => desk.server.openSession());
        desk.offers = status.raffles ?? [];
        if (!desk.offers.length) return say(t("no-raffles"), "bad");
        const picked = await choose(t("choose-raffle"), null, desk.offers.map(({ id, title }) => ({ value: id, label: title })));
        if (picked && picked !== desk.settings.raffle) await chooseRaffle(desk, picked);
        // Numbers come with it: without them there is nothing to sell.
        if (picked && desk.memory && !desk.memory.numbers.length) await getNumbers(desk);
        return undefined;
    }

    async function closeUnit() {
        // The raffle may have been closed since the server was asked last: then there is nothing to decide.
        await desk.poll();
        const isOver = Boolean(desk.memory.closing);
        const isSure = isOver || (await choose(t("close"), t("close-text"), [{ value: true, label: t("close-yes"), kind: "danger" }, { value: null, label: t("cancel"), kind: "quiet" }]));
        if (!isSure) return;
        await close(desk, { isEarly: true });
        say(t("closed-done", { count: desk.memory.sales.length }));
    }

    function uploadCard() {
        const { memory } = desk;
        const { currency } = memory.definition ?? {};
        return card(
            t("upload"),
            facts([
                [t("sales"), t("uploaded", { uploaded: memory.acknowledgedSales, of: memory.sales.length })],
                [t("notes"), t("uploaded", { uploaded: memory.acknowledgedNotes, of: memory.notes.length })],
                currency && [t("collected"), amount(memory.collected, currency)],
                memory.closed && [t("statement"), h("span", { class: "mono", dir: "ltr" }, memory.closed.digest)],
            ]),
            h("div", { class: "row" }, button(t("sync"), syncNow, "primary"), button(t("recovery"), saveRecovery)),
        );
    }

    function damageCard() {
        if (!desk.damage) return null;
        const { currency } = desk.offers.find(({ id }) => id === desk.settings.raffle) ?? {};
        return card(
            t("name.damaged"), h("p", {}, desk.damage.message),
            facts([[t("sales"), String(desk.damage.sales.length)], [t("collected"), currency ? amount(desk.damage.collected, currency) : String(desk.damage.collected)]]),
            h("div", { class: "row" }, button(t("recovery"), saveRecovery, "primary")),
        );
    }

    async function syncNow() {
        await desk.sync();
        if (desk.unit.isUploaded) say(t("all-uploaded", { count: desk.memory.sales.length }));
        else say(desk.problems.length ? problemText(desk.problems.at(-1)) : t("problem.NOT_UPLOADED"), "bad");
    }

    async function saveRecovery() {
        const at = timeText(desk.unit?.now ?? Date.now());
        const bytes = desk.damage
            ? await recoveryOfDamage(desk.damage, desk.programText, at, desk.sign)
            : await recoveryOfMemory(desk.memory, at, desk.sign);
        if (!bytes) return say(t("problem.CRITICAL_MEMORY_CORRUPT"), "bad");
        const link = h("a", { href: URL.createObjectURL(new Blob([bytes], { type: "text/plain" })), download: `${desk.settings.id}-${desk.settings.raffle}.recovery` });
        link.click();
        setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
        return undefined;
    }

    function programCard() {
        const found = tools.update();
        return card(
            t("program"),
            facts([
                [t("software"), h("span", { class: "mono", id: "software", dir: "ltr" }, desk.software ?? "–")],
                [t("check"), desk.programFailure ?? t("check-passed")], [t("key"), h("span", { class: "mono", dir: "ltr" }, fingerprint(desk.settings.publicKey))],
                [t("storage"), t(tools.isKept() ? "storage-kept" : "storage-loose")],
            ]),
            found ? h("p", { class: `notice ${found.kind}`, id: "update" }, h("span", {}, found.text)) : null,
            h("div", { class: "row" }, button(t("check-now"), checkNow), button(t("find-update"), tools.findUpdate), found?.isReady ? button(t("install"), tools.applyUpdate, "primary") : null),
        );
    }

    async function checkNow() {
        const failure = await desk.checkProgram();
        say(failure ?? t("check-passed"), failure ? "bad" : "");
    }

    function pageCard() {
        const languageMenu = h("select", { id: "language", onchange: (event) => tools.setLanguage(event.target.value) },
            Object.entries(languages).map(([code, label]) => h("option", { value: code, lang: code, selected: code === current() }, label)));
        const themeMenu = h("select", { id: "theme", onchange: (event) => tools.setTheme(event.target.value) },
            ["auto", "light", "dark"].map((theme) => h("option", { value: theme, selected: theme === tools.theme() }, t(`theme.${theme}`))));
        return card(t("display"), h("div", { class: "field" }, h("label", { for: "language" }, t("language")), languageMenu), h("div", { class: "field" }, h("label", { for: "theme" }, t("theme")), themeMenu));
    }

    return { element: body, update, focus: () => body.querySelector("button")?.focus(), pick };
}
