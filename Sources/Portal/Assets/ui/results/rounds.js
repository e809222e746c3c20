// The rounds of a ranked count as a table: candidates down, rounds across, with what each gained or lost.

import { fill, formatNumber, h, name, t } from "../page.js";

const shown = (votes) => formatNumber(Math.round(votes * 100) / 100);

/** Candidates in the order in which they stayed: elected ones first, then by the round they left, the last first. */
export function byFate(contest, result) {
  const left = (id) => {
    const winner = result.winners.indexOf(id);
    if (winner >= 0) return 1e6 - winner;
    const round = result.rounds.findIndex((each) => each.eliminated.includes(id));
    return round < 0 ? 1e5 : round + 1;
  };
  return contest.candidates.filter((c) => result.totals[c.id] !== undefined).map((c) => ({ id: c.id, label: c.name ?? c.id }))
    .sort((a, b) => left(b.id) - left(a.id) || result.totals[b.id] - result.totals[a.id]);
}

/** The words of a round: who was elected or left. */
export function fateOf(round, names) {
  const parts = [];
  const list = (ids) => ids.map((id) => names.get(id) ?? id).join(", ");
  if (round.elected.length > 0) parts.push(t("results.round-elected", { names: list(round.elected) }));
  if (round.eliminated.length > 0) parts.push(t("results.round-eliminated", { names: list(round.eliminated) }));
  return parts.join(" ");
}

export function roundsTable(contest) {
  const caption = contest.title ?? contest.id;
  const table = h("table", { class: "rounds" });
  const box = h("div", { class: "table-wrap", tabindex: "0", role: "region", "aria-label": t("results.rounds-of", { title: caption }) }, table);
  let last = "";

  function update(result) {
    const key = JSON.stringify([result.rounds, result.winners]);
    if (key === last) return;
    last = key;
    const order = byFate(contest, result);
    fill(table,
      h("caption", { class: "visually-hidden" }, t("results.rounds-of", { title: caption })),
      h("thead", {}, h("tr", {}, h("th", { scope: "col" }, t("results.candidate")), result.rounds.map((round) => h("th", { scope: "col", class: "num" }, t("results.round-number", { round: round.round }))))),
      h("tbody", {}, order.map(({ id, label }) => h("tr", { class: result.winners.includes(id) ? "is-ahead" : "" },
        h("th", { scope: "row" }, name(label)), result.rounds.map((round, index) => cell(round, result.rounds[index - 1], id)))),
      h("tr", { class: "soft" }, h("th", { scope: "row" }, t("results.exhausted")), result.rounds.map((round) => h("td", { class: "num" }, shown(round.exhausted + (round.lost ?? 0)))))));
  }

  function cell(round, previous, id) {
    const votes = round.totals[id];
    if (votes === undefined) return h("td", { class: "num is-gone" }, h("span", { class: "visually-hidden" }, t("results.gone")));
    const change = previous ? votes - (previous.totals[id] ?? 0) : 0;
    return h("td", { class: `num${round.eliminated.includes(id) ? " is-last" : ""}${round.elected.includes(id) ? " is-elected" : ""}` },
      h("span", {}, shown(votes)),
      Math.abs(change) >= 0.005 && h("bdi", { class: "change", dir: "ltr" }, `${change > 0 ? "+" : "−"}${shown(Math.abs(change))}`),
      round.elected.includes(id) && h("span", { class: "change strong" }, t("results.elected")),
      round.eliminated.includes(id) && h("span", { class: "change" }, t("results.eliminated")));
  }

  return { element: box, update };
}

/** Every pair of candidates: how many prefer the one of the row to the one of the column. */
export function pairsTable(contest) {
  const table = h("table", { class: "pairs" });
  const box = h("div", { class: "table-wrap", tabindex: "0", role: "region", "aria-label": t("results.pairs-of", { title: contest.title ?? contest.id }) }, table);
  function update(result) {
    const wins = result.pairwise?.preferences;
    if (!wins) return;
    const ids = contest.candidates.filter((candidate) => wins[candidate.id]).map((candidate) => ({ id: candidate.id, label: candidate.name ?? candidate.id }));
    const place = (id) => { const at = result.winners.indexOf(id); return at < 0 ? 1e6 : at; };
    ids.sort((a, b) => place(a.id) - place(b.id) || beaten(wins, b.id) - beaten(wins, a.id));
    fill(table, h("caption", {}, t("results.pairs-how")),
      h("thead", {}, h("tr", {}, h("td", {}), ids.map(({ label }) => h("th", { scope: "col", class: "num" }, name(label, { control: false }))))),
      h("tbody", {}, ids.map((row) => h("tr", {}, h("th", { scope: "row" }, name(row.label, { control: false })), ids.map((column) => {
        if (row.id === column.id) return h("td", { class: "num soft" }, "–");
        const mine = wins[row.id][column.id] ?? 0;
        const theirs = wins[column.id]?.[row.id] ?? 0;
        return h("td", { class: `num${mine > theirs ? " is-elected" : ""}` }, formatNumber(mine), mine > theirs && h("span", { class: "visually-hidden" }, " ", t("results.pair-won")));
      })))));
  }
  return { element: box, update };
}

const beaten = (wins, id) => Object.entries(wins[id]).filter(([other, votes]) => votes > (wins[other]?.[id] ?? 0)).length;
