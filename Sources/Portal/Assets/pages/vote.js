// A voter's way begins: with a code or a log-in. What comes after is fetched meanwhile, so that slow networks can begin to type at once.

import { announce } from "../ui/announce.js";
import { Problem, api } from "../ui/api.js";
import { busy, fieldError, notice, problemText } from "../ui/form.js";
import { fill, h, lang, pageData, t } from "../ui/page.js";
import { focusStage, show } from "../ui/vote/stage.js";
import { Vault } from "../ui/vote/vault.js";

const data = pageData();
const path = `/v1/elections/${encodeURIComponent(data.id)}`;
const codeForm = document.getElementById("code-form");
const vault = new Vault(data.id);

/** Symbols of a voting code; what else is typed between them does not count. */
const CODE_LENGTH = 23;

/** The rest of the way; fetched again when a bad network lost it. */
let rest = null;
async function booth() {
  rest ??= import("../ui/vote/booth.js").then((module) => { module.enter({ vault, showCode }); return module; });
  try {
    return await rest;
  } catch (error) {
    rest = null;
    throw error;
  }
}

const normalCode = (text) => text.toUpperCase().replace(/[^0-9A-Z]/g, "");

function startCode() {
  const input = codeForm.querySelector("#code");
  const button = codeForm.querySelector("[type=submit]");
  input.addEventListener("input", () => {
    // Grouped while it is typed at the end; left alone while it is mended in the middle.
    if (input.selectionStart !== input.value.length) return;
    const code = normalCode(input.value);
    const grouped = code.match(/.{1,5}/g)?.join("-") ?? "";
    if (grouped !== input.value && !/[-\s]$/.test(input.value)) input.value = grouped;
  });
  codeForm.addEventListener("submit", (event) => {
    event.preventDefault();
    busy(button, async () => {
      const code = normalCode(input.value);
      if (code.length !== CODE_LENGTH) {
        fieldError(input, code.length === 0 ? t("vote.code.empty") : t("vote.code.length", { count: code.length, whole: CODE_LENGTH }));
        input.focus();
        return;
      }
      await enter({ body: { code: input.value.trim() } }, input);
    });
  });
  if (data.login) {
    const place = codeForm.querySelector("#login");
    const go = async () => location.assign((await import("../ui/vote/login.js")).loginAddress(data.login, lang));
    fill(place, h("hr"), h("p", {}, h("button", { type: "button", class: "btn", onclick: go }, t("vote.login.go"))));
    place.hidden = false;
  }
}

/** Asks for the ballot token; the code is forgotten as soon as it did its work. */
async function enter({ body, token }, input) {
  try {
    const answer = await api("POST", `${path}/ballot-token`, body, { token, idempotent: true, retries: 3 });
    const next = await booth();
    if (input) input.value = "";
    next.begin(answer.ballotToken, answer.expiresAt);
  } catch (problem) {
    const text = problem instanceof Problem ? entryProblem(problem) : t("common.problem.offline");
    if (input) {
      fieldError(input, text);
      announce(text, { urgent: true });
      input.focus();
    } else {
      showCode(text);
    }
  }
}

function entryProblem(problem) {
  switch (problem.kind) {
    case "code-invalid": return t("vote.problem.code-invalid");
    case "bad-request": return t("vote.problem.code-invalid");
    case "not-on-roll": return t("vote.problem.not-on-roll");
    case "login-invalid": return t("vote.problem.login-invalid");
    case "wrong-state": case "election-not-open": return t("vote.problem.not-open");
    default: return problemText(problem);
  }
}

/** Back to the code, with the reason; marks made so far are kept. */
function showCode(text, kind = "warn") {
  if (!codeForm) { show("code", notice(kind, text)); focusStage(); return; }
  show("code", text && notice(kind, text), codeForm);
  codeForm.querySelector("#code").focus();
  if (text) announce(text, { urgent: true });
}

// MARK: Start

async function comeBack() {
  const { loginAnswer } = await import("../ui/vote/login.js");
  const answer = loginAnswer();
  if (answer?.token) await enter({ token: answer.token });
  else if (answer?.error) showCode(t(`vote.login.${answer.error}`));
}

/** What this tab was at when it was left: a ballot half filled in, one on its way, or a receipt. */
const hasBegun = () => Boolean(vault.state.phase) && (vault.state.phase !== "ballot" || data.state === "open");

async function resume() {
  try {
    (await booth()).resume();
  } catch {
    showCode(t("common.problem.offline"));
  }
}

if (codeForm) startCode();
if (/^#(id_token|error|state)=|&(id_token|error)=/.test(location.hash)) comeBack();
else if (hasBegun()) resume();
else if (codeForm) booth().catch(() => {});

/** A page out of the back-forward cache shows what was true when it was left: another tab may have cast since. */
addEventListener("pageshow", (event) => { if (event.persisted && hasBegun()) resume(); });
for (const type of ["pointerdown", "keydown"]) addEventListener(type, () => vault.touch(), { passive: true });
