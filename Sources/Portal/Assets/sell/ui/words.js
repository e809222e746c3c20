// What the unit says, in the seller's language.

import { money } from "../core/ticket.js";

export const languages = { en: "English", es: "Español", pt: "Português", ar: "العربية" };

let language = "en";
let words = {};
let plurals = new Intl.PluralRules("en");

/** Takes a language up; English stands in for what has no words. */
export async function speak(chosen) {
    language = chosen in languages ? chosen : "en";
    const load = async (name) => (await fetch(`/sell/shared/strings/${name}/sell.json`)).json();
    words = await load(language);
    plurals = new Intl.PluralRules(language);
    document.documentElement.lang = language;
    document.documentElement.dir = language === "ar" ? "rtl" : "ltr";
}

/** The first of the browser's languages that there is. */
export const preferred = () => navigator.languages.map((tag) => tag.slice(0, 2)).find((tag) => tag in languages) ?? "en";
export const current = () => language;
export const has = (key) => `sell.${key}` in words;

/** Words with their `{values}`. With a `count` the plural form of the language is taken. */
export function t(key, values = {}) {
    const forms = "count" in values ? [`sell.${key}.${plurals.select(values.count)}`, `sell.${key}.other`] : [];
    const text = [...forms, `sell.${key}`].map((form) => words[form]).find((form) => form !== undefined) ?? key;
    return text.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? format(values[name]) : whole));
}

const format = (value) => (typeof value === "number" ? new Intl.NumberFormat(language, { useGrouping: value >= 10_000 }).format(value) : String(value));

/** An amount in minor units as the language writes it. */
export function amount(minor, currency) {
    const digits = money(minor, currency).split(" ")[1];
    try {
        const places = digits.split(".")[1]?.length ?? 0;
        const style = { style: "currency", currency, minimumFractionDigits: places, maximumFractionDigits: places };
        return new Intl.NumberFormat(language, style).format(Number(digits));
    } catch {
        return `${currency} ${digits}`;
    }
}

export const time = (milliseconds) => new Intl.DateTimeFormat(language, { timeStyle: "short" }).format(milliseconds);
export const timeOfDay = (text) => time(Date.parse(text));

/** Words for a problem by its code; what the server says when there are none. */
export function problemText(error) {
    const key = `problem.${error.code}`;
    return has(key) ? t(key, { ...error, ...error.values }) : (error.message ?? error.code);
}
