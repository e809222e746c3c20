// Whether anybody comes in from outside the venue's network: opened for a time, shut at once, and what happened before.

import { api } from "../../ui/api.js";
import { action, field, may, panel, said, table } from "../../ui/console/kit.js";
import { showAllowed } from "../../ui/console/nav.js";
import { notice } from "../../ui/form.js";
import { fill, formatTime, h, setText, t } from "../../ui/page.js";
import { sessionList } from "../../ui/people/sessions.js";

/** Between two looks, in ms. */
const EVERY = 10_000;
/** For how long it may be opened at once, in hours; the server takes no more than a day. */
const HOURS = [1, 2, 4, 8, 12, 24];
const EVENTS = ["REMOTE_ACCESS_ENABLED", "REMOTE_ACCESS_DISABLED", "REMOTE_ACCESS_REFUSED", "REMOTE_ACCESS"];
const SHOWN_MAX = 50;
const canManage = may("manage-remote-access");
const place = said();
const state = h("div", { class: "stack" });
const history = h("div", {});
const hours = field({ label: t("console-remote.how-long"), value: "1", options: HOURS.map((each) => [String(each), t("console-remote.hours", { count: each })]) });
let people = null;
let shown = "";

const set = (body, words) => async () => {
  show(await api("PUT", "/v1/remote-access", body()));
  await Promise.all([lookBack(), people?.look()]);
  return t(words);
};
const until = () => `${new Date(Date.now() + Number(hours.input.value) * 3_600_000).toISOString().slice(0, 19)}Z`;
const open = action(t("console-remote.open"), {
  place, kind: "danger", work: set(() => ({ enabled: true, until: until() }), "console-remote.opened"),
  ask: () => ({ title: t("console-remote.open-ask"), text: t("console-remote.open-warn", { time: formatTime(until()) }), typed: location.host, danger: true, confirm: t("console-remote.open") }),
});
const shut = action(t("console-remote.shut"), { place, kind: "primary", work: set(() => ({ enabled: false }), "console-remote.shut-done") });
const controls = h("div", { class: "stack" }, hours.element, h("div", { class: "row" }, open, shut));

function show({ enabled, until: end, enabledBy }) {
  shut.hidden = !enabled;
  setText(open, t(enabled ? "console-remote.extend" : "console-remote.open"));
  const now = JSON.stringify([enabled, end]);
  if (now === shown) return;
  shown = now;
  fill(state, enabled ? notice("warn", t("console-remote.is-open", { time: formatTime(end) }), h("p", { class: "small" }, t("console-remote.by"), " ", h("bdi", { class: "mono" }, enabledBy)))
    : notice("good", t("console-remote.is-shut")));
}

/** Newest first, whether the server answers in that order or the other. */
async function events() {
  const query = `event=${EVENTS.join(",")}`;
  try {
    return (await api("GET", `/v1/audit/events?${query}&order=desc&limit=${SHOWN_MAX}`)).events;
  } catch (problem) {
    if (problem.field !== "order") throw problem;
    return (await api("GET", `/v1/audit/events?${query}&limit=1000`)).events.reverse().slice(0, SHOWN_MAX);
  }
}

async function lookBack() {
  if (!may("read-events")) return;
  fill(history, table(t("console-remote.history"), [t("console-remote.when"), t("console-remote.what"), t("console-remote.who"), t("console-remote.details")],
    (await events()).map((event) => [formatTime(event.time), t(`console-remote.event.${event.event}`), h("bdi", { class: "mono" }, event.actor), details(event.data ?? {})]), { empty: t("console-remote.none") }));
}

/** The end that was set; or what was refused, and how often. */
function details({ until: end, action: what, attempts, why, user }) {
  if (end) return t("console.until-time", { time: formatTime(end) });
  return h("span", { class: "stack-s" }, user && h("bdi", { class: "mono" }, user), attempts && h("span", {}, t("console-remote.tries", { count: attempts }), what && [" · ", h("bdi", { class: "mono small" }, what)]), why && h("bdi", { class: "small soft", dir: "auto", lang: "en" }, why));
}

async function look() { show(await api("GET", "/v1/remote-access")); }

showAllowed();
if (!may("manage-remote-access", "read-events")) fill(document.getElementById("app"), notice("info", t("console.not-yours")));
else {
  const who = said();
  people = sessionList(who, { only: (session) => session.remote });
  fill(document.getElementById("app"), panel(t("console-remote.state"), h("p", { class: "soft" }, t("console-remote.text")), state, place.element, canManage && controls),
    panel(t("console-remote.people"), who.element, people.element), may("read-events") && panel(t("console-remote.history"), history));
  look().then(lookBack).catch((problem) => place.bad(problem));
  setInterval(() => { if (!document.hidden) look().catch(() => {}); }, EVERY);
}
