// The form of a raffle's definition.

import { digitsOf, formatMoney, moneyInput, parseMoney } from "../money.js";
import { formatPercent, h, setText, t } from "../page.js";
import { field, localTime, slug, tick, utcTime } from "./kit.js";
import { partList } from "./definition.js";

const PROFILES = ["GLI-BASE", "ND-5050", "WA-HOME-GAME", "ON-ERS", "BC-B", "AB", "MN"];
const number = (input) => (input.value.trim() === "" ? null : Number(input.value));
const whole = (min, max) => ({ type: "number", min, max, step: 1, inputmode: "numeric" });
const money = { inputmode: "decimal", dir: "ltr", class: "num-input" };
/** What cannot be read as money stays text, and what is empty is no price of zero: the server names the field. */
const amount = (input, currency) => (input.value.trim() === "" ? null : parseMoney(input.value, currency) ?? input.value);

/** The whole form; as that of elections. */
export function raffleForm(onChange) {
  const title = field({ "data-field": "title", label: t("console.title-of"), maxlength: 200, required: true });
  const location = field({ "data-field": "location", label: t("console.raffle.location"), maxlength: 200, required: true });
  const currency = field({ "data-field": "currency", label: t("console.raffle.currency"), hint: t("console.raffle.currency-hint"), value: "USD", maxlength: 3, class: "mono", dir: "ltr", required: true });
  const profile = field({ "data-field": "jurisdiction", label: t("console.raffle.profile"), hint: t("console.raffle.profile-hint"), value: "GLI-BASE", options: PROFILES.map((each) => [each, each]) });
  const notice = field({ "data-field": "notice", label: t("console.raffle.notice"), maxlength: 200 });
  const organisation = { name: field({ "data-field": "organisation.name", label: t("console.raffle.organisation"), maxlength: 200, required: true }), licence: field({ "data-field": "organisation.licence", label: t("console.raffle.licence"), maxlength: 200 }), contact: field({ "data-field": "organisation.contact", label: t("console.raffle.contact"), maxlength: 200 }), website: field({ "data-field": "organisation.website", label: t("console.raffle.website"), maxlength: 200, dir: "ltr" }) };
  const first = field({ "data-field": "numbers.first", label: t("console.raffle.first"), value: 1, ...whole(1, 4e9) });
  const last = field({ "data-field": "numbers.last", label: t("console.raffle.last"), value: 10000, ...whole(1, 4e9) });
  const allocation = field({ "data-field": "allocation", label: t("console.raffle.allocation"), value: "shuffled", options: ["shuffled", "sequential"].map((each) => [each, t(`console.raffle.allocation.${each}`)]) });
  const opens = field({ "data-field": "salesOpenAt", label: t("console.raffle.sales-open"), hint: t("console.raffle.by-hand"), type: "datetime-local" });
  const closes = field({ "data-field": "salesCloseAt", label: t("console.raffle.sales-close"), hint: t("console.raffle.by-hand"), type: "datetime-local" });
  const offset = field({ "data-field": "utcOffsetMinutes", label: t("console.raffle.offset"), hint: t("console.raffle.offset-hint"), value: -new Date().getTimezoneOffset(), ...whole(-840, 840) });
  const mode = field({ "data-field": "draw.mode", label: t("console.raffle.mode"), value: "verifiable", options: ["verifiable", "certified-rng", "manual"].map((each) => [each, t(`console.raffle.mode.${each}`)]) });
  const modeText = h("p", { class: "small soft" });
  const delay = field({ "data-field": "draw.delaySeconds", label: t("console.raffle.delay"), value: 60, ...whole(60, 604800) });
  const replacement = tick({ label: t("console.raffle.replacement") });
  const voids = field({ "data-field": "policies.voidsAllowed", label: t("console.raffle.voids"), value: "any", options: ["any", "misprint-only", "none"].map((each) => [each, t(`console.raffle.voids.${each}`)]) });
  const claimDays = field({ "data-field": "policies.claimDays", label: t("console.raffle.claim-days"), value: 30, ...whole(0, 3650) });
  const documents = field({ "data-field": "policies.documentsAbove", label: t("console.raffle.documents"), hint: t("console.raffle.none"), ...money });
  const twoPersons = tick({ label: t("console.raffle.two-persons") });
  const redraw = tick({ label: t("console.raffle.redraw") });
  const remote = field({ "data-field": "policies.remoteAccess", label: t("console.raffle.remote"), value: "blocks-draw", options: ["blocks-draw", "flags-draw", "off"].map((each) => [each, t(`console.raffle.remote.${each}`)]) });
  const buffer = field({ "data-field": "rsu.bufferLimit", label: t("console.raffle.buffer"), hint: t("console.raffle.buffer-hint"), value: 200, ...whole(0, 100000) });
  const unit = () => currency.input.value.trim().toUpperCase();
  let loaded = {};

  const packages = partList({ add: t("console.raffle.package.add"), label: (n) => t("console.raffle.package.number", { number: n }), onChange: changed, make(value) {
    const name = field({ "data-field": "title", label: t("console.raffle.package.title"), value: value?.title ?? "", maxlength: 200 });
    const numbers = field({ "data-field": "numbers", label: t("console.raffle.package.numbers"), value: value?.numbers ?? 1, ...whole(1, 100000) });
    const price = field({ "data-field": "price", label: t("console.raffle.package.price"), value: value ? moneyInput(value.price, unit()) : "", required: true, ...money });
    const rest = value ? { ...value } : {};
    return {
      element: h("div", { class: "form-grid" }, name.element, numbers.element, price.element),
      value: (at) => ({ ...rest, id: value?.id ?? `P${at + 1}`, ...(name.input.value.trim() ? { title: name.input.value.trim() } : {}), numbers: number(numbers.input) ?? 1, price: amount(price.input, unit()) ?? "" }),
    };
  } });

  const prizes = partList({ add: t("console.raffle.prize.add"), label: (n) => t("console.raffle.prize.number", { number: n }), onChange: changed, make(value) {
    const rule = value?.rule ?? { kind: "percentage", of: "net", basisPoints: 5000 };
    const name = field({ "data-field": "title", label: t("console.raffle.prize.title"), value: value?.title ?? "", maxlength: 200 });
    const kind = field({ "data-field": "rule.of", label: t("console.raffle.prize.kind"), value: rule.kind === "fixed" ? "fixed" : rule.of, options: ["net", "gross", "fixed"].map((each) => [each, t(`console.raffle.prize.kind.${each}`)]) });
    const share = field({ "data-field": "rule.basisPoints", label: t("console.raffle.prize.share"), value: rule.kind === "fixed" ? 50 : rule.basisPoints / 100, type: "number", min: 0, max: 100, step: 0.01, inputmode: "decimal" });
    const sum = field({ "data-field": "rule.amount", label: t("console.raffle.prize.amount"), value: rule.kind === "fixed" ? moneyInput(rule.amount, unit()) : "", ...money });
    const least = field({ "data-field": "minimum", label: t("console.raffle.prize.minimum"), hint: t("console.raffle.none"), value: moneyInput(value?.minimum, unit()), ...money });
    const cap = field({ "data-field": "cap", label: t("console.raffle.prize.cap"), hint: t("console.raffle.none"), value: moneyInput(value?.cap, unit()), ...money });
    const capBehaviour = field({ "data-field": "capBehaviour", label: t("console.raffle.prize.at-cap"), value: value?.capBehaviour ?? "clamp", options: ["clamp", "stop"].map((each) => [each, t(`console.raffle.prize.at-cap.${each}`)]) });
    const early = field({ "data-field": "earlyBird.salesBefore", label: t("console.raffle.prize.early"), hint: t("console.raffle.prize.early-hint"), type: "datetime-local", value: localTime(value?.earlyBird?.salesBefore) });
    const words = h("p", { class: "small soft", "aria-live": "polite" });
    function show() {
      const isFixed = kind.input.value === "fixed";
      share.element.hidden = least.element.hidden = cap.element.hidden = capBehaviour.element.hidden = isFixed;
      sum.element.hidden = !isFixed;
      const fixed = parseMoney(sum.input.value, unit());
      // An example says more than the rule: what a thousand in sales would give.
      setText(words, isFixed ? (fixed === null ? "" : t("console.raffle.prize.reads-fixed", { amount: formatMoney(fixed, unit()) }))
        : t("console.raffle.prize.reads", { share: formatPercent(Number(share.input.value) / 100), base: t(`console.raffle.prize.base.${kind.input.value}`), sales: formatMoney(1000 * 10 ** digitsOf(unit()), unit()), amount: formatMoney(Math.floor(1000 * 10 ** digitsOf(unit()) * Number(share.input.value) / 100), unit()) }));
    }
    const element = h("div", { class: "stack" }, h("div", { class: "form-grid" }, name.element, kind.element, share.element, sum.element, least.element, cap.element, capBehaviour.element), early.element, words);
    element.addEventListener("input", show);
    show();
    return {
      element,
      value(at) {
        const isFixed = kind.input.value === "fixed";
        const made = { id: value?.id ?? slug(name.input.value, `prize-${at + 1}`), ...(name.input.value.trim() ? { title: name.input.value.trim() } : {}),
          rule: isFixed ? { kind: "fixed", amount: amount(sum.input, unit()) ?? "" } : { kind: "percentage", of: kind.input.value, basisPoints: Math.round(Number(share.input.value) * 100), ...(rule.seed ? { seed: rule.seed } : {}) } };
        if (!isFixed) {
          if (least.input.value.trim()) made.minimum = amount(least.input, unit());
          if (cap.input.value.trim()) Object.assign(made, { cap: amount(cap.input, unit()), capBehaviour: capBehaviour.input.value });
        }
        if (early.input.value) made.earlyBird = { salesBefore: utcTime(early.input.value) };
        return made;
      },
    };
  } });

  function changed() {
    setText(modeText, t(`console.raffle.mode-text.${mode.input.value}`));
    delay.element.hidden = mode.input.value !== "verifiable";
    onChange();
  }
  const card = (key, ...children) => h("section", { class: "card stack" }, h("h2", {}, t(`console.raffle.part.${key}`)), children);
  const grid = (...fields) => h("div", { class: "form-grid" }, fields.map((each) => each.element));
  const element = h("div", { class: "stack-l" },
    card("what", title.element, location.element, grid(currency, profile, offset), notice.element), card("who", grid(organisation.name, organisation.licence, organisation.contact, organisation.website)),
    card("numbers", grid(first, last), allocation.element, grid(opens, closes)), card("packages", packages.element), card("prizes", prizes.element),
    card("draw", mode.element, modeText, delay.element, replacement.element, twoPersons.element),
    card("policies", grid(voids, claimDays, documents, remote, buffer), redraw.element));
  element.addEventListener("input", changed);
  packages.set([undefined]);
  prizes.set([undefined]);
  changed();

  /** The control of `packages[0].price`, or the nearest that there is. */
  function place(path) {
    const [, list, at, rest] = /^(packages|prizes)\[(\d+)\]\.?(.*)$/.exec(path) ?? [];
    const root = list ? (list === "packages" ? packages : prizes).element.querySelectorAll(".part")[Number(at)] : element;
    const shown = (input) => (input && !input.closest("[hidden]") ? input : null);
    return root && (shown(root.querySelector(`[data-field="${CSS.escape(list ? rest : path)}"]`)) ?? (list ? root.querySelector("input, select") : null));
  }

  const text = (input) => input.value.trim() || undefined;
  return {
    element,
    title: () => title.input.value.trim(),
    /** The control for a member of the definition. */
    locate: place,
    build() {
      const ids = new Set();
      const unique = (list) => list.map((each) => { const id = ids.has(each.id) ? slug(each.id, each.id, ids) : (ids.add(each.id), each.id); return { ...each, id }; });
      return {
        ...loaded, title: title.input.value.trim(), location: location.input.value.trim(), currency: unit(), utcOffsetMinutes: number(offset.input) ?? 0,
        ...(text(notice.input) ? { notice: text(notice.input) } : {}),
        organisation: Object.fromEntries(Object.entries(organisation).map(([key, each]) => [key, text(each.input)]).filter(([key, value]) => key === "name" || value !== undefined).map(([key, value]) => [key, value ?? ""])),
        numbers: { first: number(first.input) ?? 1, last: number(last.input) ?? 1 }, allocation: allocation.input.value, packages: unique(packages.values()), prizes: unique(prizes.values()),
        salesOpenAt: utcTime(opens.input.value), salesCloseAt: utcTime(closes.input.value), jurisdiction: profile.input.value,
        draw: { mode: mode.input.value, ...(mode.input.value === "verifiable" ? { delaySeconds: number(delay.input) ?? 60 } : {}), replacement: replacement.input.checked },
        rsu: { ...loaded.rsu, bufferLimit: number(buffer.input) ?? 200 },
        policies: { ...loaded.policies, voidsAllowed: voids.input.value, claimDays: number(claimDays.input) ?? 30, documentsAbove: amount(documents.input, unit()), twoPersonDraw: twoPersons.input.checked, redrawUnclaimed: redraw.input.checked, remoteAccess: remote.input.value },
      };
    },
    load(definition) {
      if (typeof definition?.title !== "string" || !Array.isArray(definition.packages) || !Array.isArray(definition.prizes)) throw new Error("title, packages, prizes");
      loaded = { rsu: definition.rsu, policies: definition.policies };
      const set = (each, value, fallback = "") => { each.input.value = value ?? fallback; };
      set(title, definition.title); set(location, definition.location); set(currency, definition.currency, "USD"); set(profile, definition.jurisdiction, "GLI-BASE"); set(notice, definition.notice);
      for (const [key, each] of Object.entries(organisation)) set(each, definition.organisation?.[key]);
      set(first, definition.numbers?.first, 1); set(last, definition.numbers?.last); set(allocation, definition.allocation, "shuffled");
      set(opens, localTime(definition.salesOpenAt)); set(closes, localTime(definition.salesCloseAt)); set(offset, definition.utcOffsetMinutes, 0);
      set(mode, definition.draw?.mode, "certified-rng"); set(delay, definition.draw?.delaySeconds, 60); replacement.input.checked = definition.draw?.replacement === true;
      set(voids, definition.policies?.voidsAllowed, "any"); set(claimDays, definition.policies?.claimDays, 30); set(documents, moneyInput(definition.policies?.documentsAbove, unit())); set(remote, definition.policies?.remoteAccess, "blocks-draw");
      twoPersons.input.checked = definition.policies?.twoPersonDraw === true; redraw.input.checked = definition.policies?.redrawUnclaimed === true; set(buffer, definition.rsu?.bufferLimit, 200);
      packages.set(definition.packages); prizes.set(definition.prizes); changed();
    },
  };
}
