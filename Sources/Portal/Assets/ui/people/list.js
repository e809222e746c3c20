// Who works here: found by name, with what each may do and how they stand.

import { fill, formatTime, h, name, t } from "../page.js";
import { field, table } from "../console/kit.js";
import { roleNames } from "./roles.js";

/** Rows that are drawn at once; the rest is found by name. */
const ROWS_MAX = 100;
const SEARCH_FROM = 8;

/** How a person stands, for the tag: what keeps them out first. */
export function standing(member, now = Date.now()) {
  if (!member.active) return "disabled";
  if (member.validUntil && new Date(member.validUntil).getTime() <= now) return "expired";
  if (member.lockedUntil) return "locked";
  return "active";
}

const TAGS = { active: "active", locked: "suspended", disabled: "", expired: "" };

/** The list. `show(staff)`; `onOpen(member)` where people may be changed. */
export function staffList({ onOpen }) {
  const search = field({ label: t("console-people.find"), type: "search" });
  const rows = h("div", { class: onOpen && "acts" });
  let staff = [];

  function row(member) {
    const state = standing(member);
    const until = state === "locked" ? member.lockedUntil : member.validUntil;
    return [
      h("span", { class: "stack-s" }, h("span", {}, name(member.name, { control: false })), h("span", { class: "mono small soft" }, member.id)), roleNames(member.roles),
      h("span", { class: "stack-s" }, h("span", { class: "tag", "data-state": TAGS[state] }, t(`console-people.is.${state}`)), until && h("span", { class: "small soft" }, t("console.until-time", { time: formatTime(until) }))),
      member.lastLogonAt ? formatTime(member.lastLogonAt) : "–",
      ...(onOpen ? [h("button", { type: "button", class: "btn", "data-open": member.id, "aria-label": t("console-people.change-of", { user: member.id }), onclick: () => onOpen(member) }, t("console-people.change"))] : []),
    ];
  }

  function draw() {
    const wanted = search.input.value.trim().toLowerCase();
    const found = staff.filter((each) => `${each.id} ${each.name}`.toLowerCase().includes(wanted));
    search.element.hidden = staff.length < SEARCH_FROM;
    fill(rows, table(t("console-people.staff"), [t("console-people.who"), t("console-people.roles"), t("console-people.state"), t("console-people.last"), ...(onOpen ? [{ text: t("console.actions"), hidden: true }] : [])],
      found.slice(0, ROWS_MAX).map(row), { empty: t(staff.length > 0 ? "console-people.none-found" : "console-people.none") }),
    found.length > ROWS_MAX && h("p", { class: "small soft" }, t("console-people.more", { count: found.length - ROWS_MAX })));
  }
  search.input.addEventListener("input", draw);
  return { element: h("div", { class: "stack" }, search.element, rows), show(now) { staff = now; draw(); } };
}
