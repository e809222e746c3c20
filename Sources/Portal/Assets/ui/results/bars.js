// A bar for each candidate. Rows are made once and changed in place; they change places when the order does.

import { fill, formatNumber, formatPercent, h, name, setText, t } from "../page.js";

/** For stv: votes have fractions, shown with two decimals. */
const shown = (votes) => formatNumber(Math.round(votes * 100) / 100);

/**
 * The bars of one contest. `update(view)`:
 * `{totals: {id: votes}, whole, winners: [ids], isFinal, out?: {id: text}, quota?, average?: boolean}`; shares are of `whole`.
 */
export function bars(contest, { limit = Infinity, isBig = false } = {}) {
  const list = h("ol", { class: `bars${isBig ? " big" : ""}`, role: "list" });
  const rows = new Map(contest.candidates.map((candidate) => {
    const label = candidate.name ?? candidate.id;
    const votes = h("span", { class: "bar-votes num" });
    const share = h("span", { class: "bar-share num" });
    const badge = h("span", { class: "tag info bar-badge", hidden: true });
    const mark = h("span", { class: "bar-quota", hidden: true });
    const length = h("span", { class: "bar-length" });
    const row = h("li", { class: "bar" },
      h("div", { class: "bar-head" }, h("span", { class: "bar-name" }, name(label, { control: !isBig })), badge, h("span", { class: "bar-numbers" }, votes, " ", share)),
      h("div", { class: "bar-track", "aria-hidden": "true" }, length, mark));
    return [candidate.id, { row, votes, share, badge, length, mark, id: candidate.id }];
  }));

  let order = "";

  function update({ totals, whole, winners, isFinal, out = {}, quota, average = false, outOf }) {
    const known = contest.candidates.filter((candidate) => totals[candidate.id] !== undefined || out[candidate.id] !== undefined);
    const place = (id) => (totals[id] === undefined ? -1 : totals[id]);
    // Equal totals stay in the order of the ballot.
    const sorted = known.map((candidate) => candidate.id).sort((a, b) => place(b) - place(a));
    const most = Math.max(1, quota ?? 0, ...Object.values(totals), outOf ?? 0);
    for (const id of sorted) {
      const part = rows.get(id);
      const votes = totals[id];
      const isIn = votes !== undefined;
      setText(part.votes, isIn ? shown(votes) : "");
      setText(part.share, !isIn || !whole ? "" : average ? t("results.average", { score: Math.round((votes / whole) * 100) / 100 }) : formatPercent(votes / whole));
      part.length.style.setProperty("--share", isIn ? String(votes / most) : "0");
      const hasWon = winners.includes(id);
      part.row.classList.toggle("is-ahead", hasWon);
      part.row.classList.toggle("is-out", !isIn);
      part.badge.hidden = !hasWon && isIn;
      part.badge.classList.toggle("info", hasWon);
      setText(part.badge, hasWon ? t(isFinal ? "results.elected" : "results.ahead") : out[id] ?? "");
      part.mark.hidden = quota === undefined || !isIn;
      if (quota !== undefined) part.mark.style.setProperty("--at", String(quota / most));
    }
    arrange(sorted.slice(0, limit));
  }

  function arrange(ids) {
    const next = ids.join("\n");
    if (next === order) return;
    const isFirst = order === "";
    order = next;
    const before = new Map(ids.map((id) => [id, rows.get(id).row.isConnected ? rows.get(id).row.getBoundingClientRect().top : null]));
    fill(list, ids.map((id) => rows.get(id).row));
    if (isFirst || !matchMedia("(prefers-reduced-motion: no-preference)").matches) return;
    for (const id of ids) {
      const shift = (before.get(id) ?? 0) - rows.get(id).row.getBoundingClientRect().top;
      if (before.get(id) !== null && Math.abs(shift) > 1) rows.get(id).row.animate([{ transform: `translateY(${shift}px)` }, { transform: "none" }], { duration: 420, easing: "ease-in-out" });
    }
  }

  return { element: list, update };
}

/** What the bars show of a result: for instant run-offs and several seats at one round (from 1; the last one when left out). */
export function view(contest, result, state, round) {
  const isFinal = state === "certified" || state === "closed";
  const base = { winners: result.winners, isFinal, whole: result.ballots - result.blank };
  if (contest.method === "score") return { ...base, totals: result.totals, whole: result.ballots, average: true };
  if (!["irv", "stv"].includes(contest.method) || result.rounds.length < 2) return { ...base, totals: result.totals, quota: result.quota };
  const at = Math.min(round ?? result.rounds.length, result.rounds.length);
  const now = result.rounds[at - 1];
  const totals = { ...now.totals };
  const out = {};
  const won = new Set();
  result.rounds.slice(0, at).forEach((each, index) => {
    for (const id of each.elected) won.add(id);
    for (const id of each.eliminated) if (totals[id] === undefined) out[id] = t("results.out-in", { round: index + 1 });
  });
  // Elected with a surplus that has gone on: they hold the quota.
  for (const id of won) totals[id] ??= result.quota ?? 0;
  return { ...base, totals, out, quota: result.quota, winners: at === result.rounds.length ? result.winners : [...won], whole: sum(now.totals) };
}

const sum = (totals) => Object.values(totals).reduce((total, votes) => total + votes, 0);
