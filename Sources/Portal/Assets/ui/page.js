// What every page's script starts from: the page's data, its strings, and elements made without ever parsing HTML.

const block = document.getElementById("page-data");
const data = block ? JSON.parse(block.textContent) : { page: "", id: null, lang: "en", strings: {} };

/** What the server put into the page: `{page, id, lang, strings, definition?, results?, log?, user?, csrf?, serverTime}`. */
export const pageData = () => data;

export const lang = data.lang || document.documentElement.lang || "en";
export const isRTL = document.documentElement.dir === "rtl";

const plural = new Intl.PluralRules(lang);
const whole = new Intl.NumberFormat(lang, { maximumFractionDigits: 5 });
const percent = new Intl.NumberFormat(lang, { style: "percent", maximumFractionDigits: 1 });

export const formatNumber = (n) => whole.format(n);
export const formatPercent = (share) => percent.format(Number.isFinite(share) ? share : 0);
/** `"2026-12-01T20:00:00Z"` in the reader's language and time zone. */
export const formatTime = (text, options = { dateStyle: "medium", timeStyle: "short" }) =>
  text ? new Intl.DateTimeFormat(lang, options).format(new Date(text)) : "";
/** `["Ada", "Ben"]` → "Ada and Ben". */
export const formatList = (items, type = "conjunction") => new Intl.ListFormat(lang, { type }).format(items);

function template(key, values) {
  const strings = data.strings;
  if (values && typeof values.count === "number") {
    const form = strings[`${key}.${plural.select(values.count)}`] ?? strings[`${key}.other`];
    if (form !== undefined) return form;
  }
  return strings[key] ?? key;
}

/** The string of this key with its placeholders filled in; `count` chooses the plural form. Numbers are written as the language does. */
export function t(key, values) {
  return template(key, values).replace(/\{(\w+)\}/g, (whole, name) => {
    const value = values?.[name];
    return value === undefined ? whole : typeof value === "number" ? formatNumber(value) : String(value);
  });
}

/** Whether there is a string of this key. */
export const has = (key) => data.strings[key] !== undefined || data.strings[`${key}.other`] !== undefined;

/** As `t`, but placeholders may be nodes: an array to be given to `h` as children. */
export function tn(key, values) {
  return template(key, values).split(/(\{\w+\})/).filter(Boolean).map((part) => {
    const name = /^\{(\w+)\}$/.exec(part)?.[1];
    const value = name === undefined ? part : values?.[name] ?? part;
    return typeof value === "number" ? formatNumber(value) : value;
  });
}

const SVG = "http://www.w3.org/2000/svg";

function build(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on") && typeof value === "function") element.addEventListener(name.slice(2), value);
    else if (name === "style") for (const [property, v] of Object.entries(value)) element.style.setProperty(property, v);
    else if (name === "dataset") Object.assign(element.dataset, value);
    else if (name === "value" || name === "checked" || name === "indeterminate") element[name] = value;
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  append(element, children);
  return element;
}

function append(element, children) {
  for (const child of children) {
    if (child === undefined || child === null || child === false) continue;
    if (Array.isArray(child)) append(element, child);
    else element.append(child instanceof Node ? child : String(child));
  }
}

/** An element. Children are nodes or text, never HTML; `on…` are listeners, `style` an object that is set property by property. */
export const h = (tag, attributes, ...children) => build(document.createElement(tag), attributes, children);

/** An SVG element, as `h`. */
export const svg = (tag, attributes, ...children) => build(document.createElementNS(SVG, tag), attributes, children);

/** Gives `parent` these children instead of the ones it had. */
export function fill(parent, ...children) {
  parent.replaceChildren();
  append(parent, children);
  return parent;
}

/** Sets text only when it differs, so that nothing is drawn or read out again without need. */
export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** Names longer than this are shown in three lines with a control to show all. */
const LONG_NAME = 120;

/**
 * A name that somebody else wrote: isolated in direction, as text, clamped when it is long.
 * `control: false` leaves the control out, where a button would be in a button.
 */
export function name(text, { control = true } = {}) {
  const shown = h("bdi", { class: text.length > LONG_NAME ? "name long" : "name" }, text);
  if (text.length <= LONG_NAME || !control) return shown;
  const button = h("button", { type: "button", class: "show-all", "aria-expanded": "false" }, t("common.show-all"));
  button.addEventListener("click", (event) => {
    event.preventDefault();
    const isWhole = shown.classList.toggle("whole");
    button.setAttribute("aria-expanded", String(isWhole));
    button.textContent = t(isWhole ? "common.show-less" : "common.show-all");
  });
  return h("span", { class: "name-box" }, shown, " ", button);
}

/** The start of a long name, for places that hold one line: announcements, titles, labels. */
export const shortName = (text, most = 80) => {
  const letters = [...text.slice(0, most * 4)];
  return letters.length > most || text.length > most * 4 ? `${letters.slice(0, most).join("")}…` : text;
};

/** Moves the focus to `element`, which need not be a control. */
export function focusOn(element) {
  if (!element.hasAttribute("tabindex")) element.tabIndex = -1;
  element.focus({ preventScroll: true });
  element.scrollIntoView({ block: "start", behavior: "auto" });
}

/** Gives `text` to the browser as a file to save. */
export function saveFile(filename, text, type = "application/json") {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = h("a", { href: url, download: filename });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

// The frame: theme, language menu, logging out.

const THEMES = ["auto", "light", "dark"];
const ICONS = {
  auto: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18Zm0 2v14a7 7 0 0 1 0-14Z",
  light: "M12 7a5 5 0 1 0 0 10 5 5 0 0 0 0-10ZM11 1h2v4h-2zM11 19h2v4h-2zM1 11h4v2H1zM19 11h4v2h-4zM4 5.4 5.4 4l2.8 2.8-1.4 1.4zM15.8 17.2l1.4-1.4L20 18.6 18.6 20zM4 18.6l2.8-2.8 1.4 1.4L5.4 20zM15.8 6.8 18.6 4 20 5.4l-2.8 2.8z",
  dark: "M20 14.5A8.5 8.5 0 0 1 9.5 4a8.5 8.5 0 1 0 10.5 10.5Z",
};

function startTheme(button) {
  const root = document.documentElement;
  const show = () => {
    const theme = root.dataset.theme ?? "auto";
    fill(button, svg("svg", { viewBox: "0 0 24 24", "aria-hidden": "true" }, svg("path", { fill: "currentColor", d: ICONS[theme] ?? ICONS.auto })));
    button.setAttribute("aria-label", t("common.theme", { theme: t(`common.theme.${theme}`) }));
    button.title = button.getAttribute("aria-label");
  };
  button.addEventListener("click", () => {
    const next = THEMES[(THEMES.indexOf(root.dataset.theme ?? "auto") + 1) % THEMES.length];
    root.dataset.theme = next;
    // A cookie, so that the server's next page comes in the right colours at once.
    document.cookie = `theme=${next}; Path=/; Max-Age=31536000; SameSite=Lax`;
    show();
  });
  show();
  button.hidden = false;
}

function startMenus() {
  addEventListener("click", (event) => {
    for (const menu of document.querySelectorAll("details.menu[open]")) if (!menu.contains(event.target)) menu.open = false;
  });
  addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of document.querySelectorAll("details.menu[open]")) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });
}

async function logOut() {
  await fetch("/v1/sessions/current", { method: "DELETE", headers: { "Urna-CSRF": data.csrf ?? "" }, credentials: "same-origin" });
  location.assign("/");
}

function startFrame() {
  const button = document.getElementById("theme");
  if (button) startTheme(button);
  document.getElementById("logout")?.addEventListener("click", logOut);
  startMenus();
  for (const element of document.querySelectorAll("time[datetime]")) element.textContent = formatTime(element.getAttribute("datetime"));
}
startFrame();
