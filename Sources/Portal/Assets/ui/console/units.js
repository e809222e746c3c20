// The selling units: who has them, whether they may sell, when they were last heard of.

import { api } from "../api.js";
import { fill, formatTime, h, name, t } from "../page.js";
import { action, field, formOf, may, panel, said, table } from "./kit.js";

/** Between two looks, in ms. */
const EVERY = 10_000;
/** A unit that was heard of within this time is there, in ms. */
const FRESH = 120_000;

/** The list of all units with what can be done with each. */
export function unitsPanel() {
  const place = said();
  const list = h("div", {});
  const isManager = may("manage-devices");
  let shown = "";

  async function look() {
    const { rsus } = await api("GET", "/v1/rsus");
    const now = JSON.stringify(rsus) + Math.floor(Date.now() / 60_000);
    if (now === shown) return;
    shown = now;
    // What is being typed or pressed is not taken away.
    if (list.contains(document.activeElement)) { shown = ""; return; }
    fill(list, table(t("console.units"), [t("console.unit"), t("console.unit.state"), t("console.unit.operator"), t("console.unit.seen"), ...(isManager ? [{ text: t("console.actions"), hidden: true }] : [])],
      rsus.map(row), { empty: t("console.none.units") }));
  }

  function row(unit) {
    const isHere = unit.lastSeenAt && Date.now() - new Date(unit.lastSeenAt).getTime() < FRESH;
    const path = `/v1/rsus/${encodeURIComponent(unit.id)}`;
    const change = (verb, body, words) => async () => {
      await api("POST", `${path}/${verb}`, body);
      document.activeElement?.blur();
      await look();
      return t(words, { unit: unit.id });
    };
    const buttons = [
      unit.enrolled && !unit.enabled && action(t("console.unit.enable"), { place, work: change("enable", {}, "console.unit.enabled") }),
      unit.enabled && action(t("console.unit.disable"), { place, ask: { title: t("console.unit.disable-ask", { unit: unit.id }), text: t("console.unit.disable-text"), confirm: t("console.unit.disable"), danger: true }, work: change("disable", { why: "decision" }, "console.unit.disabled") }),
      unit.enrolled && !unit.enabled && action(t("console.unit.unenrol"), { place, ask: { title: t("console.unit.unenrol-ask", { unit: unit.id }), text: t("console.unit.unenrol-text"), danger: true, typed: unit.id }, work: change("unenrol", {}, "console.unit.unenrolled") }),
    ].filter(Boolean);
    return [
      h("span", { class: "stack-s" }, h("span", { class: "mono" }, unit.id), h("span", { class: "small soft" }, name(unit.name))),
      h("span", { class: `tag ${isHere && unit.state === "active" ? "live" : ""}`, "data-state": unit.state === "active" && !isHere ? "registered" : unit.state }, t(`console.unit.state.${unit.state}`)),
      h("bdi", {}, unit.operator ?? "–"),
      unit.lastSeenAt ? h("span", { class: isHere ? "" : "soft" }, formatTime(unit.lastSeenAt)) : "–",
      ...(isManager ? [h("div", { class: "row" }, buttons)] : []),
    ];
  }

  const id = field({ label: t("console.unit.id"), class: "mono", dir: "ltr", required: true, maxlength: 64 });
  const title = field({ label: t("console.unit.name"), required: true, maxlength: 100 });
  const key = field({ label: t("console.unit.key"), hint: t("console.unit.key-hint"), class: "mono", dir: "ltr", required: true, maxlength: 60 });
  const add = formOf({ children: [id.element, title.element, key.element], submit: t("console.unit.add"), place, async work() {
    await api("POST", "/v1/rsus", { id: id.input.value.trim(), name: title.input.value.trim(), publicKey: key.input.value.trim() });
    await look();
    return t("console.unit.added", { unit: id.input.value.trim() });
  } });
  const which = field({ label: t("console.unit.id"), class: "mono", dir: "ltr", required: true });
  const operator = field({ label: t("console.unit.for"), class: "mono", dir: "ltr", required: true });
  const enrol = formOf({ children: [which.element, operator.element], submit: t("console.unit.code"), place, async work() {
    const code = await api("POST", `/v1/rsus/${encodeURIComponent(which.input.value.trim())}/enrolment`, { operator: operator.input.value.trim() });
    place.good(t("console.unit.code-is", { unit: code.rsu }), h("p", { class: "mono big-code" }, code.code), h("p", { class: "small" }, t("console.unit.code-until", { time: formatTime(code.expiresAt, { timeStyle: "short" }) })));
  } });
  look().catch((problem) => place.bad(problem));
  setInterval(() => { if (!document.hidden) look().catch(() => {}); }, EVERY);
  return {
    element: panel(t("console.units"), place.element, list,
      isManager && h("details", { class: "more" }, h("summary", {}, t("console.unit.add")), add), isManager && h("details", { class: "more" }, h("summary", {}, t("console.unit.enrol")), enrol)),
  };
}
