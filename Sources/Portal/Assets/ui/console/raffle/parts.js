// Small things that the parts of a raffle's page share.

import { h, t } from "../../page.js";

/** Why a ticket may be voided. */
export const REASONS = ["misprint", "customer", "payment", "error", "other"];

/** `{note: "…"}` of a field that holds something, else nothing. */
export const given = (key, { input }) => (input.value.trim() ? { [key]: input.value.trim() } : {});

export const mono = (text) => h("span", { class: "mono" }, text);

/** A state as a word with a colour; the word says it without the colour. */
export const tag = (kind, text) => h("span", { class: `tag ${kind}` }, text);

/** Rows of things to be worked on: each `{main, facts: [[label, value]], actions, open}`. On a phone their buttons stay in sight. */
export function rows(label, items, { empty }) {
  if (items.length === 0) return h("p", { class: "soft" }, empty);
  return h("ul", { class: "rows", role: "list", "aria-label": label }, items.map(({ main, facts = [], actions = [], tone }) => h("li", { class: tone },
    h("div", { class: "rows-main" }, main),
    h("dl", { class: "rows-facts" }, facts.filter(Boolean).map(([name, value]) => h("div", {}, h("dt", {}, name), h("dd", {}, value)))),
    actions.filter(Boolean).length > 0 && h("div", { class: "row rows-actions" }, actions))));
}

/** A link to one of the page's tabs, which also brings it into view. */
export function tabLink(tab, key, attributes = {}) {
  const link = h("a", { href: `#${tab}`, ...attributes }, t(key));
  link.addEventListener("click", (event) => {
    event.preventDefault();
    openTab(tab);
  });
  return link;
}

export function openTab(tab) {
  document.getElementById(`tab-${tab}`)?.click();
  document.getElementById(`tab-${tab}`)?.scrollIntoView({ block: "start" });
  document.getElementById(`tab-${tab}`)?.focus({ preventScroll: true });
}

/** Prizes by id: their titles as people call them. */
export const prizeTitle = (raffle, id) => raffle.now.definition.prizes.find((each) => each.id === id)?.title ?? id;

/** What is wrong, found out by the page itself: said as a refusal of the server is. */
export const plain = (words) => ({ status: 0, kind: "none", detail: words });
