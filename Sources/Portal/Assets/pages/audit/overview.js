// The software that runs here: its signed status, checked in this browser, its manifest and history; the generator; the reports.

import { announce } from "../../ui/announce.js";
import { api } from "../../ui/api.js";
import { dataLine } from "../../ui/audit.js";
import { action, may, panel, said, table } from "../../ui/console/kit.js";
import { notice, problemText } from "../../ui/form.js";
import { fill, formatNumber, formatTime, h, name, pageData, t } from "../../ui/page.js";
import { hex, utf8 } from "../../lib/bytes.js";
import { parseNote, parseVerifierKey, verifyNote } from "../../lib/note.js";
import { sha256 } from "../../lib/sha256.js";

const data = pageData();
const app = document.getElementById("app");
const place = said();
const find = (id) => document.getElementById(id);
const fact = (key, ...value) => [h("dt", {}, t(key)), h("dd", {}, value)];

/** Checks by itself what the server says of itself: the signature, the words under it, and the manifest's digest. */
async function findings(status, manifest) {
  const list = [];
  try {
    const note = parseNote(status.note);
    await verifyNote(note, parseVerifierKey(status.verifierKey));
    const signed = JSON.parse(note.text);
    list.push([true, t("audit.check.signature")]);
    const same = ["result", "aggregate", "actualAggregate", "programId", "version", "time"].every((key) => signed[key] === status[key]);
    list.push([same, t(same ? "audit.check.words" : "audit.check.words-bad")]);
  } catch {
    list.push([false, t("audit.check.signature-bad")]);
  }
  if (manifest !== null) {
    const own = hex(sha256(utf8(manifest))) === status.aggregate;
    list.push([own, t(own ? "audit.check.manifest" : "audit.check.manifest-bad")]);
  }
  return list;
}

async function software(status) {
  let manifest = null;
  try { manifest = await api("GET", "/v1/audit/software/manifest", undefined, { raw: true }); } catch { /* said below */ }
  const checks = await findings(status, manifest);
  const isFine = status.result === "VALID" && !status.lockedOut && checks.every(([ok]) => ok);
  const title = status.lockedOut ? t("audit.locked") : t(status.result === "VALID" ? "audit.result.VALID" : "audit.result.INVALID");
  fill(find("software"),
    notice(isFine ? "good" : "bad", checks.every(([ok]) => ok) ? title : t("audit.contradiction"), status.lockedOut && h("p", {}, !status.problems.includes(status.lockedOut.problem) && [h("bdi", {}, status.lockedOut.problem), " · "], formatTime(status.lockedOut.since)),
      status.problems.length > 0 && h("ul", {}, status.problems.map((problem) => h("li", {}, h("bdi", {}, problem))))),
    h("ul", { class: "checks" }, checks.map(([ok, text]) => h("li", { "data-ok": String(ok) }, h("span", {}, text)))),
    status.selfMade && notice("warn", t("audit.self-made"), h("p", {}, t("audit.self-made-text"))),
    h("dl", { class: "facts" }, fact("audit.program", h("bdi", {}, `${status.programId} ${status.version}`)), fact("audit.checked-at", formatTime(status.time, { dateStyle: "medium", timeStyle: "medium" })), fact("audit.aggregate", h("span", { class: "mono" }, status.aggregate)),
      status.actualAggregate !== status.aggregate && fact("audit.actual", h("span", { class: "mono" }, status.actualAggregate)), fact("audit.key", h("span", { class: "mono small" }, status.verifierKey))),
    may("run-verification", "operate-raffle", "configure-raffle") && h("div", { class: "row" }, action(t("audit.verify"), { kind: "primary", place, async work() {
      const now = await api("POST", "/v1/audit/verifications", {}, { timeout: 120_000 });
      await software(now);
      if (may("read-events")) await history();
      announce(t(`audit.result.${now.result}`));
      return t("audit.verified");
    } })), place.element,
    manifest === null ? h("p", { class: "soft" }, t("audit.no-manifest")) : manifestBox(manifest),
    h("p", { class: "small soft" }, t("audit.own-tools")));
}

function manifestBox(manifest) {
  const files = manifest.split("\n").filter(Boolean).map((line) => /^([0-9a-f]{64}) [ *](.+)$/.exec(line)).filter(Boolean);
  return h("details", { class: "more" }, h("summary", {}, t("audit.manifest", { count: files.length })), h("div", { class: "stack" },
    table(t("audit.manifest-of"), [t("audit.file"), t("audit.hash")], files.slice(0, 500).map(([, hash, path]) => [h("bdi", { class: "mono" }, path), h("span", { class: "mono tiny" }, hash)])),
    h("p", {}, h("a", { href: "/v1/audit/software/manifest", download: "manifest.sha256" }, t("audit.save-manifest")))));
}

const historyPlace = h("div", {});
async function history() {
  const { events } = await newest("VERIFICATION_PASSED,VERIFICATION_FAILED,LOCKED_OUT,LOCK_OUT_CLEARED");
  fill(historyPlace, table(t("audit.history"), [t("audit.when"), t("audit.what"), t("audit.who"), t("audit.details")],
    events.map((event) => [formatTime(event.time, { dateStyle: "medium", timeStyle: "medium" }), h("span", { class: `tag ${/FAILED|LOCKED/.test(event.event) ? "bad" : "live"}` }, t(`audit.event.${event.event}`)), h("bdi", {}, event.actor), h("span", { class: "small soft" }, dataLine(pick(event.data)))]), { empty: t("audit.none") }));
}
const pick = ({ trigger, version, changed } = {}) => ({ ...(trigger ? { trigger } : {}), ...(version ? { version } : {}), ...(changed?.length ? { changed: changed.map((each) => (typeof each === "string" ? each : Object.values(each).filter((value) => typeof value !== "object").join(" "))).join(", ") } : {}) });

/** The newest events of these kinds first: the search gives the oldest first, so all pages are read, up to a bound. */
async function newest(codes) {
  let events = [];
  let after = null;
  for (let page = 0; page < 20; page += 1) {
    const answer = await api("GET", `/v1/audit/events?${new URLSearchParams({ event: codes, limit: "500", ...(after ? { after } : {}) })}`);
    events = [...events, ...answer.events].slice(-100);
    after = answer.next;
    if (!after || answer.events.length === 0) break;
  }
  return { events: events.reverse() };
}

const generatorPlace = h("div", { class: "stack" });
const generatorSaid = said();
async function generator() {
  const rng = await api("GET", "/v1/audit/rng");
  fill(generatorPlace, notice(rng.state === "ready" ? "good" : "bad", t(`audit.rng.${rng.state}`), rng.failure && h("p", { class: "mono" }, rng.failure)),
    h("dl", { class: "facts" }, fact("audit.rng.started", rng.startedAt ? formatTime(rng.startedAt) : "–"), fact("audit.rng.reseeded", rng.lastReseedAt ? formatTime(rng.lastReseedAt) : "–"), fact("audit.rng.draws", formatNumber(rng.draws)),
      fact("audit.rng.cycling", t(rng.cycling ? "common.yes" : "common.no")), fact("audit.rng.discarded", formatNumber(rng.blocksDiscarded))),
    rng.state !== "ready" && may("configure-raffle") && h("div", { class: "row" }, action(t("audit.rng.restart"), { kind: "danger", place: generatorSaid, ask: { title: t("audit.rng.restart-ask"), text: t("audit.rng.restart-text"), danger: true }, async work() {
      await api("POST", "/v1/audit/rng/restart", {});
      await generator();
      return t("audit.rng.restarted");
    } })), generatorSaid.element);
}

async function reports() {
  const { raffles } = await api("GET", "/v1/raffles");
  fill(find("raffles"), raffles.length === 0 && h("li", { class: "empty" }, t("audit.no-raffles")), raffles.map((raffle) => h("li", { class: "card card-link" }, h("h3", {}, h("a", { href: `/audit/reports/${encodeURIComponent(raffle.id)}` }, name(raffle.title, { control: false }))), h("p", { class: "small soft mono" }, raffle.id))));
}

software(data.software).catch((problem) => fill(find("software"), notice("bad", problemText(problem))));
const panels = [];
if (may("read-events")) { panels.push(panel(t("audit.history"), historyPlace)); history().catch((problem) => fill(historyPlace, h("p", { class: "soft" }, problemText(problem)))); }
if (may("read-events", "configure-raffle", "run-verification", "draw")) { panels.push(panel(t("audit.rng"), generatorPlace)); generator().catch((problem) => fill(generatorPlace, h("p", { class: "soft" }, problemText(problem)))); }
fill(app, panels.length > 0 ? panels : h("p", { class: "soft" }, t("audit.login-first"), " ", h("a", { href: "/login?next=%2Faudit" }, t("common.nav.login"))));
reports().catch(() => {});
