// How the generator of draws is, and starting it anew after an error.

import { api } from "../api.js";
import { action, may, said } from "../console/kit.js";
import { notice, problemText } from "../form.js";
import { fill, formatNumber, formatTime, h, t } from "../page.js";

const fact = (key, ...value) => [h("dt", {}, t(key)), h("dd", {}, value)];

/** The generator's card: `{element, read()}`. */
export function generator() {
  const element = h("div", { class: "stack", id: "generator" });
  const message = said();

  const restart = () => action(t("audit.rng.restart"), {
    kind: "danger", place: message, ask: { title: t("audit.rng.restart-ask"), text: t("audit.rng.restart-text"), danger: true },
    async work() {
      await api("POST", "/v1/audit/rng/restart", {});
      await read();
      return t("audit.rng.restarted");
    },
  });

  async function read() {
    try {
      const rng = await api("GET", "/v1/audit/rng");
      fill(element, notice(rng.state === "ready" ? "good" : "bad", t(`audit.rng.${rng.state}`), ...(rng.failure ? [h("p", { class: "mono" }, rng.failure)] : [])),
        h("dl", { class: "facts" }, fact("audit.rng.started", rng.startedAt ? formatTime(rng.startedAt) : "–"), fact("audit.rng.reseeded", rng.lastReseedAt ? formatTime(rng.lastReseedAt) : "–"),
          fact("audit.rng.draws", formatNumber(rng.draws)), fact("audit.rng.cycling", t(rng.cycling ? "common.yes" : "common.no")), fact("audit.rng.discarded", formatNumber(rng.blocksDiscarded))),
        rng.state !== "ready" && may("configure-raffle") && h("div", { class: "row" }, restart()), message.element);
    } catch (problem) {
      fill(element, h("p", { class: "soft" }, problemText(problem)));
    }
  }
  return { element, read };
}
