// One person: what they are called and may do, and the steps that change how they come in.

import { api } from "../api.js";
import { focusOn, formatTime, h, name, t } from "../page.js";
import { action, field, formOf, localTime, said, utcTime } from "../console/kit.js";
import { needsEnd, roleBoxes, roleNames } from "./roles.js";
import { onceOnlyPassword } from "./secret.js";

/**
 * The panel of one person. `onChange(member, words, secret?)` when something was changed, with what is to be said and what has
 * to be handed over; `onClose()`.
 */
export function personPanel(member, { onChange, onClose }) {
  const path = `/v1/staff/${encodeURIComponent(member.id)}`;
  const title = field({ label: t("console-people.name"), value: member.name, required: true, maxlength: 100 });
  const until = field({ label: t("console-people.until"), hint: t("console-people.until-hint"), type: "datetime-local", value: localTime(member.validUntil) });
  const roles = roleBoxes(member.roles, (held) => { until.input.required = needsEnd(held); });
  const place = said({ locate: (where) => ({ name: title.input, roles: roles.input, validUntil: until.input })[where] });

  async function change(body, words, secret = {}) {
    const { totp, ...changed } = await api("PATCH", path, body);
    onChange(changed, words, secret.password || totp ? { id: member.id, name: changed.name, ...secret, totp } : undefined);
  }

  const form = formOf({
    submit: t("console-people.save"), place, children: [h("div", { class: "form-grid" }, title.element, until.element), roles.element],
    ask: () => ({ title: t("console-people.save-ask", { user: member.id }), text: [h("p", {}, t("console-people.save-text", { roles: roleNames(roles.values()) })), h("p", { class: "small soft" }, t("console-people.ends-sessions"))], typed: member.id, confirm: t("console-people.save") }),
    work: () => change({ name: title.input.value.trim(), roles: roles.values(), validUntil: utcTime(until.input.value) }, t("console-people.saved", { user: member.id })),
  });
  const step = (key, body, options = {}) => action(t(`console-people.${key}`), {
    place, kind: options.danger ? "danger" : "",
    ask: { title: t(`console-people.${key}-ask`, { user: member.id }), text: [h("p", {}, t(`console-people.${key}-text`)), h("p", { class: "small soft" }, t("console-people.ends-sessions"))], confirm: t(`console-people.${key}`), ...options.ask, danger: options.danger },
    work() { const [made, secret] = body(); return change(made, t(`console-people.${key}-done`, { user: member.id }), secret); },
  });
  const typed = { typed: member.id };
  const heading = h("h2", {}, name(member.name));
  const element = h("section", { class: "card stack", "aria-label": member.id },
    h("div", { class: "row-apart" }, h("div", { class: "stack-s" }, heading, h("p", { class: "mono small soft" }, member.id)), h("button", { type: "button", class: "btn quiet", onclick: onClose }, t("common.close"))),
    h("p", { class: "small soft" }, t("console-people.since", { time: formatTime(member.addedAt) })),
    place.element, form,
    h("h3", {}, t("console-people.ways-in")),
    h("div", { class: "row" },
      member.lockedUntil && step("unlock", () => [{ unlock: true }]),
      step("new-password", () => { const password = onceOnlyPassword(); return [{ password, temporary: true }, { password }]; }, { ask: typed }),
      step("new-totp", () => [{ totp: true }], { ask: typed }),
      member.active ? step("disable", () => [{ active: false }], { danger: true, ask: typed }) : step("enable", () => [{ active: true }])),
    pinForm(path, member, place));
  return { element, focus: () => focusOn(heading), say: (words) => place.good(words) };
}

/** The PIN with which an operator logs in at their selling units. */
function pinForm(path, member, place) {
  if (!member.roles.includes("operator")) return null;
  const pin = field({ label: t("console-people.pin"), hint: t("console-people.pin-hint"), type: "password", inputmode: "numeric", autocomplete: "off", maxlength: 12, required: true, dir: "ltr" });
  return h("details", { class: "more" }, h("summary", {}, t("console-people.pin-set")), formOf({
    children: [pin.element], submit: t("console-people.pin-go"), place,
    async work() {
      await api("PUT", `${path}/pin`, { pin: pin.input.value });
      pin.input.value = "";
      return t("console-people.pin-done", { user: member.id });
    },
  }));
}
