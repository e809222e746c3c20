// Whoever is logged on: what they may do, their password, their second factor, and where else they are logged on.

import { api } from "../../ui/api.js";
import { action, field, formOf, may, panel, said } from "../../ui/console/kit.js";
import { showAllowed } from "../../ui/console/nav.js";
import { fieldError, notice } from "../../ui/form.js";
import { fill, h, name, pageData, t } from "../../ui/page.js";
import { roleWords } from "../../ui/people/roles.js";
import { secretPlace } from "../../ui/people/secret.js";
import { sessionList } from "../../ui/people/sessions.js";

const user = pageData().user ?? { roles: [], permissions: [] };
const isStaff = user.kind === "staff";
const path = `/v1/staff/${encodeURIComponent(user.id)}`;
const again = () => h("p", {}, h("a", { class: "btn primary", href: "/login?next=/console/account" }, t("common.nav.login")));

function who() {
  const admin = !isStaff && user.roles.map((role) => [h("dt", {}, t(`console-people.admin.${role}`)), h("dd", {}, t("console-account.administrator"))]);
  return panel(t("console-account.who"), h("p", {}, h("span", { class: "strong" }, name(user.name)), " · ", h("span", { class: "mono soft" }, user.id)),
    isStaff ? roleWords(user.roles) : h("dl", { class: "facts" }, admin));
}

/** One's own password: asked for twice, because nobody sees it; all sessions end with the change, this one too. */
function passwordPanel() {
  const kind = { type: "password", dir: "ltr", required: true, maxlength: 128 };
  const present = field({ label: t("console-account.present"), ...kind, autocomplete: "current-password" });
  const chosen = field({ label: t("console-account.new"), hint: t("console-account.new-hint"), ...kind, autocomplete: "new-password" });
  const twice = field({ label: t("console-account.twice"), ...kind, autocomplete: "new-password" });
  const place = said({ locate: (where) => ({ password: chosen.input, currentPassword: present.input })[where] });
  const form = formOf({
    submit: t("console-account.change"), place, children: [h("input", { class: "visually-hidden", type: "text", autocomplete: "username", value: user.id, tabindex: "-1", "aria-hidden": "true", readonly: true }), h("div", { class: "form-grid" }, present.element, chosen.element, twice.element)],
    async work() {
      if (chosen.input.value !== twice.input.value) { fieldError(twice.input, t("console-account.not-same")); twice.input.focus(); return; }
      try {
        await api("PATCH", path, { password: chosen.input.value, currentPassword: present.input.value });
      } catch (problem) {
        if (problem.code !== "PASSWORD_WRONG") throw problem;
        fill(box, notice("bad", t("console-account.wrong"), again()));
        return;
      }
      fill(box, notice("good", t("console-account.changed"), again()));
    },
  });
  const box = h("div", { class: "stack" }, h("p", { class: "soft" }, t("console-account.password-text")), place.element, form);
  return panel(t("console-account.password"), box);
}

/** Who governs people may renew their own second factor; everybody else asks one of those. */
function secondFactorPanel(secret) {
  const place = said();
  const renew = may("manage-users") && action(t("console-account.totp-go"), {
    place, kind: "danger", ask: { title: t("console-account.totp-ask"), text: t("console-account.totp-warn"), typed: user.id, danger: true, confirm: t("console-account.totp-go") },
    async work() {
      const { totp } = await api("PATCH", path, { totp: true });
      secret.show({ id: user.id, name: user.name, totp, text: t("console-account.totp-once") });
      fill(box, notice("good", t("console-account.totp-done")));
    },
  });
  const box = h("div", { class: "stack" }, h("p", { class: "soft" }, t(renew ? "console-account.totp-text" : "console-account.totp-others")), place.element, renew && h("div", { class: "row" }, renew));
  return panel(t("console-account.totp"), box);
}

function sessionsPanel() {
  const place = said();
  if (!may("manage-users", "read-events")) return panel(t("console-account.sessions"), h("p", { class: "soft" }, t("console-account.sessions-by-password")));
  return panel(t("console-account.sessions"), h("p", { class: "soft" }, t(may("manage-users") ? "console-account.sessions-text" : "console-account.sessions-by-password")), place.element, sessionList(place, { user: user.id }).element);
}

showAllowed();
const secret = secretPlace({ onDone: () => location.assign("/login?next=/console/account") });
fill(document.getElementById("app"), secret.element, who(),
  isStaff ? [passwordPanel(), secondFactorPanel(secret), sessionsPanel()] : panel(t("console-account.token"), h("p", {}, t("console-account.token-text"))));
