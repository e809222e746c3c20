// A voter's way begins: with a code or a log-in. What comes after is fetched meanwhile, so that slow networks can begin to type at once.

import { busy, fieldError } from "../ui/form.js";
import { fill, h, lang, pageData, t } from "../ui/page.js";
import { Vault } from "../ui/vote/vault.js";

const data = pageData();
const path = `/v1/elections/${encodeURIComponent(data.id)}`;
const codeForm = document.getElementById("code-form");
const vault = new Vault(data.id);

/** Symbols of a voting code; what else is typed between them does not count. */
const CODE_LENGTH = 23;

/** Brings parts of the page once; again when a bad network lost them. */
function once(load) {
  let parts = null;
  return async () => {
    parts ??= load();
    try {
      return await parts;
    } catch (error) {
      parts = null;
      throw error;
    }
  };
}

// Each part is named with what it needs, so that all of it comes in one round trip and none is found out by reading another.

/** What a code is sent with. */
const door = once(async () => {
  const [entry] = await Promise.all([import("../ui/vote/entry.js"), import("../ui/announce.js"), import("../ui/api.js"), import("../ui/vote/stage.js")]);
  return entry;
});

/** The rest of the way. */
const booth = once(async () => {
  const { showCode } = await door();
  const [module] = await Promise.all([
    import("../ui/vote/booth.js"), import("../ui/vote/ballot.js"), import("../ui/ballot/ballot.js"), import("../ui/ballot/choose.js"),
    import("../ui/ballot/rank.js"), import("../ui/ballot/score.js"), import("../ui/ballot/marks.js"), import("../ui/ballot/drag.js"),
    import("../ui/ballot/filter.js"), import("../ui/ballot/writein.js"), import("../ui/dialog.js"), import("../ui/vote/way.js"),
    import("../ui/vote/tabs.js"), import("../ui/vote/cast.js"), import("../ui/vote/casting.js"), import("../ui/vote/done.js"), import("../ui/receipt.js"),
    import("../ui/qr.js"), import("../lib/receipt.js"), import("../lib/ledger.js"), import("../lib/note.js"), import("../lib/base64.js"),
    import("../lib/bytes.js"), import("../lib/canonical.js"), import("../lib/json.js"), import("../lib/proof.js"), import("../lib/refusal.js"),
    import("../lib/sha256.js"), import("../lib/sha256block.js"), import("../lib/merkle.js"), import("../lib/tile.js"), import("../lib/tiletree.js"), import("../lib/ed25519.js"),
    import("../lib/sha512.js"), import("../lib/fold.js"),
  ]);
  module.enter({ vault, showCode });
  return module;
});

async function enter({ body, token }, input) {
  let entry;
  try {
    entry = await door();
  } catch {
    if (input) fieldError(input, t("common.problem.offline"));
    return;
  }
  await entry.enter({ path, body, token, booth }, input);
}

const normalCode = (text) => text.toUpperCase().replace(/[^0-9A-Z]/g, "");

function startCode() {
  const input = codeForm.querySelector("#code");
  const button = codeForm.querySelector("[type=submit]");
  input.addEventListener("input", () => {
    // Grouped while it is typed at the end; left alone while it is mended in the middle.
    if (input.selectionStart !== input.value.length) return;
    const code = normalCode(input.value);
    const grouped = code.match(/.{1,5}/g)?.join("-") ?? "";
    if (grouped !== input.value && !/[-\s]$/.test(input.value)) input.value = grouped;
  });
  codeForm.addEventListener("submit", (event) => {
    event.preventDefault();
    busy(button, async () => {
      const code = normalCode(input.value);
      if (code.length !== CODE_LENGTH) {
        fieldError(input, code.length === 0 ? t("vote.code.empty") : t("vote.code.length", { count: code.length, whole: CODE_LENGTH }));
        input.focus();
        return;
      }
      await enter({ body: { code: input.value.trim() } }, input);
    });
  });
  if (data.login) {
    const place = codeForm.querySelector("#login");
    const go = async () => location.assign((await import("../ui/vote/login.js")).loginAddress(data.login, lang));
    fill(place, h("hr"), h("p", {}, h("button", { type: "button", class: "btn", onclick: go }, t("vote.login.go"))));
    place.hidden = false;
  }
}

// MARK: Start

async function comeBack() {
  const [{ loginAnswer }, { showCode }] = await Promise.all([import("../ui/vote/login.js"), door()]);
  const answer = loginAnswer();
  if (answer?.token) await enter({ token: answer.token });
  else if (answer?.error) showCode(t(`vote.login.${answer.error}`));
}

/** What this tab was at when it was left: a ballot half filled in, one on its way, or a receipt. */
const hasBegun = () => Boolean(vault.state.phase) && (vault.state.phase !== "ballot" || data.state === "open");

async function resume() {
  try {
    (await booth()).resume();
  } catch {
    // Nothing can be said in the parts' own words while they are not here.
    const stage = document.getElementById("stage");
    const again = h("button", { type: "button", class: "btn", onclick: () => location.reload() }, t("common.retry"));
    fill(stage, h("div", { class: "notice warn", role: "alert" }, h("p", { class: "strong" }, t("common.problem.offline")), h("div", { class: "row" }, again)));
  }
}

if (codeForm) startCode();
if (/^#(id_token|error|state)=|&(id_token|error)=/.test(location.hash)) comeBack();
else if (hasBegun()) resume();
// After the form can be used: what comes next is fetched while the code is typed.
else if (codeForm) setTimeout(() => booth().catch(() => {}));

/** A page out of the back-forward cache shows what was true when it was left: another tab may have cast since. */
addEventListener("pageshow", (event) => { if (event.persisted && hasBegun()) resume(); });
for (const type of ["pointerdown", "keydown"]) addEventListener(type, () => vault.touch(), { passive: true });
