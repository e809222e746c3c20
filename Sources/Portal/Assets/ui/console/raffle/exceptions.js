// What should not be needed: numbers by hand, a unit that cannot be reconciled or was lost, a correction under supervision.

import { api } from "../../api.js";
import { moneyInput, parseMoney } from "../../money.js";
import { fieldError } from "../../form.js";
import { h, t } from "../../page.js";
import { field, formOf, localTime, may, panel, said } from "../kit.js";
import { accounts } from "./accounts.js";
import { given, mono } from "./parts.js";

/** The panel; null for who may do none of it. `look` reads the balance anew. */
export function exceptionsPanel(raffle, look) {
  const parts = [
    may("operate-raffle") && ["console.lease", leaseForm], may("operate-raffle") && ["console.corrupt", corruptForm], may("reconcile") && ["console.recover", recoverForm],
    may("alter-records") && ["console-raffle.alter", alterForm], may("operate-raffle") && ["console-raffle.release", releaseForm],
  ].filter(Boolean);
  if (parts.length === 0) return null;
  return panel(t("console.exceptions"), h("p", { class: "small soft" }, t("console-raffle.exceptions-text")), parts.map(([key, make]) => {
    const place = said();
    const opening = [];
    const details = h("details", { class: "more" }, h("summary", {}, t(key)), h("div", { class: "stack" }, make(raffle, look, place, (call) => opening.push(call)), place.element));
    details.addEventListener("toggle", () => { if (details.open) for (const call of opening) call().catch((problem) => place.bad(problem)); });
    return details;
  }));
}

/**
 * A choice among units: what is typed in a hurry could be a unit that nobody has, and numbers that are never handed in.
 *
 * `opened(f)` says when the form is opened: then the list is read anew. `source` answers the ids.
 */
function unitField(raffle, opened, source = () => accounts(raffle).then(({ units }) => units.map(({ rsu }) => rsu))) {
  const unit = field({ label: t("console.unit.id"), class: "mono", dir: "ltr", required: true, options: [] });
  opened(async () => {
    const before = unit.input.value;
    const ids = await source();
    unit.input.replaceChildren(...ids.map((id) => h("option", { value: id }, id)));
    if (ids.includes(before)) unit.input.value = before;
  });
  return { ...unit, id: () => unit.input.value };
}

const call = async (raffle, look, path, body, options) => {
  try {
    return await api("POST", `${raffle.path}/${path}`, body, options);
  } finally {
    await Promise.all([look(), raffle.look().catch(() => {})]);
  }
};

function leaseForm(raffle, look, place, opened) {
  const unit = unitField(raffle, opened, () => api("GET", "/v1/rsus").then(({ rsus }) => rsus.map(({ id }) => id)));
  const count = field({ label: t("console.lease.count"), type: "number", min: 1, max: 100_000, value: 200, required: true, inputmode: "numeric" });
  return formOf({ children: [h("p", { class: "small soft" }, t("console-raffle.lease-text")), h("div", { class: "form-grid" }, unit.element, count.element)], submit: t("console.lease.go"), place, async work() {
    const made = await call(raffle, look, "leases", { rsu: unit.id(), count: Number(count.input.value) });
    return t("console.lease.done", { unit: made.rsu, count: made.numbers.length });
  } });
}

function corruptForm(raffle, look, place, opened) {
  const { currency } = raffle.now.definition;
  const unit = unitField(raffle, opened);
  const collected = field({ label: t("console.corrupt.collected"), inputmode: "decimal", dir: "ltr", required: true });
  const reason = field({ label: t("console.reason"), maxlength: 200, required: true });
  return formOf({ children: [unit.element, h("div", { class: "form-grid" }, collected.element), reason.element], submit: t("console.corrupt.go"), kind: "danger", place,
    // What is no money is said at its field, before anything is asked.
    ask: () => parseMoney(collected.input.value, currency) !== null && { title: t("console.corrupt.ask", { unit: unit.id() }), text: t("console.corrupt.text"), danger: true, typed: unit.id() },
    async work() {
      const sum = parseMoney(collected.input.value, currency);
      if (sum === null) { fieldError(collected.input, t("console.not-money")); collected.input.focus(); return undefined; }
      await call(raffle, look, `rsus/${encodeURIComponent(unit.id())}/corrupt`, { collected: sum, reason: reason.input.value.trim() });
      return t("console.corrupt.done", { unit: unit.id() });
    } });
}

function recoverForm(raffle, look, place, opened) {
  const unit = unitField(raffle, opened);
  const file = field({ label: t("console.recover.file"), type: "file", class: "input", required: true });
  const reason = field({ label: t("console-raffle.recover.reason"), hint: t("console-raffle.recover.reason-hint"), maxlength: 200 });
  return formOf({ children: [h("p", { class: "small soft" }, t("console-raffle.recover.text")), unit.element, file.element, reason.element], submit: t("console.recover.go"), place, async work() {
    const query = reason.input.value.trim() ? `?${new URLSearchParams({ incomplete: "true", reason: reason.input.value.trim() })}` : "";
    const account = await call(raffle, look, `rsus/${encodeURIComponent(unit.id())}/recover${query}`, file.input.files[0], { timeout: 300_000, headers: { "Content-Type": "application/octet-stream" } });
    return t("console.recover.done", { unit: account.rsu, count: account.sales });
  } });
}

/** Element, before and after: the ledger keeps all three, and nothing is overwritten. */
function alterForm(raffle, look, place, opened) {
  const { currency, policies } = raffle.now.definition;
  const kinds = ["collected", "operator", policies?.closeExtension && "salesCloseAt"].filter(Boolean);
  const kind = field({ label: t("console-raffle.alter.element"), options: kinds.map((each) => [each, t(`console-raffle.alter.${each}`)]) });
  const unit = unitField(raffle, opened);
  const before = field({ label: t("console-raffle.alter.before"), hint: t("console-raffle.alter.before-hint"), dir: "ltr", maxlength: 200 });
  const after = field({ label: t("console-raffle.alter.after"), dir: "ltr", required: true, maxlength: 200 });
  const reason = field({ label: t("console.reason"), required: true, maxlength: 200 });
  const isTime = () => kind.input.value === "salesCloseAt";
  /** The closing time that is shown, as the server has it: it compares every millisecond, which nobody types in. */
  let closesAt = "";
  const show = () => {
    unit.element.hidden = isTime();
    unit.input.required = !isTime();
    for (const { input } of [before, after]) input.type = isTime() ? "datetime-local" : "text";
    for (const { input } of [before, after]) input.inputMode = kind.input.value === "collected" ? "decimal" : "text";
    closesAt = raffle.now.closesAt ?? "";
    before.input.value = isTime() ? localTime(closesAt) : "";
    before.input.readOnly = isTime();
    before.element.querySelector(".hint").hidden = isTime();
  };
  kind.input.addEventListener("change", show);
  opened(async () => { if (isTime()) show(); });
  show();
  /** As the ledger writes it: minor units, a login, a time; null when it is no money. */
  const written = ({ input }) => {
    const text = input.value.trim();
    if (text === "") return "";
    if (isTime()) return input === before.input ? closesAt : new Date(text).toISOString();
    if (kind.input.value === "operator") return text;
    const sum = parseMoney(text, currency);
    return sum === null ? null : String(sum);
  };
  /** What is typed, as people read it. */
  const told = ({ input }) => {
    const text = input.value.trim();
    if (text === "") return "–";
    if (isTime()) return text.replace("T", " ");
    return kind.input.value === "collected" ? moneyInput(Number(written({ input })), currency) : text;
  };
  const element = () => (isTime() ? "salesCloseAt" : `${kind.input.value}/${unit.id()}`);
  return formOf({ children: [h("p", { class: "small soft" }, t("console-raffle.alter.text")), h("div", { class: "form-grid" }, kind.element, unit.element, before.element, after.element), reason.element],
    submit: t("console-raffle.alter.go"), kind: "danger", place,
    ask: () => written(before) !== null && written(after) !== null && ({ title: t("console-raffle.alter.ask"), text: [h("p", {}, mono(element())), h("p", {}, t("console-raffle.alter.change", { before: told(before), after: told(after) }))], confirm: t("console-raffle.alter.go"), danger: true, typed: raffle.id }),
    async work() {
      for (const each of [before, after]) if (written(each) === null) { fieldError(each.input, t("console.not-money")); each.input.focus(); return undefined; }
      const done = t("console-raffle.alter.done", { element: kind.input.selectedOptions[0].text, before: told(before), after: told(after) });
      try {
        await call(raffle, look, "alterations", { element: element(), ...(written(before) ? { before: written(before) } : {}), after: written(after), reason: reason.input.value.trim() });
      } finally {
        // Refused because it was put off already, too: then the time that it was put off to is shown.
        if (isTime()) show();
      }
      return done;
    } });
}

function releaseForm(raffle, look, place) {
  const from = field({ label: t("console-raffle.release.from"), hint: t("console-raffle.release.from-hint"), type: "number", min: 0, required: true, inputmode: "numeric" });
  const reason = field({ label: t("console.reason"), required: true, maxlength: 200 });
  return formOf({ children: [h("p", { class: "small soft" }, t("console-raffle.release.text")), from.element, reason.element], submit: t("console-raffle.release.go"), kind: "danger", place,
    ask: { title: t("console-raffle.release.ask"), text: t("console-raffle.release.warn"), danger: true, typed: raffle.id },
    async work() {
      await call(raffle, look, "leases/release", { from: Number(from.input.value), ...given("reason", reason) });
      return t("console-raffle.release.done");
    } });
}
