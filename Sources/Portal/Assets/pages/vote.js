// A voter's way: code or log-in, ballot, review, casting, receipt.

import { announce } from "../ui/announce.js";
import { Problem, api } from "../ui/api.js";
import { ballotForm, marksList, titleOf } from "../ui/ballot/ballot.js";
import { confirm } from "../ui/dialog.js";
import { busy, fieldError, notice, problemText } from "../ui/form.js";
import { fill, focusOn, formatNumber, formatTime, h, lang, name, pageData, setText, t } from "../ui/page.js";
import { castAt, check, checkList, keepReceipt, knownKey, verdict } from "../ui/receipt.js";
import { ballotKey, cast, findBallot } from "../ui/vote/cast.js";
import { loginAddress, loginAnswer } from "../ui/vote/login.js";
import { alone, meetTabs } from "../ui/vote/tabs.js";
import { Vault } from "../ui/vote/vault.js";

const data = pageData();
const { definition, log } = data;
const path = `/v1/elections/${encodeURIComponent(data.id)}`;
const stage = document.getElementById("stage");
const codeForm = document.getElementById("code-form");
const vault = new Vault(data.id);

/** Symbols of a voting code; what else is typed between them does not count. */
const CODE_LENGTH = 23;
const STEPS = ["code", "ballot", "review", "receipt"];

let form = null;
let tabs = null;
let otherTab = "";
let step = "code";
let isCasting = false;

// MARK: The stage

/** Shows a step: what it consists of, and the focus at its start, so that nobody has to look for it. */
function show(next, ...content) {
  step = next;
  const at = STEPS.indexOf(next);
  for (const item of document.querySelectorAll("#steps > li")) {
    const own = STEPS.indexOf(item.dataset.step);
    item.toggleAttribute("data-done", own < at);
    if (own === at) item.setAttribute("aria-current", "step");
    else item.removeAttribute("aria-current");
  }
  fill(stage, content);
}

function heading(text) {
  return h("h2", { class: "stage-title", tabindex: "-1" }, text);
}

function focusStage() {
  const target = stage.querySelector(".stage-title, .notice") ?? stage;
  if (target.classList.contains("notice")) target.tabIndex = -1;
  target.focus({ preventScroll: true });
  scrollTo({ top: 0 });
}

// MARK: Code or log-in

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
    fill(place, h("hr"), h("p", {}, h("button", { type: "button", class: "btn", onclick: () => location.assign(loginAddress(data.login, lang)) }, t("vote.login.go"))));
    place.hidden = false;
  }
}

/** Asks for the ballot token; the code is forgotten as soon as it did its work. */
async function enter({ body, token }, input) {
  try {
    const answer = await api("POST", `${path}/ballot-token`, body, { token, idempotent: true, retries: 3 });
    if (input) input.value = "";
    begin(answer.ballotToken, answer.expiresAt);
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem;
    const text = entryProblem(problem);
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

// MARK: Ballot

function begin(token, expiresAt) {
  vault.keep({ phase: "ballot", token, expiresAt, selections: vault.state.selections ?? {} });
  meet("ballot");
  history.replaceState({ step: "ballot" }, "");
  showBallot();
  focusStage();
}

function meet(phase) {
  tabs?.close();
  otherTab = "";
  tabs = meetTabs(ballotKey(vault.state.token), phase, (other) => {
    otherTab = other;
    if (other === "confirmed" && step !== "receipt" && !isCasting) castElsewhere();
    else showOtherTab();
  });
}

function showOtherTab() {
  const place = document.getElementById("other-tab");
  if (!place) return;
  fill(place, otherTab === "ballot" && notice("warn", t("vote.tabs.open")), otherTab === "casting" && notice("warn", t("vote.tabs.casting")));
}

function castElsewhere() {
  vault.clear();
  tabs?.close();
  show("receipt", notice("good", t("vote.tabs.confirmed"), h("p", {}, t("vote.tabs.confirmed-more"))));
  focusStage();
}

function showProgress() {
  const bar = document.getElementById("progress");
  if (bar) setText(bar, t("vote.filled", { count: form.fields.filter((field) => !field.isBlank()).length, total: form.fields.length }));
}

function showBallot() {
  form ??= ballotForm(definition, {
    selections: vault.state.selections,
    onChange: () => { vault.keep({ selections: form.selections() }); showProgress(); },
  });
  const problems = h("div", { id: "problems" });
  show("ballot",
    h("div", { class: "stack" }, heading(t("vote.ballot.title")), h("p", { class: "soft" }, t("vote.ballot.text")), h("div", { id: "other-tab" })),
    form.element, problems,
    h("div", { class: "bottom-bar" }, h("div", { class: "wrap narrow row-apart" }, h("p", { class: "small strong bar-text", id: "progress" }),
      h("button", { type: "button", class: "btn primary large", onclick: () => review(problems) }, t("vote.review")))));
  showProgress();
  showOtherTab();
}

function review(place) {
  const problems = form.problems();
  if (problems.length > 0) {
    fill(place, h("div", { class: "notice bad", role: "alert" }, h("p", { class: "strong" }, t("vote.mend", { count: problems.length })),
      h("ul", {}, problems.map(({ index, text }) => h("li", {}, h("a", { href: `#contest-${index}`, onclick: (event) => { event.preventDefault(); focusOn(form.fields[index].element); } },
        name(titleOf(definition.contests[index]), { control: false })), ": ", text)))));
    focusOn(form.fields[problems[0].index].element);
    announce(t("vote.mend", { count: problems.length }), { urgent: true });
    return;
  }
  fill(place);
  history.pushState({ step: "review" }, "");
  showReview();
  focusStage();
}

// MARK: Review

function showReview() {
  const selections = form.selections();
  const blank = definition.contests.filter((contest) => selections[contest.id] === undefined).length;
  const change = (index) => { history.back(); addEventListener("popstate", () => focusOn(form.fields[index].element), { once: true }); };
  show("review",
    h("div", { class: "stack" }, heading(t("vote.review.title")), h("p", { class: "soft" }, t("vote.review.text")), h("div", { id: "other-tab" }),
      blank > 0 && notice("warn", blank === definition.contests.length ? t("vote.review.all-blank") : t("vote.review.blank", { count: blank }))),
    h("div", { class: "card review" }, definition.contests.map((contest, index) =>
      h("section", { class: "review-contest", "aria-labelledby": `review-${index}` },
        h("div", { class: "review-head" }, h("h3", { id: `review-${index}` }, name(titleOf(contest))),
          h("button", { type: "button", class: "btn quiet", "aria-describedby": `review-${index}`, onclick: () => change(index) }, t("vote.change"))),
        marksList(contest, selections[contest.id])))),
    h("div", { class: "bottom-bar" }, h("div", { class: "wrap narrow row-apart" },
      h("button", { type: "button", class: "btn", onclick: () => history.back() }, t("vote.back-to-ballot")),
      h("button", { type: "button", class: "btn primary large", id: "cast", onclick: () => startCast(JSON.stringify({ selections })) }, t("vote.cast")))));
  showOtherTab();
}

// MARK: Casting

/** From here on the ballot is these bytes, whatever happens: a retry with other bytes would be another ballot. */
async function startCast(body) {
  if (isCasting) return;
  isCasting = true;
  const { token } = vault.state;
  const isAlone = await alone(ballotKey(token), async () => {
    vault.keep({ phase: "casting", body, tries: vault.state.tries ?? 0 });
    tabs?.tell("casting");
    await runCast(body, token);
  });
  isCasting = false;
  if (!isAlone) {
    announce(t("vote.tabs.casting"), { urgent: true });
    otherTab = "casting";
    // A page that came back to an unfinished cast while the other tab works on it has nothing else to show.
    if (document.getElementById("other-tab")) showOtherTab();
    else show("review", notice("warn", t("vote.tabs.casting"), h("p", {}, h("button", { type: "button", class: "btn", onclick: () => startCast(body) }, t("common.retry")))));
  }
}

async function runCast(body, token) {
  const title = heading(t("vote.casting.title"));
  const status = h("p", { class: "casting-status strong" });
  const more = h("p", { class: "soft" });
  const next = h("p", { class: "small soft", "aria-hidden": "true" });
  const spinner = h("div", { class: "spinner", "aria-hidden": "true" });
  show("review", h("div", { class: "card stack casting" }, spinner, title, status, more, next));
  focusStage();
  const leaving = (event) => event.preventDefault();
  addEventListener("beforeunload", leaving);
  let timer = 0;
  let said = "";
  const say = (text) => { setText(status, text); if (text !== said) { said = text; announce(text); } };

  const onState = ({ phase, tries, problem, retryIn }) => {
    vault.keep({ tries });
    clearInterval(timer);
    setText(next, "");
    if (phase === "sending") {
      if (tries === 1) { say(t("vote.casting.sending")); setText(more, t("vote.casting.sending-more")); }
      return;
    }
    say(problem.status === 0 ? t(navigator.onLine === false ? "vote.casting.offline" : "vote.casting.unconfirmed") : t("vote.casting.busy"));
    setText(more, t(problem.status === 0 ? "vote.casting.unconfirmed-more" : "vote.casting.busy-more"));
    const until = Date.now() + retryIn;
    const tick = () => setText(next, t("vote.casting.next", { count: Math.max(1, Math.ceil((until - Date.now()) / 1000)), tries }));
    tick();
    timer = setInterval(tick, 1000);
  };

  try {
    const { receipt, text } = await cast({ election: data.id, token, body, tries: vault.state.tries ?? 0, onState });
    tabs?.tell("confirmed");
    // The token has done its work, and the marks are in the receipt: neither is kept.
    vault.keep({ phase: "receipt", receipt: text, sent: JSON.parse(body).selections, token: undefined, body: undefined, selections: undefined, tries: undefined, expiresAt: undefined });
    history.replaceState({ step: "receipt" }, "");
    form = null;
    showReceipt(receipt, text, JSON.parse(body).selections);
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem;
    await castRefused(problem, token);
  } finally {
    clearInterval(timer);
    removeEventListener("beforeunload", leaving);
  }
}

async function castRefused(problem, token) {
  const wasUnsure = (vault.state.tries ?? 1) > 1;
  const back = () => {
    vault.keep({ phase: "ballot", body: undefined, tries: undefined });
    tabs?.tell("ballot");
  };
  switch (problem.kind) {
    case "already-voted":
      vault.clear();
      show("review", notice("bad", t("vote.refused.already"), h("p", {}, t("vote.refused.already-more")), h("p", {}, h("a", { href: "/check" }, t("vote.refused.check")))));
      break;
    case "election-not-open":
      await afterClose(token, wasUnsure);
      return;
    case "token-expired": case "token-forged": case "token-malformed": case "token-missing":
      vault.keep({ phase: undefined, token: undefined, body: undefined, tries: undefined });
      history.replaceState({ step: "code" }, "");
      showCode(t("vote.refused.expired"));
      return;
    case "invalid-ballot":
      back();
      showBallot();
      document.getElementById("problems").append(notice("bad", t("vote.refused.invalid"), h("p", { class: "small" }, problem.detail)));
      break;
    default:
      back();
      showBallot();
      document.getElementById("problems").append(notice("bad", t("vote.refused.other"), h("p", {}, problemText(problem))));
  }
  focusStage();
  announce(stage.querySelector(".notice")?.textContent ?? "", { urgent: true });
}

/** Closed before an answer came: whether an earlier try arrived stands in the ledger, for anyone to see. */
async function afterClose(token, wasUnsure) {
  if (!wasUnsure) {
    vault.clear();
    show("review", notice("bad", t("vote.refused.closed"), h("p", {}, t("vote.refused.closed-more")), resultsLink()));
    focusStage();
    return;
  }
  const text = h("p", {}, t("vote.refused.looking"));
  show("review", notice("warn", t("vote.refused.closed-unsure"), text));
  focusStage();
  try {
    const proof = await findBallot(data.id, ballotKey(token), (done, total) => setText(text, t("vote.refused.looking-part", { done, total })));
    if (proof) {
      const receipt = JSON.stringify({ election: data.id, index: proof.index, leafHash: proof.leafHash, proof: proof.proof, checkpoint: proof.checkpoint, entry: proof.entry });
      const sent = JSON.parse(vault.state.body).selections;
      vault.keep({ phase: "receipt", receipt, sent: definition.results === "sealed" ? undefined : sent, token: undefined, body: undefined, selections: undefined, tries: undefined });
      history.replaceState({ step: "receipt" }, "");
      showReceipt(JSON.parse(receipt), receipt, definition.results === "sealed" ? undefined : sent);
      return;
    }
    if (proof === null) vault.clear();
    show("review", notice(proof === null ? "bad" : "warn", t(proof === null ? "vote.refused.not-in-ledger" : "vote.refused.not-searched"), resultsLink()));
  } catch {
    show("review", notice("warn", t("vote.refused.closed-unsure"), h("p", {}, t("vote.refused.search-failed")),
      h("p", {}, h("button", { type: "button", class: "btn", onclick: () => afterClose(token, true) }, t("common.retry")))));
  }
  focusStage();
}

const resultsLink = () => h("p", {}, h("a", { href: `/e/${encodeURIComponent(data.id)}/results` }, t("vote.gate.results")));

// MARK: Receipt

function showReceipt(receipt, text, sent) {
  const checks = h("div", { class: "stack", "aria-live": "polite" }, h("p", { class: "soft" }, t("vote.receipt.checking")));
  let isKept = false;
  const number = h("b", {}, formatNumber(receipt.index));
  const time = h("p", { class: "soft small" });
  show("receipt",
    h("div", { class: "confirmed card stack" },
      h("div", { class: "confirmed-mark", "aria-hidden": "true" }),
      heading(t("vote.receipt.title")),
      h("p", { class: "lead" }, t("vote.receipt.text")),
      h("p", {}, t("vote.receipt.entry"), " ", number), time),
    h("section", { class: "card stack", "aria-labelledby": "checks-title" }, h("h3", { id: "checks-title" }, t("vote.receipt.checks")), checks),
    h("section", { class: "card stack", "aria-labelledby": "keep-title" }, h("h3", { id: "keep-title" }, t("vote.receipt.keep")), h("p", {}, t("vote.receipt.keep-text")),
      notice("warn", t("vote.receipt.secret")), keepReceipt(text, data.id, { onKept: () => { isKept = true; } })),
    h("div", { class: "row" },
      h("button", { type: "button", class: "btn primary", onclick: async () => {
        if (!isKept && !(await confirm({ title: t("vote.finish.sure"), text: t("vote.finish.text"), confirm: t("vote.finish") }))) return;
        vault.clear();
        location.replace(`/e/${encodeURIComponent(data.id)}`);
      } }, t("vote.finish")),
      h("a", { class: "btn", href: `/e/${encodeURIComponent(data.id)}/results` }, t("vote.receipt.results"))));
  focusStage();
  announce(t("vote.receipt.title"));
  const isOtherKey = knownKey(log) === "changed";
  check(text, { election: data.id, log, sent }).then((result) => {
    if (castAt(result)) setText(time, t("vote.receipt.at", { time: formatTime(castAt(result)) }));
    fill(checks, isOtherKey && notice("bad", t("common.receipt.key-changed"), h("p", {}, t("common.receipt.key-changed-more"))), verdict(result), checkList(result));
  }, () => fill(checks, notice("warn", t("vote.receipt.check-failed"))));
}

// MARK: Start

/** Back and forward within the page. After casting there is no way back to a ballot. */
addEventListener("popstate", (event) => {
  if (isCasting || step === "receipt") {
    history.pushState({ step }, "");
    return;
  }
  if (!vault.state.token) return;
  if (event.state?.step === "review" && form && form.problems().length === 0) showReview();
  else showBallot();
  focusStage();
});

/** A page out of the back-forward cache shows what was true when it was left: another tab may have cast since. */
addEventListener("pageshow", (event) => { if (event.persisted) resume(); });
for (const type of ["pointerdown", "keydown"]) addEventListener(type, () => vault.touch(), { passive: true });

function resume() {
  const { state } = vault;
  if (state.phase === "casting" && state.body && state.token) {
    if (isCasting) return true;
    meet("casting");
    startCast(state.body);
    return true;
  }
  if (state.phase === "receipt" && state.receipt) {
    if (step !== "receipt") showReceipt(JSON.parse(state.receipt), state.receipt, state.sent);
    return true;
  }
  if (state.phase === "ballot" && state.token && data.state === "open" && Date.parse(state.expiresAt) > Date.now()) {
    if (step === "code") { meet("ballot"); showBallot(); }
    return true;
  }
  return false;
}

function start() {
  vault.watch(() => {
    form = null;
    tabs?.close();
    history.replaceState({ step: "code" }, "");
    showCode(t("vote.left-alone"));
  });
  const answer = loginAnswer();
  if (codeForm) startCode();
  if (answer?.token) { enter({ token: answer.token }); return; }
  if (answer?.error) { showCode(t(`vote.login.${answer.error}`)); return; }
  resume();
}
start();
