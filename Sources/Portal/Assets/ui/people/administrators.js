// Administrators: they hold API tokens, which have no second factor and no end.

import { api } from "../api.js";
import { fill, formatTime, h, name, pageData, t } from "../page.js";
import { field, formOf, panel, said, table } from "../console/kit.js";

const ROLES = ["owner", "organiser", "auditor"];

/** The panel; only administrators may look, and only an owner may add. `onToken({id, name, token})` once. */
export function administratorsPanel({ onToken }) {
  const list = h("div", {});
  const id = field({ label: t("console-people.login-name"), hint: t("console-people.admin-id-hint"), class: "mono", dir: "ltr", required: true, maxlength: 64, autocapitalize: "off" });
  const title = field({ label: t("console-people.name"), required: true, maxlength: 100 });
  const role = field({ label: t("console-people.roles"), value: "organiser", options: ROLES.map((each) => [each, t(`console-people.admin.${each}`)]) });
  const place = said({ locate: (path) => ({ id: id.input, name: title.input, role: role.input })[path] });

  async function look() {
    const { administrators } = await api("GET", "/v1/administrators");
    fill(list, table(t("console-people.admins"), [t("console-people.who"), t("console-people.roles"), t("console-people.added")], administrators.map((each) => [
      h("span", { class: "stack-s" }, h("span", {}, name(each.name, { control: false })), h("span", { class: "mono small soft" }, each.id)), t(`console-people.admin.${each.role}`), formatTime(each.createdAt)])));
  }
  const add = formOf({
    submit: t("console-people.admin-go"), place, children: [h("div", { class: "form-grid" }, id.element, title.element), role.element],
    ask: () => ({ title: t("console-people.admin-ask"), text: t("console-people.admin-warn"), typed: id.input.value.trim(), confirm: t("console-people.admin-go") }),
    async work() {
      const made = await api("POST", "/v1/administrators", { id: id.input.value.trim(), name: title.input.value.trim(), role: role.input.value });
      onToken({ id: made.id, name: title.input.value.trim(), token: made.token, text: t("console-people.admin-once") });
      id.input.value = title.input.value = "";
      await look();
    },
  });
  look().catch((problem) => place.bad(problem));
  const isOwner = (pageData().user?.roles ?? []).includes("owner");
  return panel(t("console-people.admins"), h("p", { class: "soft" }, t("console-people.admins-text")), place.element, list,
    isOwner && h("details", { class: "more" }, h("summary", {}, t("console-people.admin-add")), add));
}
