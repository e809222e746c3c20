// Turnout over time, from the ledger's own ballots (to the minute), then from what the page sees.

import { fill, formatNumber, formatTime, h, isRTL, svg, t } from "../page.js";
import { textOf } from "../../lib/bytes.js";

/** Ledgers of more entries than this are read only when asked for. */
export const READ_BY_ITSELF = 4096;
const HEIGHT = 180;
const CAST = /"castAt":"([^"]+)"/;

/** Counts the ballots of a verified checkpoint by minute: `[[ms, ballots so far], …]`. */
export async function history(ledger, checkpoint, onProgress) {
  const minutes = new Map();
  await ledger.walk(checkpoint, (entry) => {
    const cast = CAST.exec(textOf(entry));
    if (cast) minutes.set(Date.parse(cast[1]), (minutes.get(Date.parse(cast[1])) ?? 0) + 1);
  }, onProgress);
  let total = 0;
  return [...minutes].sort((a, b) => a[0] - b[0]).map(([at, count]) => { total += count; return [at, total]; });
}

/** A line of ballots over time. `set(points)`, then `add(ms, cast)` as more come. */
export function turnoutChart() {
  const drawing = svg("svg", { class: "turnout", role: "img", height: HEIGHT });
  const summary = h("p", { class: "small soft" });
  const element = h("figure", { class: "stack-s", hidden: true }, drawing, summary);
  let points = [];

  new ResizeObserver(() => draw()).observe(element);

  function set(next) { points = next; draw(); }

  function add(at, cast) {
    const last = points.at(-1);
    if (!last || last[1] === cast) return;
    points.push([Math.max(at, last[0]), cast]);
    draw();
  }

  function draw() {
    element.hidden = points.length === 0;
    const width = element.clientWidth;
    if (points.length === 0 || width === 0) return;
    const start = points[0][0] - 60_000;
    const end = Math.max(points.at(-1)[0], start + 120_000);
    const most = points.at(-1)[1];
    const px = (at) => { const share = (at - start) / (end - start); return (isRTL ? 1 - share : share) * width; };
    const py = (count) => HEIGHT - 24 - (count / most) * (HEIGHT - 44);
    let line = `M${px(start)} ${py(0)}`;
    let before = 0;
    for (const [at, count] of points) { line += `L${px(at)} ${py(before)}L${px(at)} ${py(count)}`; before = count; }
    line += `L${px(end)} ${py(before)}`;
    const times = end - start > 36 * 3_600_000 ? { dateStyle: "short" } : { timeStyle: "short" };
    const label = (at, y, anchor, text) => svg("text", { x: at, y, "text-anchor": anchor, direction: isRTL ? "rtl" : "ltr" }, text);
    drawing.setAttribute("width", String(width));
    drawing.setAttribute("viewBox", `0 0 ${width} ${HEIGHT}`);
    drawing.setAttribute("aria-label", t("results.turnout-label", { from: formatTime(start), to: formatTime(end), count: most }));
    fill(drawing,
      svg("path", { class: "axis", d: `M0 ${py(0)}H${width}M0 ${py(most)}H${width}` }),
      svg("path", { class: "area", d: `${line}L${px(end)} ${py(0)}Z` }), svg("path", { class: "line", d: line }),
      label(px(start), HEIGHT - 6, "start", formatTime(start, times)), label(px(end), HEIGHT - 6, "end", formatTime(end, times)),
      label(px(start), py(most) - 6, "start", formatNumber(most)));
    fill(summary, t("results.turnout-label", { from: formatTime(start), to: formatTime(end), count: most }));
  }

  return { element, set, add };
}
