// The ledger's browser: checkpoint, entries page by page, two sizes compared, a checkpoint that somebody kept.

import { announce } from "../ui/announce.js";
import { archiveLink } from "../ui/audit/archive.js";
import { busy, fieldError } from "../ui/form.js";
import { addressOf, compareSizes, entryRow, hashText, isGrave, refusalText, verdict } from "../ui/ledger.js";
import { fill, focusOn, formatNumber, h, pageData, saveFile, setText, t } from "../ui/page.js";
import { textOf } from "../lib/bytes.js";
import { Ledger } from "../lib/ledger.js";
import { openCheckpoint, parseVerifierKey } from "../lib/note.js";

/** Entries on one page. */
const AT_ONCE = 50;
/** A browser keeps the whole text in memory: larger ledgers are left to `urna export`. */
const SAVE_MAX = 300_000;

const data = pageData();
const { id, kind, log } = data;
const base = `/v1/${kind}s/${encodeURIComponent(id)}/log`;
const find = (name) => document.getElementById(name);
const asked = new URLSearchParams(location.search).get("entry");

let ledger;
let checkpoint;

function facts(state, problem) {
  const tag = { checking: ["", t("ledger.checking")], good: ["live", t("ledger.signed")], bad: ["bad", t("ledger.not-signed")], warn: ["warn", t("ledger.unreachable")] }[state];
  const fact = (key, ...value) => [h("dt", {}, t(key)), h("dd", {}, value)];
  fill(find("checkpoint"), problem && verdict(state, t(state === "bad" ? "ledger.bad" : "ledger.unreachable"), h("p", {}, refusalText(problem))),
    h("dl", { class: "facts" }, fact("ledger.signature", h("span", { class: `tag ${tag[0]}` }, tag[1])), fact("ledger.origin", h("span", { class: "mono" }, log.origin)), checkpoint && fact("ledger.size", h("strong", {}, formatNumber(checkpoint.size))),
      checkpoint && fact("ledger.root", h("span", { class: "mono" }, hashText(checkpoint.root))), fact("ledger.key", h("span", { class: "mono small" }, log.verifierKey))),
    checkpoint && h("div", { class: "row" }, h("button", { type: "button", class: "btn", onclick: () => saveFile(`${id}-${checkpoint.size}.note`, checkpoint.note, "text/plain") }, t("ledger.save-checkpoint")),
      h("button", { type: "button", class: "btn", onclick: (event) => busy(event.currentTarget, renew) }, t("ledger.renew"))),
    checkpoint && h("p", { class: "small soft" }, t("ledger.keep")));
}

/** The newest checkpoint; it has to continue the one that was seen before. */
async function renew() {
  try {
    const next = await ledger.checkpoint();
    if (checkpoint && next.size !== checkpoint.size) await ledger.verifyGrowth(checkpoint, next);
    const grown = checkpoint ? next.size - checkpoint.size : 0;
    checkpoint = next;
    facts("good");
    if (grown > 0) { announce(t("ledger.grown", { count: grown })); await browser.show(Math.max(0, next.size - AT_ONCE)); }
    else announce(t("ledger.same"));
  } catch (problem) {
    facts(isGrave(problem) ? "bad" : "warn", problem);
  }
}

// MARK: Entries

function entriesCard() {
  const list = h("div", { class: "entries" });
  const range = h("p", { class: "small soft", role: "status" });
  const go = h("input", { id: "go-to", type: "number", min: 0, step: 1, inputmode: "numeric", class: "input go-to" });
  const button = (key, target) => h("button", { type: "button", class: "btn", onclick: (event) => busy(event.currentTarget, () => show(target(), { focus: true })) }, t(key));
  const firstButton = button("ledger.first", () => 0);
  const backButton = button("ledger.older", () => Math.max(0, start - AT_ONCE));
  const onButton = button("ledger.newer", () => start + AT_ONCE);
  const lastButton = button("ledger.last", () => Math.max(0, checkpoint.size - AT_ONCE));
  let start = 0;

  async function show(from, { focus = false, open } = {}) {
    start = Math.min(Math.max(0, from), Math.max(0, checkpoint.size - 1));
    const end = Math.min(start + AT_ONCE, checkpoint.size);
    setText(range, t("ledger.loading"));
    try {
      const entries = await ledger.entries(start, end, checkpoint);
      fill(list, entries.map((each) => entryRow(each, { ledger, checkpoint, open: each.index === open, onOpen: (index) => history.replaceState(null, "", addressOf(index)) })));
      setText(range, checkpoint.size === 0 ? t("ledger.empty") : t("ledger.range", { from: start, to: end - 1, size: checkpoint.size }));
      if (focus) focusOn(heading);
    } catch (problem) {
      fill(list, verdict(isGrave(problem) ? "bad" : "warn", t(isGrave(problem) ? "ledger.bad" : "ledger.unreachable"), h("p", {}, refusalText(problem))));
      setText(range, "");
    }
    firstButton.disabled = backButton.disabled = start === 0;
    onButton.disabled = lastButton.disabled = end >= checkpoint.size;
  }

  const form = h("form", { class: "row", novalidate: true }, h("label", { for: "go-to", class: "label" }, t("ledger.go-to")), go, h("button", { class: "btn", type: "submit" }, t("ledger.go")));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const index = Number(go.value);
    if (!Number.isInteger(index) || index < 0 || index >= checkpoint.size || go.value === "") return fieldError(go, t("ledger.no-entry", { last: checkpoint.size - 1 }));
    fieldError(go);
    show(Math.floor(index / AT_ONCE) * AT_ONCE, { open: index }).then(() => { const row = find(`entry-${index}`); if (row) { row.querySelector("summary").focus(); row.scrollIntoView({ block: "start" }); } });
  });
  const heading = h("h2", { id: "entries-title" }, t("ledger.entries"));
  const element = h("section", { class: "card stack", "aria-labelledby": "entries-title" }, h("div", { class: "row-apart" }, heading, form), h("p", { class: "small soft" }, t("ledger.entries-text")), range, list,
    h("nav", { class: "row", "aria-label": t("ledger.pages") }, firstButton, backButton, onButton, lastButton));
  return { element, show };
}

// MARK: Two sizes, and kept checkpoints

function compareCard() {
  const input = (key, name, value) => h("div", { class: "field" }, h("label", { for: name }, t(key)), h("input", { id: name, type: "number", min: 1, max: checkpoint.size, step: 1, inputmode: "numeric", value }));
  const older = input("ledger.older-size", "size-old", Math.max(1, Math.floor(checkpoint.size / 2)));
  const newer = input("ledger.newer-size", "size-new", checkpoint.size);
  const outcome = h("div", { "aria-live": "polite" });
  const button = h("button", { class: "btn primary", type: "submit" }, t("ledger.compare"));
  const form = h("form", { class: "stack", novalidate: true }, h("div", { class: "two" }, older, newer), h("div", { class: "row" }, button));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    busy(button, async () => {
      const [from, to] = [older, newer].map((each) => Number(each.querySelector("input").value));
      if (![from, to].every((each) => Number.isInteger(each) && each >= 1 && each <= checkpoint.size) || from > to) return fill(outcome, verdict("warn", t("ledger.sizes-wrong", { size: checkpoint.size })));
      try {
        const found = await compareSizes(ledger, checkpoint, from, to);
        fill(outcome, verdict("good", t("ledger.grows", { from, to }), h("p", {}, t("ledger.grows-text")), h("dl", { class: "facts" }, h("dt", {}, t("ledger.root-of", { size: from })), h("dd", { class: "mono tiny" }, hashText(found.older.root)), h("dt", {}, t("ledger.root-of", { size: to })), h("dd", { class: "mono tiny" }, hashText(found.newer.root)))));
      } catch (problem) {
        fill(outcome, verdict(isGrave(problem) ? "bad" : "warn", t(isGrave(problem) ? "ledger.forked" : "ledger.not-checked"), h("p", {}, refusalText(problem))));
      }
    });
  });
  const note = h("textarea", { id: "kept", rows: 5, class: "mono", dir: "ltr", spellcheck: "false" });
  const keptOutcome = h("div", { "aria-live": "polite" });
  const check = h("button", { class: "btn primary", type: "submit" }, t("ledger.check-kept"));
  const kept = h("form", { class: "stack", novalidate: true }, h("div", { class: "field" }, h("label", { for: "kept" }, t("ledger.kept")), note), h("div", { class: "row" }, check));
  kept.addEventListener("submit", (event) => {
    event.preventDefault();
    busy(check, async () => {
      try {
        const text = note.value.replace(/\r\n/g, "\n").trim();
        const old = await openCheckpoint(`${text}\n`, ledger.key, log.origin);
        const now = await ledger.checkpoint();
        await ledger.verifyGrowth(old, now);
        fill(keptOutcome, verdict("good", t("ledger.kept-good", { size: old.size }), h("p", {}, t("ledger.grows-text"))));
      } catch (problem) {
        fill(keptOutcome, verdict(isGrave(problem) ? "bad" : "warn", t(isGrave(problem) ? "ledger.kept-bad" : "ledger.not-checked"), h("p", {}, refusalText(problem))));
      }
    });
  });
  return [h("section", { class: "card stack", "aria-labelledby": "compare-title" }, h("h2", { id: "compare-title" }, t("ledger.compare-title")), h("p", { class: "small soft" }, t("ledger.compare-text")), form, outcome),
    h("section", { class: "card stack", "aria-labelledby": "kept-title" }, h("h2", { id: "kept-title" }, t("ledger.kept-title")), h("p", { class: "small soft" }, t("ledger.kept-text")), kept, keptOutcome)];
}

function exportCard() {
  const bar = h("progress", { max: 1, value: 0, hidden: true, "aria-label": t("ledger.saving") });
  const outcome = h("div", { "aria-live": "polite" });
  const save = h("button", { type: "button", class: "btn", disabled: checkpoint.size > SAVE_MAX }, t("ledger.save-all"));
  save.addEventListener("click", () => busy(save, async () => {
    bar.hidden = false;
    const lines = [];
    try {
      await ledger.walk(checkpoint, (entry) => lines.push(`${textOf(entry)}\n`), (done, total) => { bar.value = done / total; });
      saveFile(`${id}-${checkpoint.size}.jsonl`, lines.join(""), "application/jsonl");
      fill(outcome, verdict("good", t("ledger.saved", { count: lines.length })));
    } catch (problem) {
      fill(outcome, verdict(isGrave(problem) ? "bad" : "warn", t(isGrave(problem) ? "ledger.bad" : "ledger.unreachable"), h("p", {}, refusalText(problem))));
    } finally {
      bar.hidden = true;
    }
  }));
  const address = `${location.origin}/v1/${kind}s/${id}`;
  const row = h("div", { class: "row" }, save);
  archiveLink(kind, id, t("ledger.archive")).then((link) => { if (link) { link.classList.add("primary"); row.prepend(link); } });
  return h("section", { class: "card stack", "aria-labelledby": "export-title" }, h("h2", { id: "export-title" }, t("ledger.export")), h("p", { class: "small soft" }, t("ledger.export-text")),
    h("pre", { tabindex: "0", role: "group", "aria-label": t("ledger.export") }, h("code", {}, `urna-verify ${address} --key "${log.verifierKey}"\n\nurna export --${kind} ${id} --out published --server ${location.origin}\nurna-verify published --key "${log.verifierKey}"`)),
    row, bar, outcome);
}

const browser = entriesCard();

async function start() {
  facts("checking");
  try {
    ledger = new Ledger({ base, key: parseVerifierKey(log.verifierKey), origin: log.origin });
    checkpoint = await ledger.checkpoint();
  } catch (problem) {
    return facts(isGrave(problem) ? "bad" : "warn", problem);
  }
  facts("good");
  const index = /^\d+$/.test(asked ?? "") && Number(asked) < checkpoint.size ? Number(asked) : null;
  fill(find("app"), browser.element, h("div", { class: "grid-2" }, compareCard()), exportCard());
  await browser.show(index === null ? Math.max(0, checkpoint.size - AT_ONCE) : Math.floor(index / AT_ONCE) * AT_ONCE, { open: index ?? undefined });
  if (index !== null) find(`entry-${index}`)?.scrollIntoView({ block: "center" });
}
start();
