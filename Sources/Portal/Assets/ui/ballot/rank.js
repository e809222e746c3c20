// Ranking: by tapping candidates in order, by dragging, or by keyboard. Two lists, the ranked and the rest.

import { announce } from "../announce.js";
import { fill, h, name, setText, shortName, svg, t } from "../page.js";
import { startDrag } from "./drag.js";
import { nameFilter } from "./filter.js";
import { WRITE_IN_MAX, writeInInput, writeInProblem } from "./writein.js";

const icon = (d) => svg("svg", { viewBox: "0 0 24 24", "aria-hidden": "true" }, svg("path", { d, fill: "none", stroke: "currentColor", "stroke-width": "2.25", "stroke-linecap": "round", "stroke-linejoin": "round" }));
const grip = () => svg("svg", { viewBox: "0 0 24 24", "aria-hidden": "true" }, svg("path", { d: "M9 5h.01M15 5h.01M9 12h.01M15 12h.01M9 19h.01M15 19h.01", fill: "none", stroke: "currentColor", "stroke-width": "3", "stroke-linecap": "round" }));

export function rankField(contest, { value = [], onChange, index }) {
  const most = Math.min(contest.maxRanks ?? contest.candidates.length, contest.candidates.length);
  const writeInCandidate = contest.candidates.find((candidate) => candidate.writeIn);
  const items = new Map();
  let order = [];

  const ranked = h("ol", { class: "rank-list", role: "list", "aria-label": t("common.ballot.your-ranking") });
  const pool = h("ul", { class: "rank-pool", role: "list", "aria-label": t("common.ballot.not-ranked") });
  const hint = h("p", { class: "rank-empty soft small" }, t("common.ballot.rank-empty"));
  const count = h("p", { class: "count small strong" });
  const clear = h("button", { type: "button", class: "btn quiet", onclick: clearAll }, t("common.ballot.clear"));
  const poolTitle = h("h3", { class: "rank-title" }, t("common.ballot.not-ranked"));

  for (const candidate of contest.candidates) if (!candidate.writeIn) item(candidate.id, candidate.name ?? candidate.id);
  for (const mark of value) {
    if (mark === null || Array.isArray(mark)) continue;
    if (typeof mark === "object") { item("~", mark.writeIn, true); order.push("~"); } else if (items.has(mark)) order.push(mark);
  }

  function item(key, text, isWriteIn = false) {
    const label = shortName(text, 60);
    const number = h("span", { class: "rank-no", "aria-hidden": "true" });
    const handle = h("button", { type: "button", class: "rank-grip", "aria-describedby": `c${index}-keys` }, grip());
    const tool = (kind, path, action) => h("button", { type: "button", class: "rank-tool", "aria-label": t(`common.ballot.${kind}`, { name: label }), onclick: action }, icon(path));
    const up = tool("move-up", "m6 15 6-6 6 6", () => move(key, order.indexOf(key) - 1, "up"));
    const down = tool("move-down", "m6 9 6 6 6-6", () => move(key, order.indexOf(key) + 1, "down"));
    const remove = tool("unrank", "M6 6l12 12M18 6 6 18", () => take(key));
    const rankedRow = h("li", { class: "rank-item" }, handle, number, h("span", { class: "rank-name" }, name(text)), h("span", { class: "rank-tools" }, up, down, remove));
    const next = h("span", { class: "rank-next", "aria-hidden": "true" });
    const add = h("button", { type: "button", class: "rank-add", onclick: () => put(key, order.length) }, next, h("span", { class: "rank-name" }, name(text, { control: false })));
    const poolRow = h("li", { class: "rank-item" }, add);
    handle.addEventListener("keydown", (event) => keys(event, key));
    add.addEventListener("keydown", (event) => {
      const digit = Number(event.key);
      if (event.ctrlKey || event.metaKey || event.altKey || !Number.isInteger(digit) || digit < 1) return;
      event.preventDefault();
      put(key, Math.min(digit - 1, order.length));
    });
    for (const row of [rankedRow, poolRow]) startDrag(row, { handle: row === rankedRow ? handle : null, lists: { ranked, pool }, onDrop: (place) => drop(key, place), onCancel: show });
    items.set(key, { key, text, label, isWriteIn, rankedRow, poolRow, handle, up, down, add, number, next });
    return items.get(key);
  }

  function keys(event, key) {
    const at = order.indexOf(key);
    const to = { ArrowUp: at - 1, ArrowDown: at + 1, Home: 0, End: order.length - 1 }[event.key];
    if (to !== undefined) { event.preventDefault(); move(key, to, "grip"); return; }
    if (event.key === "Delete" || event.key === "Backspace") { event.preventDefault(); take(key); }
  }

  function put(key, to) {
    if (order.length >= most) { announce(t("common.ballot.rank-full", { count: most }), { urgent: true }); count.classList.add("is-full"); return; }
    const rest = poolKeys();
    const following = rest[rest.indexOf(key) + 1] ?? rest[rest.indexOf(key) - 1];
    order.splice(to, 0, key);
    changed();
    announce(t("common.ballot.ranked-as", { name: items.get(key).label, rank: to + 1, total: order.length }));
    // On to the next one that is not ranked, so that Enter, Enter, Enter ranks three.
    (following && order.length < most ? items.get(following).add : items.get(key).handle).focus();
  }

  function move(key, to, from) {
    const at = order.indexOf(key);
    if (to < 0 || to >= order.length || to === at) return;
    order.splice(at, 1);
    order.splice(to, 0, key);
    changed();
    const it = items.get(key);
    const button = from === "up" ? it.up : from === "down" ? it.down : it.handle;
    (button.disabled ? it.handle : button).focus();
    announce(t("common.ballot.ranked-as", { name: it.label, rank: to + 1, total: order.length }));
  }

  function take(key) {
    const at = order.indexOf(key);
    order.splice(at, 1);
    const it = items.get(key);
    announce(t("common.ballot.unranked", { name: it.label }));
    if (it.isWriteIn) { items.delete(key); it.rankedRow.remove(); it.poolRow.remove(); }
    changed();
    const neighbour = order[Math.min(at, order.length - 1)];
    (neighbour ? items.get(neighbour).handle : it.isWriteIn ? input : it.add).focus();
  }

  function drop(key, place) {
    const at = order.indexOf(key);
    if (place.list === "pool") {
      if (at >= 0) take(key);
      else show();
      return;
    }
    if (at < 0) { put(key, Math.min(place.index, order.length)); if (!order.includes(key)) show(); return; }
    const to = Math.min(place.index > at ? place.index - 1 : place.index, order.length - 1);
    if (to === at) show();
    else move(key, to, "grip");
  }

  function clearAll() {
    for (const key of order) if (items.get(key).isWriteIn) items.delete(key);
    order = [];
    changed();
    announce(t("common.ballot.cleared"));
    items.get(poolKeys()[0])?.add.focus();
  }

  const poolKeys = () => [...items.keys()].filter((key) => !order.includes(key));

  function changed() {
    show();
    onChange();
  }

  function show() {
    const before = new Map([...items.values()].map((it) => [it, (it.rankedRow.isConnected ? it.rankedRow : it.poolRow).getBoundingClientRect().top]));
    const rest = poolKeys();
    fill(ranked, order.map((key) => items.get(key).rankedRow));
    fill(pool, rest.map((key) => items.get(key).poolRow));
    order.forEach((key, position) => {
      const it = items.get(key);
      setText(it.number, String(position + 1));
      it.handle.setAttribute("aria-label", t("common.ballot.grip", { name: it.label, rank: position + 1, total: order.length }));
      it.up.disabled = position === 0;
      it.down.disabled = position === order.length - 1;
    });
    const isFull = order.length >= most;
    for (const key of rest) {
      const it = items.get(key);
      setText(it.next, isFull ? "" : String(order.length + 1));
      it.add.setAttribute("aria-label", isFull ? t("common.ballot.rank-full-name", { name: it.label }) : t("common.ballot.rank-next", { name: it.label, rank: order.length + 1 }));
    }
    hint.hidden = order.length > 0;
    pool.hidden = rest.length === 0;
    poolTitle.hidden = rest.length === 0 && !more;
    if (more) more.hidden = items.has("~");
    count.classList.toggle("is-full", isFull && most < contest.candidates.length);
    setText(count, t("common.ballot.ranked-of", { count: order.length, most }));
    clear.style.visibility = order.length > 0 ? "visible" : "hidden";
    slide(before);
  }

  /** Lets rows glide from where they were, for those who want motion. */
  function slide(before) {
    if (!matchMedia("(prefers-reduced-motion: no-preference)").matches) return;
    for (const [it, top] of before) {
      const row = it.rankedRow.isConnected ? it.rankedRow : it.poolRow;
      const shift = top - row.getBoundingClientRect().top;
      if (top !== 0 && Math.abs(shift) > 1 && row.isConnected) row.animate([{ transform: `translateY(${shift}px)` }, { transform: "none" }], { duration: 180, easing: "ease-out" });
    }
  }

  let input = null;
  let more = null;
  if (writeInCandidate) {
    input = writeInInput(`c${index}-write-in`, t("common.ballot.write-in-label"));
    input.maxLength = WRITE_IN_MAX;
    const problem = h("p", { class: "error small", role: "alert", hidden: true });
    const add = () => {
      const text = writeInProblem(input.value);
      problem.hidden = !text;
      problem.textContent = text ?? "";
      if (text || order.length >= most) { if (!text) put("~", order.length); return; }
      item("~", input.value.trim(), true);
      input.value = "";
      put("~", order.length);
    };
    input.addEventListener("keydown", (event) => { if (event.key === "Enter") { event.preventDefault(); add(); } });
    more = h("div", { class: "stack-s rank-write-in" }, h("div", { class: "row-input" }, input, h("button", { type: "button", class: "btn", onclick: add }, t("common.ballot.write-in-add"))), problem);
  }
  const filter = nameFilter(`c${index}-find`, () => [...items.values()].map(({ text, poolRow }) => ({ label: text, row: poolRow })));
  show();

  return {
    element: h("div", { class: "rank", role: "group", "aria-labelledby": `contest-${index}-title`, "aria-describedby": `contest-${index}-how` },
      h("p", { id: `c${index}-keys`, class: "visually-hidden" }, t("common.ballot.rank-keys")),
      h("h3", { class: "rank-title" }, t("common.ballot.your-ranking")),
      h("div", { class: "rank-box" }, hint, ranked), poolTitle, filter?.element, pool, more, h("div", { class: "row-apart contest-foot" }, count, clear)),
    value: () => order.map((key) => (items.get(key).isWriteIn ? { writeIn: items.get(key).text } : key)),
    isBlank: () => order.length === 0,
    problem: () => (input && input.value.trim() !== "" ? t("common.ballot.write-in-pending") : undefined),
  };
}
