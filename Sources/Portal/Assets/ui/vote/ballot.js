// Filling in the ballot and reviewing it.

import { announce } from "../announce.js";
import { ballotForm, marksList, titleOf } from "../ballot/ballot.js";
import { confirm } from "../dialog.js";
import { notice } from "../form.js";
import { fill, focusOn, h, name, setText, t } from "../page.js";
import { ballotKey } from "./cast.js";
import { focusStage, heading, show, stage } from "./stage.js";
import { meetTabs } from "./tabs.js";
import { way } from "./way.js";

export function begin(token, expiresAt) {
  const key = ballotKey(token);
  // Marks made under another code are another voter's: nobody else is shown them.
  if (way.vault.state.key !== key) {
    way.form = null;
    way.vault.keep({ selections: {} });
  }
  way.vault.keep({ phase: "ballot", token, expiresAt, key });
  meet("ballot");
  history.replaceState({ step: "ballot" }, "");
  showBallot();
  focusStage();
}

export function meet(phase) {
  way.tabs?.close();
  way.otherTab = "";
  way.tabs = meetTabs(ballotKey(way.vault.state.token), phase, (other) => {
    way.otherTab = other;
    if (other === "confirmed" && stage.step !== "receipt" && !way.isCasting) castElsewhere();
    else showOtherTab();
  });
}

export function showOtherTab() {
  const place = document.getElementById("other-tab");
  if (!place) return;
  fill(place, way.otherTab === "ballot" && notice("warn", t("vote.tabs.open")), way.otherTab === "casting" && notice("warn", t("vote.tabs.casting")));
}

function castElsewhere() {
  way.vault.clear();
  way.tabs?.close();
  show("receipt", notice("good", t("vote.tabs.confirmed"), h("p", {}, t("vote.tabs.confirmed-more"))));
  focusStage();
}

function showProgress() {
  const bar = document.getElementById("progress");
  if (bar) setText(bar, t("vote.filled", { count: way.form.fields.filter((field) => !field.isBlank()).length, total: way.form.fields.length }));
}

export function showBallot() {
  way.form ??= ballotForm(way.election.definition, {
    selections: way.vault.state.selections,
    onChange: () => { way.vault.keep({ selections: way.form.selections() }); showProgress(); },
  });
  const problems = h("div", { id: "problems" });
  show("ballot",
    h("div", { class: "stack" }, heading(t("vote.ballot.title")), h("p", { class: "soft" }, t("vote.ballot.text"), " ", h("button", { type: "button", class: "link", onclick: leave }, t("vote.leave"))), h("div", { id: "other-tab" })),
    way.form.element, problems,
    h("div", { class: "bottom-bar" }, h("div", { class: "wrap narrow row-apart" }, h("p", { class: "small strong bar-text", id: "progress" }),
      h("button", { type: "button", class: "btn primary large", onclick: () => review(problems) }, t("vote.review")))));
  showProgress();
  showOtherTab();
}

/** For whoever stops here, on a device that others use, too. */
async function leave() {
  if (!(await confirm({ title: t("vote.leave-sure"), text: t("vote.leave-text"), confirm: t("vote.leave"), danger: true }))) return;
  way.vault.clear();
  way.tabs?.close();
  location.replace(`/e/${encodeURIComponent(way.election.id)}`);
}

function review(place) {
  const problems = way.form.problems();
  if (problems.length > 0) {
    fill(place, h("div", { class: "notice bad", role: "alert" }, h("p", { class: "strong" }, t("vote.mend", { count: problems.length })),
      h("ul", {}, problems.map(({ index, text }) => h("li", {}, h("a", { href: `#contest-${index}`, onclick: (event) => { event.preventDefault(); focusOn(way.form.fields[index].element); } },
        name(titleOf(way.election.definition.contests[index]), { control: false })), ": ", text)))));
    focusOn(way.form.fields[problems[0].index].element);
    announce(t("vote.mend", { count: problems.length }), { urgent: true });
    return;
  }
  fill(place);
  history.pushState({ step: "review" }, "");
  showReview();
  focusStage();
}

export function showReview() {
  const selections = way.form.selections();
  const blank = way.election.definition.contests.filter((contest) => selections[contest.id] === undefined).length;
  const change = (index) => { history.back(); addEventListener("popstate", () => focusOn(way.form.fields[index].element), { once: true }); };
  show("review",
    h("div", { class: "stack" }, heading(t("vote.review.title")), h("p", { class: "soft" }, t("vote.review.text")), h("div", { id: "other-tab" }),
      blank > 0 && notice("warn", blank === way.election.definition.contests.length ? t("vote.review.all-blank") : t("vote.review.blank", { count: blank }))),
    h("div", { class: "card review" }, way.election.definition.contests.map((contest, index) =>
      h("section", { class: "review-contest", "aria-labelledby": `review-${index}` },
        h("div", { class: "review-head" }, h("h3", { id: `review-${index}` }, name(titleOf(contest))),
          h("button", { type: "button", class: "btn quiet", "aria-describedby": `review-${index}`, onclick: () => change(index) }, t("vote.change"))),
        marksList(contest, selections[contest.id])))),
    h("div", { class: "bottom-bar" }, h("div", { class: "wrap narrow row-apart" },
      h("button", { type: "button", class: "btn", onclick: () => history.back() }, t("vote.back-to-ballot")),
      h("button", { type: "button", class: "btn primary large", id: "cast", onclick: () => way.cast(JSON.stringify({ selections })) }, t("vote.cast")))));
  showOtherTab();
}
