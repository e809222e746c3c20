// "Recompute it here": the whole draw made again by a worker in this browser, with progress, and its findings in words.

import { announce } from "../announce.js";
import { fill, h, t } from "../page.js";
import { ofTotal, stepList, verdict } from "./steps.js";

/** The box for one draw. Quick takes the published pool; thorough reads the whole ledger and makes the pool again. */
export function recomputeBox({ id, log, draw }) {
  const key = `recompute-${draw.draw}`;
  const choice = (value, isChosen) => h("label", { class: "check-line" }, h("input", { type: "radio", name: key, value, checked: isChosen }),
    h("span", {}, h("span", { class: "strong" }, t(`raffle.recompute.${value}`)), h("br"), h("span", { class: "small soft" }, t(`raffle.recompute.${value}-text`, { size: log.size }))));
  const choices = h("fieldset", {}, h("legend", { class: "visually-hidden" }, t("raffle.recompute.how")), choice("thorough", true), choice("quick", false));
  const go = h("button", { type: "button", class: "btn primary large" }, t("raffle.recompute"));
  const stop = h("button", { type: "button", class: "btn", hidden: true }, t("common.cancel"));
  const bar = h("progress", { max: "1", "aria-label": t("raffle.recompute.progress") });
  const said = h("p", { class: "small soft" });
  const running = h("div", { class: "stack-s", hidden: true }, bar, said);
  const outcome = h("div", { class: "stack", tabindex: "-1" });
  let worker = null;

  function end() {
    worker?.terminate();
    worker = null;
    go.hidden = false;
    stop.hidden = true;
    running.hidden = true;
    choices.disabled = false;
  }

  function progress({ phase, done, total }) {
    bar.value = total > 0 ? done / total : 0;
    said.textContent = `${t(`raffle.phase.${phase}`)} ${ofTotal(done, total)}`;
  }

  function show(result, milliseconds) {
    end();
    const seconds = { seconds: Math.max(0.1, Math.round(milliseconds / 100) / 10) };
    const numbers = result.winners.map(({ number }) => String(number)).join(", ");
    const onlySkipped = result.ok && result.winners.length === 0;
    const cut = result.code === "unreachable";
    const box = cut ? verdict("warn", t("raffle.recompute.broken"), h("p", {}, t("raffle.recompute.broken-text"))) : !result.ok
      ? verdict("bad", t("raffle.recompute.bad"), h("p", {}, t("raffle.recompute.bad-text")))
      : onlySkipped ? verdict("warn", t("raffle.recompute.nothing"), h("p", {}, t("raffle.recompute.nothing-text")))
        : result.recomputed ? verdict("good", t("raffle.recompute.good", { numbers }), h("p", {}, t("raffle.recompute.good-text", seconds)))
          : verdict("good", t("raffle.recompute.fits", { numbers }), h("p", {}, t("raffle.recompute.fits-text", seconds)));
    fill(outcome, box, stepList("recompute", result.steps));
    go.textContent = t("raffle.recompute.again");
    announce(box.textContent, { urgent: !result.ok });
  }

  go.addEventListener("click", () => {
    const thorough = choices.querySelector("input:checked").value === "thorough";
    const start = performance.now();
    fill(outcome);
    go.hidden = true;
    stop.hidden = false;
    stop.focus();
    running.hidden = false;
    choices.disabled = true;
    bar.removeAttribute("value");
    said.textContent = t("raffle.phase.start");
    announce(t("raffle.recompute.started"));
    const failed = (detail) => {
      end();
      fill(outcome, verdict("warn", t("raffle.recompute.broken"), h("p", {}, t("raffle.recompute.broken-text")), detail && h("p", { class: "mono tiny" }, detail)));
    };
    try {
      worker = new Worker(new URL("../../lib/drawWorker.js", import.meta.url), { type: "module" });
    } catch (problem) {
      return failed(String(problem?.message ?? ""));
    }
    worker.addEventListener("error", (event) => failed(event.message ?? ""));
    worker.addEventListener("message", ({ data }) => {
      if (data.type === "progress") progress(data);
      else if (data.type === "result") show(data.result, performance.now() - start);
      else if (data.type === "error") failed(data.detail);
    });
    worker.postMessage({ type: "recompute", base: new URL(`/v1/raffles/${encodeURIComponent(id)}`, location.href).href, draw: draw.draw, log: { origin: log.origin, verifierKey: log.verifierKey }, thorough });
  });
  stop.addEventListener("click", () => {
    end();
    fill(outcome, h("p", { class: "soft", role: "status" }, t("raffle.recompute.cancelled")));
    go.focus();
  });
  return h("div", { class: "recompute stack" }, h("h3", {}, t("raffle.recompute.title")), choices, h("div", { class: "row" }, go, stop), running, outcome);
}
