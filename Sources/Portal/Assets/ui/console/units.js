// The register of selling units: who has them, whether they are let in, when they were last heard of.

import { api } from "../api.js";
import { fill, formatTime, h, name, t } from "../page.js";
import { action, field, may, panel, said } from "./kit.js";
import { rows } from "./raffle/parts.js";
import { unitForms } from "./unitForms.js";

/** Between two looks, in ms. */
const EVERY = 10_000;
/** A unit that was heard of within this time is there, in ms. */
const FRESH = 120_000;
/** Why somebody keeps a unit out. */
const WHY = ["decision", "lost", "corruption"];

/** The list of all units with what can be done with each. */
export function unitsPanel() {
  const place = said();
  const list = h("div", {});
  const isManager = may("manage-devices");
  const forms = isManager ? unitForms(look) : null;
  let shown = "";

  async function look({ force = true } = {}) {
    const { rsus } = await api("GET", "/v1/rsus");
    forms?.know(rsus);
    const now = JSON.stringify(rsus) + Math.floor(Date.now() / 60_000);
    // What is about to be pressed is not taken away.
    if (now === shown || (!force && list.contains(document.activeElement))) return;
    shown = now;
    fill(list, rows(t("console.units"), rsus.map(item), { empty: t("console.none.units") }));
  }

  function item(unit) {
    const isHere = unit.lastSeenAt && Date.now() - new Date(unit.lastSeenAt).getTime() < FRESH;
    return {
      tone: unit.state === "faulty" ? "warn" : undefined,
      main: [h("span", { class: "mono" }, unit.id), unit.name !== unit.id && h("span", { class: "soft" }, name(unit.name)),
        h("span", { class: `tag ${unit.state === "active" && isHere ? "live" : unit.state === "faulty" ? "bad" : unit.state === "suspended" ? "warn" : ""}` }, t(`console.unit.state.${unit.state}`))],
      facts: [[t("console.unit.operator"), h("bdi", {}, unit.operator ?? "–")], [t("console.unit.seen"), unit.lastSeenAt ? h("span", { class: isHere ? "" : "soft" }, formatTime(unit.lastSeenAt)) : "–"],
        unit.disabledWhy && [t("console.reason"), t(`console.unit.why.${unit.disabledWhy}`)]],
      actions: isManager ? buttons(unit) : [],
    };
  }

  const change = (unit, verb, body, words) => async () => {
    try {
      await api("POST", `/v1/rsus/${encodeURIComponent(unit.id)}/${verb}`, body);
    } finally {
      document.activeElement?.blur();
      await look().catch(() => {});
    }
    return t(words, { unit: unit.id });
  };

  function buttons(unit) {
    const why = field({ label: t("console.reason"), options: WHY.map((each) => [each, t(`console.unit.why.${each}`)]) });
    return [
      !unit.enrolled && h("button", { type: "button", class: "btn", onclick: () => forms.enrol(unit.id) }, t("console.unit.enrol-one")),
      unit.enrolled && !unit.enabled && action(t("console.unit.enable"), { kind: "primary", place, work: change(unit, "enable", {}, "console.unit.enabled") }),
      unit.enabled && action(t("console.unit.disable"), { place,
        ask: { title: t("console.unit.disable-ask", { unit: unit.id }), text: [h("p", {}, t("console.unit.disable-text")), why.element], confirm: t("console.unit.disable"), danger: true },
        work: () => change(unit, "disable", { why: why.input.value }, "console.unit.disabled")() }),
      unit.enrolled && !unit.enabled && action(t("console.unit.unenrol"), { place,
        ask: { title: t("console.unit.unenrol-ask", { unit: unit.id }), text: t("console.unit.unenrol-text"), confirm: t("console.unit.unenrol"), danger: true, typed: unit.id }, work: change(unit, "unenrol", {}, "console.unit.unenrolled") }),
    ];
  }

  look().catch((problem) => place.bad(problem));
  setInterval(() => { if (!document.hidden) look({ force: false }).catch(() => {}); }, EVERY);
  return { element: panel(t("console.units"), place.element, list, forms?.elements) };
}
