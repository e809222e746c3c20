// The search of significant events: filters that stand in the address, pages one after the other, and the signed chain to take away.

import { announce } from "../../ui/announce.js";
import { SEVERITIES, severityTag } from "../../ui/audit.js";
import { eventSearch } from "../../ui/audit/search.js";
import { dataOf } from "../../ui/audit/value.js";
import { field, formOf, localTime, said, table, utcTime } from "../../ui/console/kit.js";
import { busy } from "../../ui/form.js";
import { fill, formatTime, h, t } from "../../ui/page.js";

const place = said();
const query = new URLSearchParams(location.search);
const code = { class: "mono", dir: "ltr" };
const filters = {
  words: field({ label: t("audit.words"), hint: t("audit.words-hint"), value: query.get("words") ?? "", maxlength: 200, type: "search" }),
  from: field({ label: t("audit.from"), type: "datetime-local", value: timeOf("from") }),
  to: field({ label: t("audit.to"), type: "datetime-local", value: timeOf("to") }),
  severity: field({ label: t("audit.severity"), options: [["", t("audit.all")], ...SEVERITIES.slice(1).map((each) => [each, t("audit.severity-from", { severity: t(`audit.severity.${each}`) })])] }),
  event: field({ label: t("audit.code"), hint: t("audit.code-hint"), value: query.get("event") ?? "", ...code }),
  actor: field({ label: t("audit.who"), value: query.get("actor") ?? "", ...code }),
  component: field({ label: t("audit.component"), hint: t("audit.component-hint"), value: query.get("component") ?? "", ...code }),
  ledger: field({ label: t("audit.ledger"), hint: t("audit.ledger-hint"), value: query.get("ledger") ?? "", ...code }),
  order: field({ label: t("audit.order"), value: query.get("order") === "asc" ? "asc" : "desc", options: [["desc", t("audit.order.desc")], ["asc", t("audit.order.asc")]] }),
};
if (SEVERITIES.includes(query.get("severity"))) filters.severity.input.value = query.get("severity");
const list = h("div", { class: "stack", id: "events" });
const status = h("p", { class: "small soft", role: "status", id: "events-status" });
const more = h("button", { type: "button", class: "btn", id: "more", hidden: true }, t("audit.more"));
const chain = h("a", { class: "btn", id: "chain", download: "events.jsonl" }, t("audit.chain"));
const search = eventSearch();

/** A time of the address for a field; nothing when it is no time. */
function timeOf(key) {
  const text = query.get(key) ?? "";
  return Number.isFinite(Date.parse(text)) ? localTime(text) : "";
}

/** What is typed, as parameters; nothing that is empty. */
function parameters() {
  const made = new URLSearchParams();
  for (const [key, each] of Object.entries(filters)) {
    const typed = each.input.value.trim();
    const value = ["from", "to"].includes(key) ? utcTime(typed) : key === "event" ? typed.toUpperCase().split(/[\s,]+/).filter(Boolean).join(",") : typed;
    if (value && !(key === "order" && value === "desc")) made.set(key, value);
  }
  return made;
}

const entryLink = ({ ledger, index }) => (ledger === "system" ? h("span", { class: "mono small" }, `system ${index}`) : h("a", { class: "mono small", href: `/ledger/r/${encodeURIComponent(ledger)}?entry=${index}` }, `${ledger} ${index}`));

const row = (event) => [formatTime(event.time, { dateStyle: "short", timeStyle: "medium" }), severityTag(event.severity),
  h("span", { class: "stack-s what" }, h("bdi", { lang: "en", dir: "ltr" }, event.summary), h("span", { class: "mono tiny soft" }, event.event)),
  h("span", { class: "stack-s where" }, h("span", {}, h("bdi", {}, event.actor), event.component !== event.actor && [" · ", h("bdi", { class: "soft" }, event.component)]), entryLink(event)), dataOf(event.data)];

function show() {
  const { events, looked, isEnd, hasWords } = search;
  fill(list, h("div", { class: "events" }, table(t("audit.events"), [t("audit.when"), t("audit.severity"), t("audit.what"), t("audit.where"), t("audit.details")], events.map(row), { empty: t(isEnd ? "audit.none" : "audit.none-yet") })));
  const found = t(isEnd ? "audit.shown" : "audit.shown-more", { count: events.length });
  status.textContent = hasWords ? `${found} ${t("audit.looked-through", { count: looked })}` : found;
  more.hidden = isEnd;
  filters.order.element.hidden = !search.canOrder;
  lead.textContent = t(search.order === "desc" ? "audit.events-lead-new" : "audit.events-lead");
}

async function read(isMore = false) {
  const wanted = parameters();
  place.clear();
  status.textContent = t("common.loading");
  try {
    await (isMore ? search.more() : search.start(wanted));
  } finally {
    status.textContent = "";
  }
  if (!isMore) {
    history.replaceState(null, "", wanted.size > 0 ? `?${wanted}` : location.pathname);
    chain.href = `/v1/audit/chain?ledger=${encodeURIComponent(wanted.get("ledger") ?? "system")}`;
  }
  show();
  announce(status.textContent);
}

const refused = (problem) => { fill(list); more.hidden = true; place.bad(problem); };
const lead = document.querySelector("header .lead");
more.addEventListener("click", () => busy(more, () => read(true).catch((problem) => place.bad(problem))));
const [usual, others] = [["words", "severity", "event", "order"], ["from", "to", "actor", "component", "ledger"]].map((keys) => h("div", { class: "form-grid" }, keys.map((key) => filters[key].element)));
const rest = h("details", { class: "more", open: ["from", "to", "actor", "component", "ledger"].some((key) => query.get(key)) }, h("summary", {}, t("audit.filters-more")), others);
const form = formOf({ children: [usual, rest], submit: t("audit.search"), place, work: () => read().catch((problem) => { refused(problem); throw problem; }) });
form.id = "search";
const clear = h("button", { type: "button", class: "btn", id: "clear", onclick: () => { for (const [key, each] of Object.entries(filters)) each.input.value = key === "order" ? "desc" : ""; form.requestSubmit(); } }, t("audit.clear"));
form.querySelector(".row").append(clear);
fill(document.getElementById("app"), h("section", { class: "card stack", "aria-label": t("audit.filters") }, form), place.element, status, list, h("div", { class: "row" }, more, chain));
// What stands in the address is asked as it stands there: a parameter that means nothing is refused in words, not left out.
const given = new URLSearchParams([...query].filter(([key]) => key in filters && !["from", "to", "severity"].includes(key)));
for (const key of ["from", "to", "severity"]) if (query.get(key)) given.set(key, query.get(key));
search.start(given).then(() => { chain.href = `/v1/audit/chain?ledger=${encodeURIComponent(given.get("ledger") || "system")}`; show(); }, refused);
