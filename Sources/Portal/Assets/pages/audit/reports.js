// The seven reports of a raffle: each as the server writes it, or looked at here with its control totals and digest.

import { api } from "../../ui/api.js";
import { REPORTS } from "../../ui/audit.js";
import { refusal, table } from "../../ui/console/kit.js";
import { formatMoney } from "../../ui/money.js";
import { fill, formatNumber, formatTime, h, pageData, t, tn } from "../../ui/page.js";

/** More rows than this are left to the files. */
const ROWS = 200;
const MONEY = new Set(["gross", "net", "refunds", "price", "amount", "refund", "collected", "paid", "prizeAwarded", "prizeValue", "retained"]);
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/;

/** A column's name as words: the reports name them in English, in every language. */
const words = (key) => h("span", { lang: "en", dir: "ltr" }, key.replace(/([a-z])([A-Z])/g, (_, end, start) => `${end} ${start.toLowerCase()}`).replace(/^./, (first) => first.toUpperCase()));

const data = pageData();
const base = `/v1/raffles/${encodeURIComponent(data.id)}/reports`;

function cell(key, value, currency) {
  if (value === null || value === undefined || value === "") return "–";
  if (typeof value === "number") return MONEY.has(key) ? formatMoney(value, currency) : ["number", "entry", "index", "attempt"].includes(key) ? String(value) : formatNumber(value);
  if (typeof value === "string" && INSTANT.test(value)) return h("time", { datetime: value, class: "small" }, formatTime(value, { dateStyle: "short", timeStyle: "medium" }));
  return h("bdi", { class: "small" }, typeof value === "object" ? JSON.stringify(value) : String(value));
}

async function look(kind, place) {
  fill(place, h("p", { class: "soft", role: "status" }, t("common.loading")));
  try {
    const report = await api("GET", `${base}/${kind}?format=json`, undefined, { timeout: 60_000 });
    const { columns, currency } = report.body;
    const numeric = new Set(columns.filter((column) => report.rows.some((row) => typeof row[column] === "number")));
    const facts = Object.entries(report.body.facts ?? {});
    const totals = Object.entries(report.control.totals ?? {});
    fill(place, h("dl", { class: "facts" }, facts.map(([key, value]) => [h("dt", {}, words(key)), h("dd", {}, cell(key, value, currency))]), h("dt", {}, t("audit.rows")), h("dd", {}, formatNumber(report.control.rowCount)),
      totals.map(([key, value]) => [h("dt", {}, tn("audit.total", { column: words(key) })), h("dd", {}, cell(key, value, currency))]), h("dt", {}, t("audit.digest")), h("dd", { class: "mono small" }, report.digest)),
    table(t(`audit.report.${kind}`), columns.map((column) => ({ text: words(column), num: numeric.has(column) })), report.rows.slice(0, ROWS).map((row) => columns.map((column) => cell(column, row[column], currency))), { empty: t("audit.no-rows") }),
    report.rows.length > ROWS && h("p", { class: "soft" }, t("audit.more-rows", { count: report.rows.length - ROWS })));
  } catch (problem) {
    fill(place, refusal(problem));
  }
}

fill(document.getElementById("reports"), REPORTS.map(([kind, clause]) => {
  const place = h("div", { class: "stack" });
  const title = t(`audit.report.${kind}`);
  const link = (format, attributes) => h("a", { class: "btn", href: `${base}/${kind}?format=${format}`, "aria-label": `${title}, ${format.toUpperCase()}`, ...attributes }, format.toUpperCase());
  const details = h("details", { class: "more" }, h("summary", {}, t("audit.show-here"), h("span", { class: "visually-hidden" }, `: ${title}`)), place);
  details.addEventListener("toggle", () => { if (details.open && !place.hasChildNodes()) look(kind, place); });
  return h("article", { class: "card stack report" }, h("div", { class: "row-apart" }, h("h2", {}, title), h("span", { class: "tiny soft" }, `GLI-31 ${clause}`)), h("p", { class: "soft small" }, t(`audit.report-text.${kind}`)),
    h("div", { class: "row" }, link("html"), link("csv", { download: `${data.id}-${kind}.csv` }), link("json", { download: `${data.id}-${kind}.json` }), link("text", { download: `${data.id}-${kind}.txt` })), details);
}));
