// Importing a roll: looked over first, with every bad line named; then sent, with progress; the codes are given out once, as a file.

import { announce } from "../announce.js";
import { Problem } from "../api.js";
import { confirm } from "../dialog.js";
import { busy, notice } from "../form.js";
import { fill, h, pageData, saveFile, t } from "../page.js";
import { ofTotal } from "./progress.js";
import { refusal } from "./kit.js";
import { inWords } from "./problems.js";
import { inSession } from "./session.js";

/** Larger files are left to `urna roll import`. */
const BYTES_MAX = 256 << 20;
/** More bad lines than this are left to the saved list. */
const SHOWN_MAX = 200;

/** Sends a file with progress, which `fetch` cannot tell. */
function send(path, body, progress) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("PUT", path);
    request.setRequestHeader("Content-Type", "text/csv");
    if (pageData().csrf) request.setRequestHeader("Urna-CSRF", pageData().csrf);
    request.upload.addEventListener("progress", (event) => progress(event.loaded, event.total));
    request.addEventListener("error", () => reject(new Problem({})));
    request.addEventListener("load", () => {
      if (request.status < 300) return resolve(request.responseText);
      let problem = {};
      try { problem = JSON.parse(request.responseText); } catch { /* not the server's own answer */ }
      reject(new Problem({ ...problem, status: request.status }));
    });
    request.send(body);
  });
}

/** The box for one election. `onImported()` once it is done; `count()`: how many voters are on the roll now. */
export function rollBox(election, { count, onImported }) {
  const path = `/v1/elections/${encodeURIComponent(election)}/roll`;
  const input = h("input", { type: "file", accept: ".csv,text/csv", class: "visually-hidden" });
  const chosen = h("p", { class: "small", "aria-live": "polite" });
  const check = h("button", { type: "button", class: "btn", disabled: true }, t("console.roll.check"));
  const go = h("button", { type: "button", class: "btn primary", disabled: true }, t("console.roll.import"));
  const bar = h("progress", { max: 1, value: 0, "aria-label": t("console.roll.progress") });
  const said = h("p", { class: "small soft" });
  const running = h("div", { class: "stack-s", hidden: true }, bar, said);
  const outcome = h("div", {});
  let file = null;

  input.addEventListener("change", () => {
    file = input.files[0] ?? null;
    fill(outcome);
    chosen.textContent = file ? t("console.roll.chosen", { name: file.name, size: Math.ceil(file.size / 1024) }) : "";
    const isFine = file && file.size <= BYTES_MAX;
    check.disabled = go.disabled = !isFine;
    if (file && !isFine) fill(outcome, notice("warn", t("console.roll.too-large")));
  });

  async function run(query, done) {
    running.hidden = false;
    fill(outcome);
    bar.value = 0;
    said.textContent = t("console.roll.sending");
    try {
      done(await inSession(() => send(`${path}${query}`, file, (loaded, total) => {
        if (loaded < total) { bar.value = loaded / total; said.textContent = ofTotal(loaded, total); }
        else { bar.removeAttribute("value"); said.textContent = t("console.roll.working"); }
      })));
    } catch (problem) {
      fill(outcome, problem.kind === "invalid-roll" ? errors(problem) : refusal(problem));
      announce(problem.kind === "invalid-roll" ? t("console.roll.bad", { count: problem.errors?.length ?? 1 }) : t("console.failed"), { urgent: true });
    } finally {
      running.hidden = true;
    }
  }

  /** Each bad line with what is wrong with it, and the list as a file. */
  function errors(problem) {
    const list = problem.errors ?? [];
    const lines = list.map(({ field, message }) => `${field}: ${inWords(message)}`).join("\n");
    return notice("bad", t("console.roll.bad", { count: list.length }), h("p", { class: "small" }, t("console.roll.bad-text")),
      h("div", { class: "table-wrap errors-table", tabindex: "0", role: "region", "aria-label": t("console.roll.errors") }, h("table", {}, h("thead", {}, h("tr", {}, h("th", { scope: "col" }, t("console.roll.line")), h("th", { scope: "col" }, t("console.roll.what")))),
        h("tbody", {}, list.slice(0, SHOWN_MAX).map(({ field, message }) => h("tr", {}, h("th", { scope: "row" }, field.replace(/^line /, "")), h("td", {}, inWords(message))))))),
      list.length > SHOWN_MAX && h("p", { class: "small" }, t("console.roll.more-errors", { shown: SHOWN_MAX, count: list.length })),
      h("div", { class: "row" }, h("button", { type: "button", class: "btn", onclick: () => saveFile(`${election}-roll-errors.txt`, `${lines}\n`, "text/plain") }, t("console.roll.save-errors"))));
  }

  check.addEventListener("click", () => busy(check, () => run("?dryRun=true", (text) => {
    const { voters } = JSON.parse(text);
    fill(outcome, notice("good", t("console.roll.fine", { count: voters })));
    announce(t("console.roll.fine", { count: voters }));
  })));
  go.addEventListener("click", () => busy(go, async () => {
    // The codes of the roll before belong to nobody, or to somebody else, once another roll is in.
    const before = count();
    if (before > 0 && !(await confirm({ title: t("console.roll.replace-ask"), text: t("console.roll.replace", { count: before }), confirm: t("console.roll.import"), danger: true }))) return;
    await run("", imported);
  }));

  /** The codes are in this answer and in no other. */
  function imported(text) {
    const lines = Math.max(0, text.split("\n").filter(Boolean).length - 1);
    const save = () => saveFile(`${election}-codes.csv`, text, "text/csv");
    save();
    fill(outcome, notice("good", t("console.roll.done", { count: lines }), h("p", {}, t("console.roll.codes")), h("p", { class: "small" }, t("console.roll.codes-lost")),
      h("div", { class: "row" }, h("button", { type: "button", class: "btn", onclick: save }, t("console.roll.save-codes")))));
    announce(t("console.roll.done", { count: lines }));
    onImported(lines);
  }
  return h("div", { class: "stack" }, h("p", { class: "soft" }, t("console.roll.text")), h("pre", { tabindex: "0", "aria-label": t("console.roll.example") }, h("code", {}, "voter_id,region\nada@example.org,North\nben@example.org,South")),
    h("div", { class: "row" }, h("label", { class: "btn file-btn" }, t("console.roll.choose"), input), check, go), chosen, running, outcome);
}
