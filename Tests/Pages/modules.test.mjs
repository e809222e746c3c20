// What the server that hands the modules out, and the policy that they run under, count on.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { library } from "./support.mjs";

const names = readdirSync(library).filter((name) => name.endsWith(".js"));
const sources = new Map(names.map((name) => [name, readFileSync(new URL(name, library), "utf8")]));
const withoutComments = (source) => source.replace(/\/\*[\s\S]*?\*\//g, "").replace(/^\s*\/\/.*$/gm, "");
const importsOf = (source) => [...withoutComments(source).matchAll(/^(?:import|export) [^;]*? from ("[^"]*");/gm)].map(([, literal]) => JSON.parse(literal));

test("modules import each other by relative path, as plain literals, and nothing else", () => {
    assert.ok(names.length > 20);
    for (const [name, source] of sources) {
        const code = withoutComments(source);
        assert.equal(importsOf(source).length, [...code.matchAll(/\bimport\b(?!\.meta)/g)].length, `${name}: an import in another form`);
        for (const path of importsOf(source)) assert.ok(/^\.\/[a-zA-Z0-9]+\.js$/.test(path) && sources.has(path.slice(2)), `${name}: ${path}`);
    }
});

test("no module imports itself, by whatever detour: names hold hashes of contents", () => {
    const seen = new Map();
    const visit = (name, trail) => {
        assert.notEqual(seen.get(name), "open", [...trail, name].join(" → "));
        if (seen.has(name)) return;
        seen.set(name, "open");
        for (const path of importsOf(sources.get(name))) visit(path.slice(2), [...trail, name]);
        seen.set(name, "done");
    };
    names.forEach((name) => visit(name, []));
});

test("modules stay clear of the page, of storage, of clocks and of what the policy forbids", () => {
    const forbidden = /\b(?:window|document|localStorage|sessionStorage|indexedDB|navigator|eval|Function|setTimeout|setInterval|Date\.now|Math\.random|innerHTML|XMLHttpRequest)\b/;
    for (const [name, source] of sources) {
        const found = forbidden.exec(withoutComments(source).replace(/"[^"\n]*"/g, '""'));
        assert.equal(found, null, `${name}: ${found}`);
        assert.ok(source.split("\n").length <= 200, `${name} is too long`);
        assert.ok(source.startsWith("/**"), `${name} says what it is for`);
    }
});

test("every module is there without a network, a key or a page", async () => {
    for (const name of names.filter((each) => !each.endsWith("Worker.js"))) {
        assert.ok(Object.keys(await import(new URL(name, library))).length > 0, name);
    }
});
