import assert from "node:assert/strict";
import { test } from "node:test";

import { resultsCSV } from "../../Sources/Portal/Assets/ui/console/resultsFile.js";

const definition = {
    title: "Town", contests: [
        { id: "mayor", title: "Mayor, \"the\"", method: "irv", candidates: [{ id: "a", name: "=HYPERLINK(\"x\")" }, { id: "b", name: "Ben, Esq." }, { id: "c", name: "-1+cmd|x" }] },
        { id: "fund", method: "score", candidates: [{ id: "t", name: "-1" }] },
    ],
};
const round = (number, totals, elected, eliminated) => ({ round: number, totals, elected, eliminated });
const results = {
    contests: [
        { id: "mayor", totals: { a: 3, b: 2, c: 1 }, winners: ["b"], rounds: [round(1, { a: 3, b: 2, c: 1 }, [], ["c"]), round(2, { a: 3, b: 3 }, ["b"], ["a"])] },
        { id: "fund", method: "score" },
    ],
};

test("results have a line for each candidate and round, and cells that hold commas or quotation marks are quoted", () => {
    const lines = resultsCSV(definition, results).split("\r\n");
    assert.equal(lines[0], "contest,contest_title,method,round,candidate,candidate_name,votes,outcome");
    assert.equal(lines[2], "mayor,\"Mayor, \"\"the\"\"\",irv,,b,\"Ben, Esq.\",2,elected");
    assert.equal(lines[3], "mayor,\"Mayor, \"\"the\"\"\",irv,,c,'-1+cmd|x,1,");
    assert.equal(lines.at(-2), "mayor,\"Mayor, \"\"the\"\"\",irv,2,b,\"Ben, Esq.\",3,elected");
    assert.equal(lines.length, 1 + 3 + 3 + 2 + 1);
});

test("a name that begins like a formula is text to a spreadsheet, and a number stays one", () => {
    const text = resultsCSV(definition, results);
    assert.match(text, /,"'=HYPERLINK\(""x""\)",3,/);
    assert.doesNotMatch(text, /,=HYPERLINK/);
});

test("a contest whose results are sealed gives no lines", () => {
    assert.doesNotMatch(resultsCSV(definition, results), /^fund/m);
});
