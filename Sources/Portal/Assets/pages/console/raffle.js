// Running a raffle, from activation to the last claim.

import { api } from "../../ui/api.js";
import { tabs } from "../../ui/console/kit.js";
import { balanceTab } from "../../ui/console/raffle/balance.js";
import { claimsTab } from "../../ui/console/raffle/claims.js";
import { drawTab } from "../../ui/console/raffle/draws.js";
import { stepsCard } from "../../ui/console/raffle/steps.js";
import { ticketsTab } from "../../ui/console/raffle/tickets.js";
import { unitsPanel } from "../../ui/console/units.js";
import { fill, h, pageData, saveFile, setText, t } from "../../ui/page.js";

/** Between two looks, in ms. */
const EVERY = 4000;

const data = pageData();
const path = `/v1/raffles/${encodeURIComponent(data.id)}`;
const listeners = [];

/** The raffle as it is now; every part of the page hears of changes. */
const raffle = {
  id: data.id, path, now: { ...data, winners: data.winners ?? [], prizes: data.prizes ?? [] },
  onChange(call, { onlyState = false } = {}) { listeners.push({ call, onlyState }); },
  async look() {
    const before = JSON.stringify(raffle.now);
    const { state } = raffle.now;
    raffle.now = await api("GET", path);
    document.getElementById("state").dataset.state = raffle.now.state;
    setText(document.getElementById("state"), t(`console.raffle.${raffle.now.state}`));
    if (JSON.stringify(raffle.now) === before) return;
    for (const { call, onlyState } of listeners) if (!onlyState || raffle.now.state !== state) call();
  },
};

const link = (address, key) => h("a", { class: "btn", href: address }, t(key));
const rules = h("section", { class: "card stack", "aria-labelledby": "rules-title" }, h("h2", { id: "rules-title" }, t("console.definition")), h("p", { class: "small soft" }, t("console.definition-text")),
  h("pre", { class: "json", tabindex: "0", role: "region", "aria-label": t("console.json") }, h("code", {}, JSON.stringify(data.definition, null, 2))),
  h("div", { class: "row" }, h("button", { type: "button", class: "btn", onclick: () => saveFile(`${data.id}-definition.json`, `${JSON.stringify(data.definition, null, 2)}\n`) }, t("console.save-definition")),
    link(`/audit/reports/${encodeURIComponent(data.id)}`, "console.reports"), link(`/ledger/r/${encodeURIComponent(data.id)}`, "console.ledger")));

fill(document.getElementById("app"), stepsCard(raffle),
  h("p", { class: "row small" }, h("a", { href: `/r/${encodeURIComponent(data.id)}` }, t("console.see-page")), h("a", { href: `/r/${encodeURIComponent(data.id)}/screen` }, t("console.see-screen")), h("a", { href: `/r/${encodeURIComponent(data.id)}/draw` }, t("console.see-draw"))),
  tabs(t("console.parts"), [["units", t("console.units"), unitsPanel().element], ["tickets", t("console.tickets"), ticketsTab(raffle)], ["balance", t("console.balance"), balanceTab(raffle)],
    ["draw", t("console.draws"), drawTab(raffle)], ["claims", t("console.claims"), claimsTab(raffle)], ["definition", t("console.definition"), rules]]));
setInterval(() => { if (!document.hidden) raffle.look().catch(() => {}); }, EVERY);
