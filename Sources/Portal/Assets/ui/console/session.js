// A session that ended in the middle of work: the person logs in again on the spot, and nothing that was typed is lost.

import { Problem, api } from "../api.js";
import { ask } from "../dialog.js";
import { busy, fieldError, notice, problemText } from "../form.js";
import { fill, h, pageData, t } from "../page.js";

const user = pageData().user ?? {};
const isToken = user.kind === "administrator";

/** Whether the server refused because nobody is logged on any more. */
export const isEnded = (problem) => problem instanceof Problem && problem.status === 401
  && (problem.kind === "session-required" || (isToken && problem.kind === "administrator-required"));

/** What is said when the person would rather not. */
const ended = () => new Problem({ status: 401, type: "/problems/session-required" });

const box = (id, key, attributes) => {
  const input = h("input", { id, dir: "ltr", spellcheck: "false", autocapitalize: "off", ...attributes });
  return { input, element: h("div", { class: "field" }, h("label", { for: id }, t(key)), input) };
};

/** The two ways in; whoever was here with an administrator's token comes back with one. */
function ways() {
  const name = box("again-user", "common.again.user", { autocomplete: "username", value: user.id ?? "" });
  const password = box("again-password", "common.again.password", { type: "password", autocomplete: "current-password", autofocus: !isToken });
  const totp = box("again-totp", "common.again.totp", { inputmode: "numeric", autocomplete: "one-time-code", maxlength: 8 });
  const token = box("again-token", "common.again.token", { type: "password", autocomplete: "off", autofocus: isToken });
  if (isToken) return { elements: [token.element], first: token.input, body: () => ({ token: token.input.value.trim() }), secrets: [token.input] };
  return {
    elements: [name.element, password.element, totp.element], first: password.input, secrets: [password.input, totp.input],
    body: () => ({ user: name.input.value.trim(), password: password.input.value, ...(totp.input.value.trim() ? { totp: totp.input.value.replace(/\s/g, "") } : {}) }),
  };
}

/**
 * Asks for the log-in. Resolves to true when the same person is back and the work may go on; to false when they gave up,
 * or when somebody else came: what they did not begin is not done in their name.
 */
export async function logInAgain() {
  const way = ways();
  const said = h("div", {});
  const go = h("button", { class: "btn primary", type: "submit", value: "in" }, t("common.again.go"));
  let isSame = false;
  const answered = ask(t("common.again.title"), [h("p", {}, t("common.again.text")), said, ...way.elements],
    [h("button", { class: "btn", type: "button", onclick: () => dialog.close("") }, t("common.cancel")), go]);
  const dialog = go.closest("dialog");
  dialog.querySelector("form").addEventListener("submit", (event) => {
    event.preventDefault();
    if (way.first.value.trim() === "") { fieldError(way.first, t("common.again.needed")); way.first.focus(); return; }
    busy(go, async () => {
      fill(said);
      try {
        const session = await api("POST", "/v1/sessions", { ...way.body(), cookie: true });
        if (session.mustChangePassword) { location.assign(`/login?next=${encodeURIComponent(location.pathname)}`); return; }
        pageData().csrf = session.csrf;
        try { sessionStorage.setItem("urna-session", session.id); } catch { /* as in the log-in */ }
        isSame = user.id === undefined || session.user === user.id;
        dialog.close("in");
      } catch (problem) {
        if (!(problem instanceof Problem)) throw problem;
        fill(said, notice("bad", problemText(problem)));
        for (const each of way.secrets) each.value = "";
        way.first.focus();
      }
    });
  });
  await answered;
  for (const each of way.secrets) each.value = "";
  return isSame;
}

/** The same person logged in again in another tab: this page takes the word of that session, as a reload would. */
async function followsOtherTab() {
  const page = new DOMParser().parseFromString(await api("GET", location.pathname, undefined, { raw: true }), "text/html");
  const now = JSON.parse(page.getElementById("page-data")?.textContent ?? "{}");
  if (!now.csrf || now.user?.id !== user.id) return false;
  pageData().csrf = now.csrf;
  return true;
}

let asking = null;

/** Does `work()`; when the session ended meanwhile, asks for a new one (once for all that wait) and does it again. */
export async function inSession(work) {
  try {
    return await work();
  } catch (problem) {
    const isOther = problem instanceof Problem && problem.code === "CSRF";
    if (!isOther && !isEnded(problem)) throw problem;
    if (isOther && await followsOtherTab()) return work();
    asking ??= logInAgain().finally(() => { asking = null; });
    if (!(await asking)) throw ended();
    return work();
  }
}
