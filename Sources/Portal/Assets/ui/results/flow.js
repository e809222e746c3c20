// The rounds of a ranked count as a flow: a column for each round, a block for each candidate as high as its votes, and bands for the
// votes that stay and the votes that move on. The table beside it says the same in numbers.

import { fill, formatNumber, h, isRTL, shortName, svg, t } from "../page.js";
import { byFate } from "./rounds.js";

/** Narrowest and widest distance of two rounds; between them, what fills the width there is. */
const COLUMN_MIN = 96;
const COLUMN_MAX = 190;
const BLOCK = 14;
const GAP = 10;
const HEIGHT = 320;
const LABEL = 150;
const REST = "\u0000rest";

export function flow(contest) {
  const drawing = svg("svg", { class: "flow", role: "img" });
  const box = h("div", { class: "flow-box", tabindex: "0", role: "region", "aria-label": t("results.flow-of", { title: contest.title ?? contest.id }) }, drawing);
  let last = "";

  function update(result) {
    const key = JSON.stringify([result.rounds, result.winners]);
    if (key === last) return;
    last = key;
    draw(result);
  }

  function draw(result) {
    const { rounds } = result;
    const people = byFate(contest, result).filter(({ id }) => rounds[0].totals[id] > 0 || rounds.some((round) => round.totals[id] > 0));
    const whole = Math.max(1, ...rounds.map((round) => Object.values(round.totals).reduce((a, b) => a + b, 0) + round.exhausted + (round.lost ?? 0)));
    const scale = (HEIGHT - GAP * people.length) / whole;
    const room = (box.clientWidth - LABEL * 2 - BLOCK) / Math.max(1, rounds.length - 1);
    const column = Math.min(COLUMN_MAX, Math.max(COLUMN_MIN, Math.floor(room)));
    const width = LABEL * 2 + column * (rounds.length - 1) + BLOCK;
    // In right-to-left pages rounds run from the right.
    const x = (index) => (isRTL ? width - LABEL - BLOCK - index * column : LABEL + index * column);
    const columns = rounds.map((round) => {
      const blocks = new Map();
      let y = 24;
      for (const { id } of people) {
        const votes = round.totals[id];
        if (votes === undefined) continue;
        const height = Math.max(votes * scale, 1.5);
        blocks.set(id, { y, height, out: 0, into: 0 });
        y += height + GAP;
      }
      const rest = round.exhausted + (round.lost ?? 0);
      if (rest > 0) blocks.set(REST, { y, height: Math.max(rest * scale, 1.5), out: 0, into: 0 });
      return { blocks, end: y + rest * scale };
    });
    const height = Math.max(...columns.map((column) => column.end)) + 16;
    const bands = [];
    const shapes = [];
    const texts = [];

    const band = (index, from, to, votes, kind) => {
      const a = columns[index].blocks.get(from);
      const b = columns[index + 1].blocks.get(to);
      if (!a || !b || votes <= 0) return;
      const thick = votes * scale;
      const [x1, x2] = isRTL ? [x(index), x(index + 1) + BLOCK] : [x(index) + BLOCK, x(index + 1)];
      const y1 = a.y + a.out;
      const y2 = b.y + b.into;
      a.out += thick;
      b.into += thick;
      const middle = (x1 + x2) / 2;
      bands.push(svg("path", { class: `band ${kind}`, d: `M${x1} ${y1}C${middle} ${y1} ${middle} ${y2} ${x2} ${y2}V${y2 + thick}C${middle} ${y2 + thick} ${middle} ${y1 + thick} ${x1} ${y1 + thick}Z` }));
    };

    rounds.forEach((round, index) => {
      if (index + 1 < rounds.length) {
        const next = rounds[index + 1];
        const moves = round.transfers;
        const away = moves ? Object.values(moves.to).reduce((a, b) => a + b, 0) + moves.exhausted + (moves.lost ?? 0) : 0;
        for (const { id } of people) {
          if (next.totals[id] === undefined || round.totals[id] === undefined) continue;
          band(index, id, id, Math.min(round.totals[id], next.totals[id], moves?.from === id ? round.totals[id] - away : Infinity), result.winners.includes(id) ? "is-ahead" : "");
        }
        band(index, REST, REST, round.exhausted + (round.lost ?? 0), "is-rest");
        if (moves) {
          for (const { id } of people) band(index, moves.from, id, moves.to[id] ?? 0, "is-moving");
          band(index, moves.from, REST, moves.exhausted + (moves.lost ?? 0), "is-rest");
        }
      }
      for (const [id, block] of columns[index].blocks) {
        const label = id === REST ? t("results.exhausted") : people.find((each) => each.id === id).label;
        const votes = id === REST ? round.exhausted + (round.lost ?? 0) : round.totals[id];
        shapes.push(svg("rect", { x: x(index), y: block.y, width: BLOCK, height: block.height, rx: 3, class: `block ${id === REST ? "is-rest" : result.winners.includes(id) ? "is-ahead" : ""}` },
          svg("title", {}, `${shortName(label)}: ${formatNumber(Math.round(votes * 100) / 100)}`)));
        const isFirst = index === 0 || (id === REST && !columns[index - 1].blocks.has(REST));
        if (block.height >= 11 || index === 0 || index === rounds.length - 1) {
          const middle = block.y + block.height / 2 + 4;
          if (index === 0) texts.push(text(x(0) + (isRTL ? BLOCK + 8 : -8), middle, "end", `${shortName(label, 17)} ${formatNumber(votes)}`));
          else if (index === rounds.length - 1) texts.push(text(x(index) + (isRTL ? -8 : BLOCK + 8), middle, "start", `${shortName(label, 17)} ${formatNumber(Math.round(votes))}`, result.winners.includes(id)));
          else if (!isFirst || id !== REST) texts.push(text(x(index) + (isRTL ? -5 : BLOCK + 5), middle, "start", formatNumber(Math.round(votes))));
        }
      }
      texts.push(text(x(index) + BLOCK / 2, 12, "middle", t("results.round-number", { round: round.round }), false, "round"));
    });
    drawing.setAttribute("viewBox", `0 0 ${width} ${height}`);
    drawing.setAttribute("width", String(width));
    drawing.setAttribute("height", String(height));
    drawing.setAttribute("aria-label", t("results.flow-label", { rounds: rounds.length }));
    fill(drawing, bands, shapes, texts);
  }

  // `text-anchor` follows the direction of the text: "start" is where reading begins.
  const text = (at, y, anchor, label, isStrong = false, kind = "") => svg("text", { x: at, y, "text-anchor": anchor, class: `${kind}${isStrong ? " is-strong" : ""}`, direction: isRTL ? "rtl" : "ltr" }, label);

  return { element: box, update };
}
