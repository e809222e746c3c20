// What a draw rests on: verified software, and a generator that is ready. Both can be asked for here.

import { api } from "../../api.js";
import { fill, formatTime, h, t } from "../../page.js";
import { action, may, panel, said } from "../kit.js";
import { plain } from "./parts.js";

/** Between two looks while the tab is open, in ms. */
const EVERY = 15_000;

/** The panel; null for who may see neither. */
export function generatorPanel(definition) {
  if (!may("run-verification", "draw", "configure-raffle")) return null;
  const place = said();
  const list = h("ul", { class: "checks" });
  const buttons = h("div", { class: "row" });
  const byHand = definition.draw.mode === "manual";
  let shown = "";

  async function look() {
    const [software, rng] = await Promise.all([api("GET", "/v1/audit/software").catch(() => null), byHand ? null : api("GET", "/v1/audit/rng").catch(() => null)]);
    const now = JSON.stringify([software?.result, software?.time, software?.lockedOut, rng?.state, rng?.failure]);
    if (now === shown) return;
    shown = now;
    const isSound = software?.result === "VALID" && !software.lockedOut;
    const isReady = rng?.state === "ready" || rng?.state === "uninitialised";
    fill(list, software && h("li", { "data-ok": String(isSound) }, h("span", {}, t(isSound ? "console-raffle.software.good" : "console-raffle.software.bad", { time: formatTime(software.time) }))),
      rng && h("li", { "data-ok": String(isReady) }, h("span", {}, t(isReady ? "console-raffle.rng.good" : "console-raffle.rng.bad")), rng.failure && h("p", { class: "mono small" }, rng.failure)));
    fill(buttons, may("run-verification") && action(t("console-raffle.software.verify"), { place, work: verify }),
      rng && !isReady && may("configure-raffle") && action(t("console-raffle.rng.restart"), { kind: "danger", place, ask: { title: t("console-raffle.rng.restart-ask"), text: t("console-raffle.rng.restart-text"), danger: true }, work: restart }));
  }

  async function verify() {
    const { result } = await api("POST", "/v1/audit/verifications", undefined, { timeout: 120_000 });
    await look();
    return result === undefined ? t("console-raffle.software.verified") : t(result === "VALID" ? "console-raffle.software.verified" : "console-raffle.software.bad", { time: formatTime(new Date().toISOString()) });
  }

  async function restart() {
    try {
      // Started from a source that is still bad, it answers how it is: in error again.
      const { state, failure } = await api("POST", "/v1/audit/rng/restart");
      if (state === "error") throw plain(`${t("console-raffle.rng.bad")} ${failure ?? ""}`);
    } finally {
      shown = "";
      await look();
    }
    return t("console-raffle.rng.restarted");
  }

  look().catch((problem) => place.bad(problem));
  setInterval(() => { if (!document.hidden && element.isConnected && !element.closest("[hidden]")) look().catch(() => {}); }, EVERY);
  const element = panel(t("console-raffle.before"), list, buttons, place.element);
  return element;
}
