// Adding a person: who they are, what they may do, and a password for the first log-in.

import { api } from "../api.js";
import { h, t } from "../page.js";
import { field, formOf, said, tick, utcTime } from "../console/kit.js";
import { needsEnd, needsSecondFactor, roleBoxes } from "./roles.js";
import { onceOnlyPassword } from "./secret.js";

/** The form. `onAdded(member, password)` with what has to be handed over. */
export function addForm({ onAdded }) {
  const id = field({ label: t("console-people.login-name"), hint: t("console-people.login-name-hint"), class: "mono", dir: "ltr", required: true, maxlength: 64, spellcheck: "false", autocapitalize: "off" });
  const title = field({ label: t("console-people.name"), hint: t("console-people.name-hint"), required: true, maxlength: 100 });
  const until = field({ label: t("console-people.until"), hint: t("console-people.until-hint"), type: "datetime-local" });
  const totp = tick({ label: t("console-people.totp"), hint: t("console-people.totp-hint") });
  const roles = roleBoxes([], (held) => {
    totp.input.disabled = needsSecondFactor(held);
    if (needsSecondFactor(held)) totp.input.checked = true;
    until.input.required = needsEnd(held);
  });
  const place = said({ locate: (path) => ({ id: id.input, name: title.input, roles: roles.input, validUntil: until.input })[path] });
  const form = formOf({
    submit: t("console-people.add-go"), place,
    children: [h("div", { class: "form-grid" }, id.element, title.element), roles.element, h("div", { class: "form-grid" }, until.element), totp.element, place.element],
    async work() {
      const password = onceOnlyPassword();
      const end = utcTime(until.input.value);
      const member = await api("POST", "/v1/staff", {
        id: id.input.value.trim(), name: title.input.value.trim(), roles: roles.values(), password, temporary: true, totp: totp.input.checked, ...(end ? { validUntil: end } : {}),
      });
      for (const each of [id, title, until]) each.input.value = "";
      onAdded(member, password);
    },
  });
  return form;
}
