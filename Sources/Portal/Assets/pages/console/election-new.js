// A new election: a form, the ballot as voters will see it, and the definition as JSON.

import { ballotForm } from "../../ui/ballot/ballot.js";
import { definitionBox } from "../../ui/console/definition.js";
import { electionForm } from "../../ui/console/electionForm.js";
import { slug } from "../../ui/console/kit.js";
import { onlyLooks, runsElections } from "../../ui/console/nav.js";
import { fill, h, t } from "../../ui/page.js";

const preview = h("div", { class: "preview stack" });
const form = electionForm(refresh);
const box = definitionBox({
  kind: "election", build: () => form.build(), load: (definition) => form.load(definition), locate: (path) => form.locate(path),
  suggestedId: () => (form.title() ? slug(form.title(), "election") : ""),
  created: (made) => location.assign(`/console/e/${encodeURIComponent(made.id)}`),
});
let timer = 0;

/** The preview is made anew a moment after the typing stops: it must not get in its way. */
function refresh() {
  box.refresh();
  clearTimeout(timer);
  timer = setTimeout(showBallot, 250);
}

function showBallot() {
  const definition = form.build();
  const shown = { ...definition, contests: definition.contests.filter((contest) => contest.candidates.length > 0) };
  try {
    fill(preview, shown.contests.length > 0 ? ballotForm(shown).element : h("p", { class: "empty" }, t("console.preview-empty")));
  } catch {
    fill(preview, h("p", { class: "empty" }, t("console.preview-empty")));
  }
}

fill(document.getElementById("form"), form.element);
fill(document.getElementById("side"), h("section", { class: "card stack", "aria-labelledby": "create-title" }, h("h2", { id: "create-title" }, t("console.finish")), h("p", { class: "small soft" }, t("console.finish-text.election")), box.element),
  h("section", { class: "stack", "aria-labelledby": "preview-title" }, h("h2", { id: "preview-title" }, t("console.preview")), h("p", { class: "small soft" }, t("console.preview-text")), preview));
if (!runsElections) document.getElementById("form").prepend(onlyLooks());
box.refresh();
showBallot();
