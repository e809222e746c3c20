// The search of significant events: filters that stand in the address, pages one after the other, and the signed chain to take away.

import { announce } from "../../ui/announce.js";
import { api } from "../../ui/api.js";
import { SEVERITIES, dataLine, severityTag } from "../../ui/audit.js";
import { field, formOf, localTime, said, table, utcTime } from "../../ui/console/kit.js";
import { busy } from "../../ui/form.js";
import { fill, formatTime, h, t } from "../../ui/page.js";

const AT_ONCE = 100;
/** Details longer than this are folded. */
const LONG = 140;

const place = said();
const query = new URLSearchParams(location.search);
const filters = {
  from: field({ label: t("audit.from"), type: "datetime-local", value: localTime(query.get("from")) }),
  to: field({ label: t("audit.to"), type: "datetime-local", value: localTime(query.get("to")) }),
  severity: field({ label: t("audit.severity"), value: query.get("severity") ?? "", options: [["", t("audit.all")], ...SEVERITIES.slice(1).map((each) => [each, t("audit.severity-from", { severity: t(`audit.severity.${each}`) })])] }),
  ledger: field({ label: t("audit.ledger"), hint: t("audit.ledger-hint"), value: query.get("ledger") ?? "", class: "mono", dir: "ltr" }),
  component: field({ label: t("audit.component"), hint: t("audit.component-hint"), value: query.get("component") ?? "", class: "mono", dir: "ltr" }),
  event: field({ label: t("audit.code"), hint: t("audit.code-hint"), value: query.get("event") ?? "", class: "mono", dir: "ltr" }),
  actor: field({ label: t("audit.who"), value: query.get("actor") ?? "", class: "mono", dir: "ltr" }),
};
const list = h("div", { class: "stack" });
const status = h("p", { class: "small soft", role: "status" });
const more = h("button", { type: "button", class: "btn", hidden: true }, t("audit.more"));
const chain = h("a", { class: "btn", download: "events.jsonl" }, t("audit.chain"));
let events = [];
let next = null;
let asked = "";

/** What is typed, as parameters; nothing that is empty. */
function parameters() {
  const made = new URLSearchParams();
  for (const [key, each] of Object.entries(filters)) {
    const typed = each.input.value.trim();
    const value = ["from", "to"].includes(key) ? utcTime(typed) : key === "event" ? typed.toUpperCase().split(/[\s,]+/).filter(Boolean).join(",") : typed;
    if (value) made.set(key, value);
  }
  return made;
}

function show() {
  fill(list, table(t("audit.events"), [t("audit.when"), t("audit.severity"), t("audit.what"), t("audit.where"), t("audit.details")],
    events.map((event) => [formatTime(event.time, { dateStyle: "short", timeStyle: "medium" }), severityTag(event.severity),
      h("span", { class: "stack-s what" }, h("bdi", { lang: "en", dir: "ltr" }, event.summary), h("span", { class: "mono tiny soft" }, event.event)),
      h("span", { class: "stack-s where" }, h("span", {}, h("bdi", {}, event.actor), event.component !== event.actor && [" · ", h("bdi", { class: "soft" }, event.component)]), entryLink(event)), details(event)]), { empty: t("audit.none") }));
  status.textContent = t(next ? "audit.shown-more" : "audit.shown", { count: events.length });
  more.hidden = !next;
}

/** What the event holds; the long ones only when somebody wants them. */
function details({ data: held }) {
  const text = dataLine(held);
  const line = h("bdi", { class: "small soft details", dir: "auto" }, text);
  return text.length <= LONG ? line : h("details", { class: "more" }, h("summary", {}, t("audit.details-show")), line);
}

const entryLink = ({ ledger, index }) => (ledger === "system" ? h("span", { class: "mono small" }, `system ${index}`) : h("a", { class: "mono small", href: `/ledger/r/${encodeURIComponent(ledger)}?entry=${index}` }, `${ledger} ${index}`));

async function read({ isMore = false } = {}) {
  const wanted = isMore ? asked : parameters().toString();
  const made = new URLSearchParams(wanted);
  made.set("limit", String(AT_ONCE));
  if (isMore && next) made.set("after", next);
  const answer = await api("GET", `/v1/audit/events?${made}`);
  events = isMore ? [...events, ...answer.events] : answer.events;
  next = answer.events.length > 0 ? answer.next : null;
  asked = wanted;
  history.replaceState(null, "", wanted ? `?${wanted}` : location.pathname);
  chain.href = `/v1/audit/chain?ledger=${encodeURIComponent(new URLSearchParams(wanted).get("ledger") ?? "system")}`;
  show();
  announce(status.textContent);
}

more.addEventListener("click", () => busy(more, () => read({ isMore: true }).catch((problem) => place.bad(problem))));
const form = formOf({ children: [h("div", { class: "form-grid" }, Object.values(filters).map((each) => each.element))], submit: t("audit.search"), place, work: () => read() });
const clear = h("button", { type: "button", class: "btn", onclick: () => { for (const each of Object.values(filters)) each.input.value = ""; form.requestSubmit(); } }, t("audit.clear"));
form.querySelector(".row").append(clear);
fill(document.getElementById("app"), h("section", { class: "card stack", "aria-label": t("audit.filters") }, form), place.element, status, list, h("div", { class: "row" }, more, chain));
read().catch((problem) => place.bad(problem));
