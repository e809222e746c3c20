// Who conducts a draw. Where it takes two, the second official logs in here, on their own: a name alone proves nothing.

import { api } from "../../api.js";
import { notice } from "../../form.js";
import { fill, h, name, pageData, t } from "../../page.js";
import { action, field, formOf, said } from "../kit.js";
import { plain } from "./parts.js";

/**
 * `{element, body(), headers(), isReady()}`.
 *
 * The second official's session lives in this page's memory alone: it ends with the page, or when they leave.
 */
export function officials(definition) {
  return definition.policies.twoPersonDraw ? second() : named();
}

function named() {
  const who = field({ label: t("console.officials"), hint: t("console.officials-hint"), dir: "ltr", class: "mono", maxlength: 400 });
  const list = () => who.input.value.split(/[\s,]+/).filter(Boolean);
  return { element: h("details", { class: "more" }, h("summary", {}, t("console-raffle.who")), who.element), body: () => (list().length > 0 ? { officials: list() } : {}), headers: () => ({}), isReady: () => true };
}

function second() {
  const place = said();
  const box = h("div", { class: "stack" });
  let session = null;

  const user = field({ label: t("console-raffle.second.user"), class: "mono", dir: "ltr", required: true, maxlength: 64, autocapitalize: "none", spellcheck: "false" });
  const password = field({ label: t("console-raffle.second.password"), type: "password", required: true, autocomplete: "off" });
  const code = field({ label: t("console-raffle.second.totp"), hint: t("console-raffle.second.totp-hint"), inputmode: "numeric", dir: "ltr", maxlength: 8 });
  const form = formOf({ children: [h("div", { class: "form-grid" }, user.element, password.element, code.element)], submit: t("console-raffle.second.enter"), place, async work() {
    const body = { user: user.input.value.trim(), password: password.input.value, ...(code.input.value.trim() ? { totp: code.input.value.replace(/\s/g, "") } : {}) };
    password.input.value = "";
    code.input.value = "";
    const found = await api("POST", "/v1/sessions", body);
    const refused = found.mustChangePassword ? "console-raffle.second.renew" : found.user === pageData().user?.id ? "console-raffle.second.same" : null;
    if (refused) { await end(found.token); throw plain(t(refused)); }
    session = found;
    show();
    return t("console-raffle.second.here", { user: found.user });
  } });

  const end = (token) => fetch("/v1/sessions/current", { method: "DELETE", headers: { Authorization: `Bearer ${token}` }, credentials: "omit", keepalive: true }).catch(() => {});
  async function leave() {
    const { token } = session;
    session = null;
    show();
    await end(token);
    return t("console-raffle.second.left");
  }
  addEventListener("pagehide", () => { if (session) { end(session.token); session = null; show(); } });

  function show() {
    fill(box, session ? notice("good", t("console-raffle.second.two"), h("ul", {}, h("li", {}, name(pageData().user?.name ?? "")), h("li", {}, h("bdi", {}, session.user))), h("div", { class: "row" }, action(t("console-raffle.second.leave"), { place, work: leave })))
      : [h("p", {}, t("console-raffle.second.text")), form]);
  }
  show();
  return {
    element: h("div", { class: "part stack" }, h("h3", {}, t("console-raffle.second")), box, place.element),
    body: () => ({}), headers: () => (session ? { "Urna-Second-Official": session.token } : {}), isReady: () => session !== null,
  };
}
