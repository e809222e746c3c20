// What an event holds: short values in one line, long ones folded with their size.

import { formatNumber, h, t } from "../page.js";

/** Values longer than this are folded. */
const LONG = 120;
/** No more of a value than this is put into a page at once, in characters. */
const SHOWN_MAX = 100_000;

const textOf = (value) => (typeof value === "string" ? value : JSON.stringify(value));
/** `1.2 kB`, as the language writes it. */
const sizeOf = (text) => (text.length < 1000 ? t("audit.characters", { count: text.length }) : t("audit.kilobytes", { size: formatNumber(Math.round(text.length / 100) / 10) }));

/** One value by its name; folded when it is long, with its size for all to see. */
export function valueOf(key, value) {
  const text = textOf(value) ?? "";
  if (text.length <= LONG) return h("span", { class: "pair" }, h("span", { class: "soft" }, `${key}: `), h("bdi", { dir: "auto" }, text));
  const place = h("pre", { class: "folded", tabindex: "0", role: "group", "aria-label": key });
  const fold = h("details", { class: "more fold" }, h("summary", {}, h("bdi", {}, key), h("span", { class: "soft fold-size" }, sizeOf(text))), place);
  // What nobody opens costs nothing.
  fold.addEventListener("toggle", () => {
    if (!fold.open || place.hasChildNodes()) return;
    place.textContent = typeof value === "string" ? text.slice(0, SHOWN_MAX) : JSON.stringify(value, null, 1).slice(0, SHOWN_MAX);
    if (text.length > SHOWN_MAX) fold.append(h("p", { class: "small soft" }, t("audit.cut", { count: SHOWN_MAX })));
  });
  return fold;
}

/** All that an event holds. A manifest that is only named is a link to its text. */
export function dataOf(data) {
  const pairs = Object.entries(data ?? {});
  return h("div", { class: "data" }, pairs.map(([key, value]) => (key === "manifest" && typeof value?.href === "string" && value.href.startsWith("/v1/")
    ? h("span", { class: "pair" }, h("a", { href: value.href }, t("audit.manifest-kept", { size: formatNumber(Math.round((value.bytes ?? 0) / 100) / 10) })))
    : valueOf(key, value))));
}
