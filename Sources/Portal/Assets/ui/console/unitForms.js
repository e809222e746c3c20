// A unit is registered with its key, then enrolled with a code that is shown this once.

import { api } from "../api.js";
import { formatTime, h, t } from "../page.js";
import { field, formOf, said } from "./kit.js";

/** `{elements, know(rsus), enrol(id)}`: `look` reads the list anew. */
export function unitForms(look) {
  const added = said();
  const id = field({ label: t("console.unit.id"), class: "mono", dir: "ltr", required: true, maxlength: 64, spellcheck: "false" });
  const title = field({ label: t("console.unit.name"), required: true, maxlength: 100 });
  const key = field({ label: t("console.unit.key"), hint: t("console.unit.key-hint"), class: "mono", dir: "ltr", required: true, maxlength: 60, spellcheck: "false" });
  const add = formOf({ children: [h("div", { class: "form-grid" }, id.element, title.element), key.element], submit: t("console.unit.add"), place: added, async work() {
    const made = await api("POST", "/v1/rsus", { id: id.input.value.trim(), name: title.input.value.trim(), publicKey: key.input.value.trim() });
    for (const each of [id, title, key]) each.input.value = "";
    await look();
    which.input.value = made.id;
    return t("console.unit.added", { unit: made.id });
  } });

  const given = said();
  const which = field({ label: t("console.unit.id"), options: [], required: true });
  const operator = field({ label: t("console.unit.for"), class: "mono", dir: "ltr", required: true, maxlength: 64, autocapitalize: "none", spellcheck: "false" });
  const enrol = formOf({ children: [h("div", { class: "form-grid" }, which.element, operator.element)], submit: t("console.unit.code"), place: given, async work() {
    const code = await api("POST", `/v1/rsus/${encodeURIComponent(which.input.value)}/enrolment`, { operator: operator.input.value.trim() });
    // It stands on this page alone, and no longer than it takes to type it in: no call gives it again.
    const gone = h("button", { type: "button", class: "btn", onclick: () => given.clear() }, t("console.unit.code-done"));
    given.good(t("console.unit.code-is", { unit: code.rsu }), h("p", { class: "mono big-code" }, code.code), h("p", { class: "small" }, t("console.unit.code-until", { time: formatTime(code.expiresAt, { timeStyle: "short" }) })), h("div", { class: "row" }, gone));
    operator.input.value = "";
  } });

  const more = (key_, ...content) => h("details", { class: "more" }, h("summary", {}, t(key_)), h("div", { class: "stack" }, content));
  const elements = [more("console.unit.add", add, added.element), more("console.unit.enrol", enrol, given.element)];
  return {
    elements,
    know(rsus) {
      const free = rsus.filter((unit) => !unit.enabled).map((unit) => unit.id);
      if ([...which.input.options].map(({ value }) => value).join("\n") === free.join("\n")) return;
      const before = which.input.value;
      which.input.replaceChildren(...free.map((each) => h("option", { value: each }, each)));
      if (free.includes(before)) which.input.value = before;
    },
    enrol(unit) {
      elements[1].open = true;
      which.input.value = unit;
      elements[1].scrollIntoView({ block: "nearest" });
      operator.input.focus();
    },
  };
}
