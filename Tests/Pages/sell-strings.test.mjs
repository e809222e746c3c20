// The selling unit's words: all there in every language, and none asked for that there is not.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";

const assets = new URL("../../Sources/Portal/Assets/", import.meta.url);
const languages = readdirSync(new URL("strings/", assets), { withFileTypes: true }).filter((entry) => entry.isDirectory()).map(({ name }) => name);
const words = (language) => JSON.parse(readFileSync(new URL(`strings/${language}/sell.json`, assets), "utf8"));
const english = words("en");
const forms = /\.(zero|one|two|few|many|other)$/;
const placeholders = (text) => (text.match(/\{\w+\}/g) ?? []).sort().join();

test("every language has the same keys, the plural forms that it needs, and the same placeholders", () => {
    assert.ok(languages.includes("ar") && languages.length >= 4);
    for (const language of languages) {
        const own = words(language);
        const keys = (all) => [...new Set(Object.keys(all).map((key) => key.replace(forms, "")))].sort();
        assert.deepEqual(keys(own), keys(english), language);
        for (const [key, text] of Object.entries(own)) {
            assert.ok(text.trim(), `${language} ${key}`);
            const same = english[key] ?? english[key.replace(forms, ".other")];
            // "One number" may do without its digit.
            if (!/\.(zero|one|two)$/.test(key)) assert.equal(placeholders(text), placeholders(same), `${language} ${key}`);
        }
        const needed = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
        for (const key of Object.keys(english).filter((name) => name.endsWith(".other") && `${name.replace(forms, "")}.one` in english)) {
            // Millions of tickets take the form of other.
            for (const form of needed.filter((name) => name !== "many" || language === "ar")) {
                assert.ok(key.replace(forms, `.${form}`) in own, `${language} ${key} ${form}`);
            }
        }
    }
});

test("every word that the program asks for is there, and every word there is asked for", () => {
    const folder = new URL("sell/", assets);
    const files = readdirSync(folder, { recursive: true }).filter((name) => name.endsWith(".js"));
    const code = files.map((name) => readFileSync(new URL(name, folder), "utf8")).join("\n");
    for (const [, key] of code.matchAll(/\bt\(\s*"([^"]+)"/g)) {
        assert.ok(`sell.${key}` in english || `sell.${key}.other` in english, key);
    }
    const families = ["problem.", "counterfoils.", "counterfoil-printer.", "fault.", "method.", "reason.", "printer.", "theme.", "why.", "name.", "state."];
    for (const key of Object.keys(english).map((name) => name.slice("sell.".length).replace(forms, ""))) {
        const isAsked = code.includes(`"${key}"`) || families.some((family) => key.startsWith(family)) || key === "title";
        assert.ok(isAsked, `nobody says ${key}`);
    }
});
