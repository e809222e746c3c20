// The secrets of verifiable draws: fixed before sales close, once for each pool.

import { notice } from "../../form.js";
import { h, t } from "../../page.js";
import { action, field, may, panel } from "../kit.js";
import { poolsOf } from "./pools.js";

/** The panel; null where the draw is not a verifiable one. `post(path, body, words)` answers the work of an action. */
export function commitmentsPanel(raffle, place, post) {
  const { definition, state } = raffle.now;
  if (definition.draw.mode !== "verifiable") return null;
  const made = (raffle.draws ?? []).filter((draw) => draw.commitment);
  const isSelling = ["active", "suspended"].includes(state);
  // One too many is never revealed, and looks to everybody like a draw that was broken off.
  const isMissing = made.length < poolsOf(definition);
  const prize = field({ label: t("console.prize"), options: definition.prizes.map((each) => [each.id, each.title ?? each.id]) });
  return panel(t("console.commit"), h("p", { class: "small soft" }, t("console.commit-text")),
    made.map((draw) => notice("good", t("console-raffle.commit.stands", { draw: draw.draw }), h("p", { class: "mono tiny break" }, draw.commitment))),
    isMissing && (state === "draft" ? h("p", { class: "soft" }, t("console-raffle.commit.later")) : notice(isSelling ? "warn" : "bad", t(isSelling ? "console.commit-none" : "console.commit-late"))),
    isMissing && isSelling && may("draw", "configure-raffle") && [definition.prizes.length > 1 && prize.element,
      h("div", { class: "row" }, action(t("console.commit-go"), { kind: "primary large", place, work: post("commitments", () => ({ prize: prize.input.value }), "console.committed") }))]);
}
