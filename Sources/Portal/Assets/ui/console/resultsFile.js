// Results as a table that every spreadsheet opens: one line a candidate and round.

const cell = (value) => {
  const text = String(value ?? "");
  // A cell that begins like a formula would be one: names are other people's text.
  const safe = /^[=+\-@\t\r]/.test(text) && !/^-?\d+(\.\d+)?$/.test(text) ? `'${text}` : text;
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll("\"", "\"\"")}"` : safe;
};

/** RFC 4180, with a heading. Sealed contests give no lines. */
export function resultsCSV(definition, results) {
  const rows = [["contest", "contest_title", "method", "round", "candidate", "candidate_name", "votes", "outcome"]];
  for (const result of results.contests) {
    const contest = definition.contests.find((each) => each.id === result.id);
    if (!result.totals || !contest) continue;
    const names = new Map(contest.candidates.map((each) => [each.id, each.name ?? each.id]));
    const add = (round, totals, outcome) => {
      for (const [id, votes] of Object.entries(totals)) rows.push([contest.id, contest.title ?? contest.id, contest.method, round, id, names.get(id) ?? id, votes, outcome(id)]);
    };
    add("", result.totals, (id) => (result.winners.includes(id) ? "elected" : ""));
    if (result.rounds.length > 1) for (const round of result.rounds) add(round.round, round.totals, (id) => (round.elected.includes(id) ? "elected" : round.eliminated.includes(id) ? "eliminated" : ""));
  }
  return `${rows.map((row) => row.map(cell).join(",")).join("\r\n")}\r\n`;
}
