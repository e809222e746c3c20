// The history of self-verification, newest first: from the server's own list, or from the events of servers that have none.

import { api } from "../api.js";
import { table } from "../console/kit.js";
import { busy, problemText } from "../form.js";
import { fill, formatTime, h, has, t } from "../page.js";
import { dataOf } from "./value.js";

const AT_ONCE = 20;
const CODES = "VERIFICATION_PASSED,VERIFICATION_FAILED,LOCKED_OUT,LOCK_OUT_CLEARED";

const tag = (isBad, text) => h("span", { class: `tag ${isBad ? "bad" : "live"}` }, text);
const when = (text) => formatTime(text, { dateStyle: "medium", timeStyle: "medium" });
const trigger = (text) => (has(`audit.trigger.${text}`) ? t(`audit.trigger.${text}`) : String(text ?? ""));

function ofRun({ time, result, trigger: why, by, program, version, aggregate, changed, manifest }) {
  const files = (changed ?? []).map(({ path, expected, actual }) => h("li", {}, h("bdi", { class: "mono" }, path), " ", h("span", { class: "soft" }, t(!actual ? "audit.change.missing" : !expected ? "audit.change.extra" : "audit.change.changed"))));
  return [when(time), tag(result !== "VALID", t(result === "VALID" ? "audit.event.VERIFICATION_PASSED" : "audit.event.VERIFICATION_FAILED")), h("bdi", {}, by), trigger(why),
    h("div", { class: "stack-s" }, h("span", { class: "small soft" }, h("bdi", {}, `${program} ${version}`)), files.length > 0 && h("ul", { class: "small" }, files),
      manifest ? h("a", { class: "mono tiny aggregate", href: manifest, title: aggregate }, `${aggregate.slice(0, 16)}…`) : h("span", { class: "mono tiny aggregate", title: aggregate }, `${aggregate.slice(0, 16)}…`))];
}

function ofEvent(event) {
  // What the other columns say already, and what is empty, is left out; a digest is told by its beginning.
  const { trigger: why, result, aggregate, ...rest } = event.data ?? {};
  const held = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== null && !(Array.isArray(value) && value.length === 0)));
  if (typeof aggregate === "string") held.aggregate = `${aggregate.slice(0, 16)}…`;
  return [when(event.time), tag(/FAILED|LOCKED/.test(event.event), t(`audit.event.${event.event}`)), h("bdi", {}, event.actor), trigger(why), h("div", { class: "small" }, dataOf(held))];
}

/** The newest events of these kinds first: the search of older servers gives the oldest first, so all pages are read, up to a bound. */
async function newestEvents() {
  let events = [];
  let after = null;
  for (let page = 0; page < 20; page += 1) {
    const answer = await api("GET", `/v1/audit/events?${new URLSearchParams({ event: CODES, limit: "500", ...(after ? { after } : {}) })}`);
    events = [...events, ...answer.events].slice(-100);
    after = answer.next;
    if (!after || answer.events.length === 0) break;
  }
  return events.reverse();
}

/** A history that reads itself: `{element, read()}`. */
export function history() {
  const list = h("div", {});
  const more = h("button", { type: "button", class: "btn", hidden: true }, t("audit.more"));
  const element = h("div", { class: "stack", id: "history" }, list, h("div", { class: "row" }, more));
  const heads = [t("audit.when"), t("audit.what"), t("audit.who"), t("audit.trigger"), t("audit.details")];
  let rows = [];
  let next = null;

  const show = () => {
    fill(list, table(t("audit.history"), heads, rows, { empty: t("audit.none") }));
    more.hidden = !next;
  };

  async function readRuns(after) {
    const answer = await api("GET", `/v1/audit/software/history?${new URLSearchParams({ limit: String(AT_ONCE), ...(after ? { after } : {}) })}`);
    rows = [...(after ? rows : []), ...answer.runs.map(ofRun)];
    next = answer.next;
    show();
  }

  async function read() {
    try {
      await readRuns(null);
    } catch (problem) {
      if (problem.status !== 404) return fill(list, h("p", { class: "soft" }, problemText(problem)));
      try {
        rows = (await newestEvents()).map(ofEvent);
        next = null;
        show();
      } catch (other) {
        fill(list, h("p", { class: "soft" }, problemText(other)));
      }
    }
  }

  more.addEventListener("click", () => busy(more, () => readRuns(next).catch((problem) => fill(list, h("p", { class: "soft" }, problemText(problem))))));
  return { element, read };
}
