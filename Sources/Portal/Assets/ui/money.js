// Money: whole minor units on the wire, the currency's own form on the page.

import { isRTL, lang } from "./page.js";

const forms = new Map();

function form(currency, options = {}) {
  const key = `${currency} ${JSON.stringify(options)}`;
  if (!forms.has(key)) {
    let made;
    try {
      made = new Intl.NumberFormat(lang, { style: "currency", currency, ...options });
    } catch {
      // A code that is no currency: the number with two decimals, the code beside it.
      const plain = new Intl.NumberFormat(lang, { minimumFractionDigits: 2, maximumFractionDigits: 2 });
      made = { format: (n) => `${plain.format(n)} ${currency}`, resolvedOptions: () => ({ maximumFractionDigits: 2 }) };
    }
    forms.set(key, made);
  }
  return forms.get(key);
}

/** How many digits the currency has after the point. */
export const digitsOf = (currency) => form(currency).resolvedOptions().maximumFractionDigits;

/** `12050` of USD as the reader writes "12.05 dollars". */
export function formatMoney(minor, currency) {
  const value = minor / 10 ** digitsOf(currency);
  const made = form(currency);
  if (!isRTL || !made.formatToParts) return made.format(value);
  // A sign such as US$ reads from the left, also among Arabic words: isolated, or its last character lands before it.
  return made.formatToParts(value).map(({ type, value: text }) => (type === "currency" ? `\u2066${text}\u2069` : text)).join("");
}

/** The same for a form's field: `12050` → "120.50". */
export const moneyInput = (minor, currency) => (minor === null || minor === undefined ? "" : (minor / 10 ** digitsOf(currency)).toFixed(digitsOf(currency)));

/** What somebody typed, as minor units; null when it is no amount. Point and comma both divide. */
export function parseMoney(text, currency) {
  const digits = digitsOf(currency);
  const match = /^(\d{1,12})(?:[.,](\d+))?$/.exec(text.trim());
  if (!match || (match[2] ?? "").length > digits) return null;
  return Number(match[1] + (match[2] ?? "").padEnd(digits, "0"));
}
