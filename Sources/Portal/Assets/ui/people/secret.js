// Secrets that are shown once: a password to begin with, and what an authenticator app is set up with.

import { fill, focusOn, h, name, t } from "../page.js";
import { qrCode } from "../qr.js";

/** No 0 and O, no 1, l and I: it is read out, and typed on a phone. */
const LETTERS = "abcdefghjkmnpqrstuvwxyz23456789";

/** Five groups of four, 98 bits: nobody guesses it, and it is good for one log-in. */
export function onceOnlyPassword() {
  const letters = [];
  while (letters.length < 20) {
    for (const byte of crypto.getRandomValues(new Uint8Array(32))) {
      // Bytes past the last whole turn of the letters would make the first ones likelier.
      if (byte < 256 - (256 % LETTERS.length) && letters.length < 20) letters.push(LETTERS[byte % LETTERS.length]);
    }
  }
  return letters.join("").replace(/(.{4})(?!$)/g, "$1-");
}

function copied(text) {
  const button = h("button", { type: "button", class: "btn" }, t("common.copy"));
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(text);
      button.textContent = t("common.copied");
    } catch { /* it stands beside the button, to be marked by hand */ }
  });
  return button;
}

const line = (label, text) => [h("dt", {}, label), h("dd", { class: "row" }, h("span", { class: "mono secret" }, text), copied(text))];

/** What the authenticator app takes: the picture, and the same to be typed. */
function secondFactor({ secret, uri }) {
  const picture = h("div", { class: "qr" });
  qrCode(uri, t("console-people.once.qr")).then((code) => fill(picture, code)).catch(() => picture.remove());
  return [h("h3", {}, t("console-people.once.totp")), h("p", { class: "small" }, t("console-people.once.totp-text")), picture,
    h("dl", { class: "facts" }, line(t("console-people.once.secret"), secret.replace(/(.{4})(?!$)/g, "$1 ")))];
}

/**
 * A place for secrets. `show({id, name, password?, token?, totp?, text?})` puts them there once; they are gone from the page when somebody says
 * that they were handed over, and from everywhere when the page is left.
 */
export function secretPlace({ onDone = () => {} } = {}) {
  const element = h("div", { class: "said" });
  return {
    element,
    show({ id, name: person, password, token, totp, text }) {
      const heading = h("h2", {}, t("console-people.once"));
      const done = h("button", { type: "button", class: "btn primary", onclick: () => { fill(element); onDone(); } }, t("console-people.once.done"));
      fill(element, h("section", { class: "card stack once", "aria-label": t("console-people.once") }, heading,
        h("p", {}, text ?? t(password ? "console-people.once.text-password" : "console-people.once.text")),
        h("dl", { class: "facts" }, h("dt", {}, t("console-people.who")), h("dd", {}, name(person ?? id)), line(t("console-people.login-name"), id), password && line(t("console-people.once.password"), password), token && line(t("console-people.once.token"), token)),
        totp && secondFactor(totp), h("div", { class: "row" }, done)));
      focusOn(heading);
    },
  };
}
