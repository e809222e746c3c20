// What the pages of the staff are put together from: fields, tables, tabs, and actions that say how they went.

import { announce } from "../announce.js";
import { confirm } from "../dialog.js";
import { busy, fieldError, notice } from "../form.js";
import { fill, h, has, pageData, t } from "../page.js";
import { atFields, inWords, refusalText } from "./problems.js";
import { inSession, logInAgain } from "./session.js";

const user = pageData().user ?? { permissions: [] };

/** Whether whoever is logged on may do this; the server asks again. */
export const may = (...permissions) => permissions.some((each) => (user.permissions ?? []).includes(each));

let made = 0;
/** An id that no other element has. */
export const newId = (prefix = "f") => `${prefix}-${(made += 1)}`;

/** A labelled control. `options`: `[[value, label]]` makes a select; `lines` a text area. Answers `{element, input}`. */
export function field({ label, hint, options, lines, value, ...attributes }) {
  const id = newId();
  const described = hint ? { "aria-describedby": `${id}-hint` } : {};
  const input = options ? h("select", { id, ...described, ...attributes }, options.map(([each, text]) => h("option", { value: each }, text)))
    : lines ? h("textarea", { id, rows: lines, ...described, ...attributes }) : h("input", { id, autocomplete: "off", ...described, ...attributes });
  if (value !== undefined && value !== null) input.value = value;
  return { input, element: h("div", { class: "field" }, h("label", { for: id }, label), input, hint && h("p", { class: "hint", id: `${id}-hint` }, hint)) };
}

/** A box to tick. */
export function tick({ label, hint, checked = false, ...attributes }) {
  const input = h("input", { type: "checkbox", checked, ...attributes });
  return { input, element: h("label", { class: "check-line" }, input, h("span", {}, label, hint && [h("br"), h("span", { class: "small soft" }, hint)])) };
}

/** `2026-12-01T20:00:00Z` for a `datetime-local` field, in the reader's zone; and back. */
export function localTime(text) {
  if (!text) return "";
  const date = new Date(text);
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}
export const utcTime = (local) => (local ? `${new Date(local).toISOString().slice(0, 19)}Z` : null);

/** A table that scrolls inside itself. Cells are nodes or text; a head of `{num}` is one of numbers. */
export function table(caption, heads, rows, { empty } = {}) {
  if (rows.length === 0 && empty) return h("p", { class: "soft" }, empty);
  const head = heads.map((each) => (typeof each === "string" ? { text: each } : each));
  return h("div", { class: "table-wrap", tabindex: "0", role: "group", "aria-label": caption }, h("table", {},
    h("caption", { class: "visually-hidden" }, caption),
    h("thead", {}, h("tr", {}, head.map(({ text, num, hidden }) => h("th", { scope: "col", class: num && "num" }, hidden ? h("span", { class: "visually-hidden" }, text) : text)))),
    h("tbody", {}, rows.map((cells) => h("tr", {}, cells.map((cell, at) => (at === 0 ? h("th", { scope: "row" }, cell) : h("td", { class: head[at]?.num && "num" }, cell))))))));
}

/** A card with a heading. */
export function panel(title, ...children) {
  const id = newId("panel");
  return h("section", { class: "card stack", "aria-labelledby": id }, h("h2", { id }, title), children);
}

/** What a refusal says: the sentence, and each field that is wrong. `errors`: those that are not shown elsewhere. */
export function refusal(problem, errors = problem?.errors ?? []) {
  if (!problem || problem.status === undefined) return notice("bad", t("common.problem.unknown"), h("p", { class: "mono tiny" }, String(problem?.message ?? problem)));
  const isForm = problem.errors?.length > 0 && has("console.invalid");
  const own = isForm ? t(errors.length > 0 ? "console.invalid" : "console.invalid-there") : refusalText(problem);
  const login = problem.status === 401 && h("p", {}, h("a", { href: `/login?next=${encodeURIComponent(location.pathname)}`, onclick: logIn }, t("common.nav.login")));
  const more = !isForm && problem.status !== 401 && problem.detail && problem.detail !== own && !has(`console.code.${problem.code}`) ? h("p", { class: "small" }, problem.detail) : null;
  const list = errors.length > 0 && h("ul", { class: "small errors" }, errors.slice(0, 100).map(({ field: where, message }) => h("li", {}, h("span", { class: "mono" }, where), ": ", inWords(message))),
    errors.length > 100 && h("li", {}, t("console.more-errors", { count: errors.length - 100 })));
  return notice("bad", own, ...[more, list, login].filter(Boolean));
}

/** On the spot, unless another tab is asked for: the page keeps what was typed. */
async function logIn(event) {
  event.preventDefault();
  const box = event.target.closest(".notice");
  if (await logInAgain()) box?.remove();
}

/** A place where actions say how they went. `locate(path)` finds the control that a member of the request was typed in. */
export function said({ locate } = {}) {
  const element = h("div", { class: "said" });
  return {
    element,
    good(text, ...more) { fill(element, notice("good", text, ...more)); announce(text); },
    bad(problem) {
      const { first, left } = atFields(problem, locate);
      fill(element, refusal(problem, left));
      if (first) first.focus();
      else element.scrollIntoView({ block: "nearest" });
    },
    clear() { fill(element); },
  };
}

/** Asks first if there is something to ask, does `work()` once at a time, and says at `place` how it went. */
function perform(button, { place, ask, work }) {
  return busy(button, async () => {
    const question = typeof ask === "function" ? ask() : ask;
    if (question && !(await confirm(question))) return;
    place.clear();
    try {
      const words = await inSession(work);
      if (typeof words === "string") place.good(words);
    } catch (problem) {
      place.bad(problem);
    }
  });
}

/**
 * A button that does `work()` once at a time and says how it went at `place`.
 *
 * `ask`: `{title, text, confirm, danger, typed}` is asked first. `work` may answer a sentence to say.
 */
export function action(label, { kind = "", disabled = false, ...rest }) {
  const button = h("button", { type: "button", class: `btn ${kind}`, disabled }, label);
  button.addEventListener("click", () => perform(button, rest));
  return button;
}

/** A form whose submit does `work()`. */
export function formOf({ children, submit, kind = "primary", ...rest }) {
  const button = h("button", { type: "submit", class: `btn ${kind}` }, submit);
  const form = h("form", { class: "stack", novalidate: true, autocomplete: "off" }, children, h("div", { class: "row" }, button));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const needed = [...form.querySelectorAll("[required]")];
    const missing = needed.filter((input) => input.value.trim() === "");
    for (const input of needed) fieldError(input, missing.includes(input) ? t("console.needed") : undefined);
    if (missing.length > 0) missing[0].focus();
    else perform(button, rest);
  });
  return form;
}

/** Tabs over panels: `[[id, label, element]]`. The address remembers the one that is open; arrow keys go from one to the next. */
export function tabs(label, items) {
  const buttons = items.map(([id, text]) => h("button", { type: "button", role: "tab", id: `tab-${id}`, "aria-controls": `panel-${id}` }, text));
  const panels = items.map(([id, , element]) => h("div", { role: "tabpanel", id: `panel-${id}`, "aria-labelledby": `tab-${id}`, tabindex: "0", class: "stack-l" }, element));
  function open(at, { focus = false, remember = true } = {}) {
    buttons.forEach((button, each) => {
      button.setAttribute("aria-selected", String(each === at));
      button.tabIndex = each === at ? 0 : -1;
      panels[each].hidden = each !== at;
    });
    items[at][2].dispatchEvent(new Event("shown"));
    if (focus) buttons[at].focus();
    if (remember) history.replaceState(null, "", `#${items[at][0]}`);
  }
  buttons.forEach((button, at) => {
    button.addEventListener("click", () => open(at));
    button.addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      const forward = document.documentElement.dir === "rtl" ? -1 : 1;
      const next = event.key === "Home" ? 0 : event.key === "End" ? items.length - 1 : step ? (at + step * forward + items.length) % items.length : null;
      if (next === null) return;
      event.preventDefault();
      open(next, { focus: true });
    });
  });
  const wanted = () => Math.max(0, items.findIndex(([id]) => id === location.hash.slice(1)));
  addEventListener("hashchange", () => open(wanted(), { remember: false }));
  open(wanted(), { remember: false });
  return h("div", { class: "stack-l" }, h("div", { class: "tabs", role: "tablist", "aria-label": label }, buttons), panels);
}

/** An id made of a title: small Latin letters, digits and dashes; `fallback` where nothing is left. */
export function slug(text, fallback, taken = new Set()) {
  const base = text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-+|-+$/g, "").slice(0, 40).replace(/-+$/, "") || fallback;
  let id = base;
  for (let n = 2; taken.has(id); n += 1) id = `${base}-${n}`;
  taken.add(id);
  return id;
}
