// What is always in sight: which unit, whether it is connected, how full its buffer is, how much is uploaded.

import { h, setText } from "./dom.js";
import { t } from "./words.js";

export function statusBar(desk) {
    const unitName = h("strong", { class: "unit-name" });
    const raffle = h("bdi", { class: "raffle" });
    const link = h("span", { class: "chip", id: "link", role: "status" });
    const uploaded = h("span", { id: "uploaded" });
    const waiting = h("span", { id: "waiting" });
    const fill = h("span");
    const meter = h("span", { class: "meter", "aria-hidden": "true" }, fill);
    const counts = h("div", { class: "unit-row small" }, uploaded, waiting);
    const element = h(
        "header", { class: "unit-bar" }, h("div", { class: "unit-row" }, h("span", { class: "who" }, unitName, " ", raffle), link),
        counts, meter,
    );
    const update = () => {
        const { settings, memory, unit } = desk;
        setText(unitName, settings?.id ?? "");
        setText(raffle, memory?.definition?.title ?? settings?.raffle ?? "");
        element.hidden = !settings?.operator;
        const isOnline = unit?.isOnline ?? false;
        setText(link, t(isOnline ? "online" : "offline"));
        // Without a unit there is nothing that could be connected.
        link.hidden = !unit;
        link.dataset.state = isOnline ? "online" : "offline";
        counts.hidden = !memory;
        meter.hidden = true;
        if (!memory) return;
        const limit = memory.definition?.rsu.bufferLimit ?? 0;
        setText(uploaded, t("uploaded", { uploaded: memory.acknowledgedSales, of: memory.sales.length }));
        setText(waiting, limit ? t("buffer", { unsynced: memory.unsynced, limit }) : t("buffer-none", { unsynced: memory.unsynced }));
        const share = limit ? Math.min(1, memory.unsynced / limit) : 0;
        meter.hidden = !limit;
        fill.style.setProperty("--share", String(share));
        element.dataset.buffer = share >= 1 ? "full" : share >= 0.8 ? "high" : "low";
    };
    return { element, update };
}
