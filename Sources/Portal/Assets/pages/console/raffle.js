// Running a raffle, from activation to the last claim.

import { tabs } from "../../ui/console/kit.js";
import { balanceTab } from "../../ui/console/raffle/balance.js";
import { claimsTab } from "../../ui/console/raffle/claims.js";
import { drawTab } from "../../ui/console/raffle/draws.js";
import { stepsCard } from "../../ui/console/raffle/steps.js";
import { raffleStore } from "../../ui/console/raffle/store.js";
import { ticketsTab } from "../../ui/console/raffle/tickets.js";
import { unitsLive } from "../../ui/console/raffle/unitsLive.js";
import { unitsPanel } from "../../ui/console/units.js";
import { fill, h, pageData, saveFile, setText, t } from "../../ui/page.js";

const data = pageData();
const raffle = raffleStore(data);
const state = document.getElementById("state");
raffle.onChange(() => {
  state.dataset.state = raffle.now.state;
  setText(state, t(`console.raffle.${raffle.now.state}`));
});

const address = (path) => `${path}/${encodeURIComponent(data.id)}`;
const link = (href, key) => h("a", { class: "btn", href }, t(key));

function unitsTab() {
  const live = unitsLive(raffle);
  const element = h("div", { class: "stack-l" }, live.element, unitsPanel().element);
  element.addEventListener("shown", live.look);
  return element;
}

function rules() {
  const json = JSON.stringify(data.definition, null, 2);
  return h("section", { class: "card stack", "aria-labelledby": "rules-title" }, h("h2", { id: "rules-title" }, t("console.definition")), h("p", { class: "small soft" }, t("console.definition-text")),
    h("pre", { class: "json", tabindex: "0", role: "region", "aria-label": t("console.json") }, h("code", {}, json)),
    h("div", { class: "row" }, h("button", { type: "button", class: "btn", onclick: () => saveFile(`${data.id}-definition.json`, `${json}\n`) }, t("console.save-definition")),
      link(address("/audit/reports"), "console.reports"), link(address("/ledger/r"), "console.ledger")));
}

fill(document.getElementById("app"), stepsCard(raffle),
  h("p", { class: "row small" }, h("a", { href: address("/r") }, t("console.see-page")), h("a", { href: `${address("/r")}/screen` }, t("console.see-screen")), h("a", { href: `${address("/r")}/draw` }, t("console.see-draw")), h("a", { href: address("/audit/reports") }, t("console-raffle.seven-reports"))),
  tabs(t("console.parts"), [["units", t("console.units"), unitsTab()], ["tickets", t("console.tickets"), ticketsTab(raffle)], ["balance", t("console.balance"), balanceTab(raffle)],
    ["draw", t("console.draws"), drawTab(raffle)], ["claims", t("console.claims"), claimsTab(raffle)], ["definition", t("console.definition"), rules()]]));
raffle.start();
