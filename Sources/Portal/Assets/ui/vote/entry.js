// The code or the log-in becomes a ballot token, and the way to the ballot is free; or the page says why not.

import { announce } from "../announce.js";
import { Problem, api } from "../api.js";
import { fieldError, notice, problemText } from "../form.js";
import { t } from "../page.js";
import { focusStage, show } from "./stage.js";

/** The form of the code, where the election is open. */
const codeForm = document.getElementById("code-form");

/**
 * Asks for the ballot token; the code is forgotten as soon as it did its work.
 *
 * `path`: the election's; `body`: with the code, or `token`: of a log-in; `input`: the field that the code stands in; `booth`: brings what comes next.
 */
export async function enter({ path, body, token, booth }, input) {
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
export function showCode(text, kind = "warn") {
  if (!codeForm) { show("code", notice(kind, text)); focusStage(); return; }
  show("code", text && notice(kind, text), codeForm);
  codeForm.querySelector("#code").focus();
  if (text) announce(text, { urgent: true });
}
