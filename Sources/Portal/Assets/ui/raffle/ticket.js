// Is my ticket in the draw? A form for the ticket's number, checked against the signed ledger and the frozen pool here in the page.

import { announce } from "../announce.js";
import { api } from "../api.js";
import { busy, fieldError, problemText } from "../form.js";
import { fill, h, t } from "../page.js";
import { readPool } from "../../lib/recompute.js";
import { poolOf } from "../../lib/published.js";
import { checkTicket, normalValidation } from "../../lib/ticket.js";
import { stepList, verdict } from "./steps.js";

/** Fills the form with this raffle's behaviour. `id`, `log`: the raffle's; `draws()` gives its draws as they are now. */
export function ticketForm(form, outcome, { id, log, draws }) {
  const ticket = form.querySelector("[name=ticket]");
  const validation = form.querySelector("[name=validation]");
  const base = `/v1/raffles/${encodeURIComponent(id)}`;

  async function look() {
    const wanted = ticket.value.trim();
    fieldError(ticket);
    fieldError(validation);
    if (wanted === "") return wrong(ticket, t("raffle.check.need-ticket"));
    if (validation.value.trim() !== "" && !normalValidation(validation.value)) return wrong(validation, t("raffle.failed.mistyped"));
    fill(outcome, h("p", { class: "soft", role: "status" }, t("raffle.check.working")));
    let text;
    try {
      text = await api("GET", `${base}/tickets/${encodeURIComponent(wanted)}/proof`, undefined, { raw: true });
    } catch (problem) {
      fill(outcome);
      if (problem.status === 404 || problem.status === 400) return wrong(ticket, t("raffle.check.unknown"));
      return fill(outcome, verdict("warn", problemText(problem)));
    }
    const frozen = (await draws()).filter((draw) => draw.pool);
    const pools = frozen.map((draw) => ({ draw: draw.draw, ...poolFor(draw) }));
    const result = await checkTicket(text, { key: log.verifierKey, origin: log.origin, raffle: id, ticket: wanted, validation: validation.value, pool: pools[0] });
    // Further draws have pools of their own: the sale is known by now, only the pool is looked at.
    const others = [];
    if (result.sale) for (const pool of pools.slice(1)) {
      const again = await checkTicket(text, { key: log.verifierKey, origin: log.origin, raffle: id, ticket: wanted, pool });
      const step = again.steps.at(-1);
      if (step?.step === "pool") others.push({ draw: pool.draw, step });
    }
    show(JSON.parse(text), result, others, pools);
  }

  function poolFor(draw) {
    const pool = poolOf(draw.pool);
    return { digest: pool.digest, read: (watch) => readPool(`${base}/draws/${encodeURIComponent(draw.draw)}/pool`, { event: id, draw: draw.draw, pool }, { fetch: (...request) => fetch(...request), watch }) };
  }

  function wrong(input, message) {
    fill(outcome);
    fieldError(input, message);
    input.focus();
    announce(message, { urgent: true });
  }

  function show(answer, result, others, pools) {
    const isVoid = answer.status === "void";
    const failed = result.steps.find((step) => step.status === "failed");
    const onlyOut = failed?.step === "pool" && failed.code === "not-in-pool";
    const cut = failed?.code === "unreachable";
    const typed = failed?.code === "wrong-validation";
    const box = isVoid && (result.ok || onlyOut) ? verdict("warn", t("raffle.check.void"), h("p", {}, t("raffle.check.void-text")))
      : onlyOut ? verdict("warn", t("raffle.check.out"), h("p", {}, t("raffle.check.out-text")))
        : typed ? verdict("bad", t("raffle.check.not-yours"), h("p", {}, t("raffle.check.not-yours-text")))
          : cut ? verdict("warn", t("raffle.check.cut"), h("p", {}, t("raffle.failed.unreachable")))
          : !result.ok ? verdict("bad", t("raffle.check.bad"), h("p", {}, t("raffle.check.bad-text")))
            : verdict("good", t(pools.length > 0 ? "raffle.check.in-pool" : "raffle.check.in-ledger"),
              h("p", {}, t(pools.length > 0 ? "raffle.check.in-pool-text" : "raffle.check.in-ledger-text")));
    const sale = result.sale;
    fill(outcome, box,
      sale && h("div", { class: "stack-s" }, h("h3", { class: "label" }, t("raffle.check.numbers", { count: sale.numbers.length })),
        h("ul", { class: "numbers", role: "list" }, sale.numbers.map((number) => h("li", {}, String(number))))),
      h("details", { class: "more", open: !result.ok }, h("summary", {}, t("raffle.check.how")), stepList("ticket", result.steps),
        others.map(({ draw, step }) => h("div", {}, h("p", { class: "label" }, t("raffle.check.of-draw", { draw })), stepList("ticket", [step])))));
    announce(box.textContent, { urgent: !result.ok });
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    busy(form.querySelector("[type=submit]"), look).catch(() => fill(outcome, verdict("bad", t("common.problem.unknown"))));
  });
}
