// Logging in, for those who run elections and raffles. The session is a cookie that scripts cannot read.

import { Problem, api } from "../ui/api.js";
import { busy, fieldError, notice, problemText } from "../ui/form.js";
import { fill, pageData, t } from "../ui/page.js";

const byId = (id) => document.getElementById(id);
const said = byId("said");

/** Where to go afterwards: a path of this server and nothing else, whatever the address says. */
function next() {
  const asked = pageData().next ?? new URLSearchParams(location.search).get("next") ?? "/console";
  const url = new URL(asked, location.origin);
  return url.origin === location.origin && asked.startsWith("/") ? url.pathname + url.search : "/console";
}

async function begin(body, { clear }) {
  fill(said);
  try {
    const session = await api("POST", "/v1/sessions", { ...body, cookie: true });
    clear();
    // Its name in the list of sessions, which opens nothing.
    try { sessionStorage.setItem("urna-session", session.id); } catch { /* the list then marks none as this one */ }
    return session;
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem;
    fill(said, notice("bad", problemText(problem)));
    return null;
  }
}

function require(...inputs) {
  const missing = inputs.filter((input) => input.value.trim() === "");
  for (const input of missing) fieldError(input, t("login.missing"));
  missing[0]?.focus();
  return missing.length === 0;
}

byId("person").addEventListener("submit", (event) => {
  event.preventDefault();
  const [user, password, totp] = ["user", "password", "totp"].map(byId);
  if (!require(user, password)) return;
  busy(event.submitter ?? event.target.querySelector("[type=submit]"), async () => {
    const body = { user: user.value.trim(), password: password.value, ...(totp.value.trim() ? { totp: totp.value.replace(/\s/g, "") } : {}) };
    const session = await begin(body, { clear: () => {} });
    if (!session) { password.value = ""; totp.value = ""; password.focus(); return; }
    if (session.mustChangePassword) { renew(session, body); return; }
    password.value = "";
    location.assign(next());
  });
});

/** A password that somebody else chose is good for one thing: to choose another. */
function renew(session, old) {
  byId("person").hidden = true;
  const form = byId("renew");
  const input = byId("new-password");
  form.hidden = false;
  input.focus();
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!require(input)) return;
    busy(form.querySelector("[type=submit]"), async () => {
      try {
        await api("PATCH", `/v1/staff/${encodeURIComponent(session.user)}`, { password: input.value, currentPassword: old.password }, { headers: { "Urna-CSRF": session.csrf } });
        const again = await begin({ ...old, password: input.value }, { clear: () => { input.value = ""; } });
        if (again) location.assign(next());
        // A one-time code is good once: with it, logging in again needs the next one.
        else { form.hidden = true; byId("person").hidden = false; byId("password").value = ""; byId("totp").value = ""; fill(said, notice("good", t("login.renewed"))); byId("password").focus(); }
      } catch (problem) {
        if (!(problem instanceof Problem)) throw problem;
        fieldError(input, problem.detail || problemText(problem));
        input.focus();
      }
    });
  });
}

byId("token-form").addEventListener("submit", (event) => {
  event.preventDefault();
  const input = byId("token");
  if (!require(input)) return;
  busy(event.target.querySelector("[type=submit]"), async () => {
    const session = await begin({ token: input.value.trim() }, { clear: () => { input.value = ""; } });
    if (session) location.assign(next());
    else input.focus();
  });
});
