// Turnout by region: a table whose rows are made once and changed in place, with a bar in each.

import { fill, formatNumber, formatPercent, h, name, setText, t } from "../page.js";

/** Rows shown until all are asked for: about what fits beside the totals. */
const AT_FIRST = 12;

const share = ({ cast, eligible }) => (eligible ? cast / eligible : 0);

/** Regions do not change while voting goes on, nor does their order: the server's, and last the voters without one. */
const keyOf = (regions) => JSON.stringify(regions.map((each) => [each.region, each.eligible]));

/** The table. `update(regions)`, with those of `results.turnout`; hidden as long as there are none. */
export function regionsTable({ limit = AT_FIRST } = {}) {
  const body = h("tbody", {});
  const all = h("button", { type: "button", class: "btn", hidden: true, "aria-expanded": "false" });
  const element = h("div", { class: "stack regions", hidden: true },
    h("div", { class: "table-wrap" }, h("table", {},
      h("caption", { class: "visually-hidden" }, t("results.regions")),
      h("thead", {}, h("tr", {}, h("th", { scope: "col" }, t("results.region")), h("th", { scope: "col", class: "num" }, t("results.region-cast")), h("th", { scope: "col", class: "num" }, t("results.turnout")))),
      body)),
    all);
  let rows = [];
  let known = "";

  function rowOf({ region }) {
    const cast = h("td", { class: "num" });
    const percent = h("td", { class: "num strong" });
    const bar = h("span", {});
    const label = region === null ? h("span", { class: "soft" }, t("results.region-none")) : name(region, { control: false });
    const row = h("tr", {}, h("th", { scope: "row" }, label, h("div", { class: "meter", "aria-hidden": "true" }, bar)), cast, percent);
    return { row, cast, percent, bar };
  }

  function show(isWhole) {
    rows.forEach(({ row }, at) => { row.hidden = !isWhole && at >= limit; });
    all.hidden = rows.length <= limit;
    all.setAttribute("aria-expanded", String(isWhole));
    setText(all, isWhole ? t("results.regions-fewer") : t("results.regions-all", { count: rows.length }));
  }

  all.addEventListener("click", () => show(all.getAttribute("aria-expanded") !== "true"));

  function update(regions) {
    element.hidden = !regions?.length;
    if (element.hidden) return;
    if (keyOf(regions) !== known) {
      known = keyOf(regions);
      rows = regions.map(rowOf);
      fill(body, rows.map(({ row }) => row));
      show(false);
    }
    regions.forEach((each, at) => {
      const { cast, percent, bar } = rows[at];
      setText(cast, t("results.region-of", { cast: formatNumber(each.cast), eligible: formatNumber(each.eligible) }));
      setText(percent, formatPercent(share(each)));
      bar.style.setProperty("--share", String(share(each)));
    });
  }

  return { element, update };
}

/** The same for a hall: large bars, `limit` at a time; `turn()` goes on to the next, and says whether it began again. */
export function regionsBoard({ limit }) {
  const list = h("ul", { class: "bars big", role: "list" });
  const where = h("p", { class: "screen-more", dir: "ltr" });
  const element = h("section", { class: "screen-contest screen-regions" }, h("h2", {}, t("results.regions")), list, where);
  let rows = [];
  let known = "";
  let first = 0;

  function rowOf({ region }) {
    const cast = h("span", { class: "bar-votes num" });
    const percent = h("span", { class: "bar-share num" });
    const length = h("span", { class: "bar-length" });
    const label = region === null ? t("results.region-none") : name(region, { control: false });
    const row = h("li", { class: "bar" }, h("div", { class: "bar-head" }, h("span", { class: "bar-name" }, label), h("span", { class: "bar-numbers" }, cast, " ", percent)),
      h("div", { class: "bar-track", "aria-hidden": "true" }, length));
    return { row, cast, percent, length };
  }

  function arrange() {
    fill(list, rows.slice(first, first + limit).map(({ row }) => row));
    setText(where, rows.length > limit ? `${formatNumber(first + 1)}–${formatNumber(Math.min(first + limit, rows.length))} / ${formatNumber(rows.length)}` : "");
  }

  return {
    element,
    get isShown() { return rows.length > 0; },
    get turns() { return Math.ceil(rows.length / limit); },
    turn() {
      first = first + limit < rows.length ? first + limit : 0;
      arrange();
      return first === 0;
    },
    update(regions) {
      if (!regions?.length) return;
      if (keyOf(regions) !== known) {
        known = keyOf(regions);
        rows = regions.map(rowOf);
        first = 0;
        arrange();
      }
      regions.forEach((each, at) => {
        setText(rows[at].cast, t("results.region-of", { cast: formatNumber(each.cast), eligible: formatNumber(each.eligible) }));
        setText(rows[at].percent, formatPercent(share(each)));
        rows[at].length.style.setProperty("--share", String(share(each)));
      });
    },
  };
}
