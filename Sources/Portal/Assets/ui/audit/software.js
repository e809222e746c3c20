// The card of the software that runs here: its signed status, checked in this browser again and again, and its manifest.

import { announce } from "../announce.js";
import { api } from "../api.js";
import { action, may, said, table } from "../console/kit.js";
import { notice } from "../form.js";
import { fill, formatTime, h, has, lang, t } from "../page.js";
import { checkSoftware } from "../../lib/software.js";
import { forget, remember, seenBefore } from "./memory.js";

/** Between two looks at the status, in ms. */
const EVERY = 20_000;
/** Files of a manifest that are shown; the rest is in the file. */
const FILES = 500;

const fact = (key, ...value) => [h("dt", {}, t(key)), h("dd", {}, value)];
const time = (text) => formatTime(text, { dateStyle: "medium", timeStyle: "medium" });

function stepText({ step, status, code, values }) {
  const key = status === "ok" ? `audit.check.${step}` : `audit.failed.${code}`;
  if (!has(key)) return t("audit.failed.other", { code });
  return t(key, ["older", "stale"].includes(code) ? { time: time(values.detail) } : {});
}

const stepRow = (step) => h("li", { "data-ok": step.status === "skipped" ? undefined : String(step.status === "ok"), class: step.status === "skipped" && "soft" }, h("span", {}, stepText(step)),
  step.status === "failed" && step.values?.detail && ["other-words", "other-key"].includes(step.code) && h("span", { class: "mono tiny" }, step.values.detail));

function manifestBox(manifest) {
  const files = manifest.split("\n").map((line) => /^([0-9a-f]{64}) [ *](.+)$/.exec(line)).filter(Boolean);
  return h("details", { class: "more" }, h("summary", {}, t("audit.manifest", { count: files.length })), h("div", { class: "stack" },
    table(t("audit.manifest-of"), [t("audit.file"), t("audit.hash")], files.slice(0, FILES).map(([, hash, path]) => [h("bdi", { class: "mono" }, path), h("span", { class: "mono tiny" }, hash)])),
    files.length > FILES && h("p", { class: "soft small" }, t("audit.more-files", { count: files.length - FILES })),
    h("p", {}, h("a", { class: "btn", href: "/v1/audit/software/manifest", download: "manifest.sha256" }, t("audit.save-manifest")))));
}

/** Shows the status in `place`, and keeps it up to date. `onVerified()` is told when somebody had it verified here. */
export function softwareCard(place, first, { onVerified = () => {} } = {}) {
  const message = said();
  const looked = h("p", { class: "tiny soft", id: "looked" });
  let seen = seenBefore();
  let shown = null;
  let word = "";

  /** The answer's loudest sentence: a lie first, then a lock-out, then what was found. */
  function verdict(status, checked) {
    if (!checked.ok) return ["bad", t("audit.contradiction"), h("p", {}, t("audit.contradiction-text"))];
    const problems = status.problems.length > 0 && h("ul", {}, status.problems.map((problem) => h("li", {}, h("bdi", {}, problem))));
    if (status.lockedOut) {
      const { problem, since } = status.lockedOut;
      return ["bad", t("audit.locked"), h("p", {}, t("audit.locked-since", { time: time(since) })), !status.problems.includes(problem) && h("p", {}, h("bdi", {}, problem)), problems];
    }
    return status.result === "VALID" ? ["good", t("audit.result.VALID")] : ["bad", t("audit.result.INVALID"), problems];
  }

  const verify = () => action(t("audit.verify"), { kind: "primary", place: message, async work() {
    await show(await api("POST", "/v1/audit/verifications", {}, { timeout: 120_000 }));
    onVerified();
    return t("audit.verified");
  } });

  async function show(status) {
    let manifest = null;
    try { manifest = await api("GET", "/v1/audit/software/manifest", undefined, { raw: true }); } catch { /* said below */ }
    const checked = await checkSoftware(status, manifest, { seen, now: Date.now() });
    seen = checked.seen;
    if (checked.ok) remember(seen);
    const isOtherKey = checked.steps.some(({ code }) => code === "other-key");
    const [kind, title, ...more] = verdict(status, checked);
    const now = JSON.stringify([status, manifest, checked]);
    looked.textContent = t("audit.looked", { time: new Intl.DateTimeFormat(lang, { timeStyle: "medium" }).format(new Date()) });
    if (now === shown) return;
    shown = now;
    if (word !== "" && word !== title) announce(title, { urgent: kind === "bad" });
    word = title;
    fill(place,
      notice(kind, title, ...more.filter(Boolean)), h("ul", { class: "checks" }, checked.steps.map(stepRow)),
      isOtherKey && h("div", { class: "row" }, h("button", { type: "button", class: "btn", onclick: () => { forget(); seen = null; show(status); } }, t("audit.trust-key"))),
      status.selfMade && notice("info", t("audit.self-made"), h("p", {}, t("audit.self-made-text"))),
      h("dl", { class: "facts" }, fact("audit.program", h("bdi", {}, `${status.programId} ${status.version}`)), fact("audit.checked-at", time(status.time)), fact("audit.aggregate", h("span", { class: "mono" }, status.aggregate)),
        status.actualAggregate !== status.aggregate && fact("audit.actual", h("span", { class: "mono" }, status.actualAggregate)), fact("audit.key", h("span", { class: "mono small" }, status.verifierKey))),
      may("run-verification", "operate-raffle", "configure-raffle") && h("div", { class: "row" }, verify()), message.element,
      manifest === null ? h("p", { class: "soft" }, t("audit.no-manifest")) : manifestBox(manifest), h("p", { class: "small soft" }, t("audit.own-tools")), looked);
  }

  async function look() {
    if (document.hidden) return;
    try { await show(await api("GET", "/v1/audit/software", undefined, { retries: 0 })); } catch { looked.textContent = t("audit.not-looked"); }
  }
  setInterval(look, EVERY);
  document.addEventListener("visibilitychange", look);
  return show(first).then(look);
}
