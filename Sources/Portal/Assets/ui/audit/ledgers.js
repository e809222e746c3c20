// Every ledger of this server: to be read here, checked elsewhere, or looked at in its reports.

import { api } from "../api.js";
import { problemText } from "../form.js";
import { fill, h, name, t } from "../page.js";
import { archiveLink } from "./archive.js";

function card(kind, { id, title }) {
  const path = encodeURIComponent(id);
  const place = h("div", { class: "row ledger-links" }, kind === "raffle" && h("a", { class: "btn", href: `/audit/reports/${path}` }, t("audit.see-reports")), h("a", { class: "btn", href: `/ledger/${kind[0]}/${path}` }, t("audit.see-ledger")));
  archiveLink(kind, id, t("audit.archive")).then((link) => link && place.append(link));
  return h("li", { class: "card stack-s ledger-card" }, h("p", { class: "eyebrow" }, t(`audit.kind.${kind}`)), h("h3", {}, name(title, { control: false })), h("p", { class: "small soft mono" }, id), place);
}

/** Fills `place` with a card for each ledger. */
export async function ledgers(place) {
  try {
    const [{ raffles }, { elections }] = await Promise.all([api("GET", "/v1/raffles"), api("GET", "/v1/elections")]);
    const cards = [...raffles.map((each) => card("raffle", each)), ...elections.map((each) => card("election", each))];
    fill(place, cards.length > 0 ? cards : h("li", { class: "empty" }, t("audit.no-ledgers")));
  } catch (problem) {
    fill(place, h("li", { class: "soft" }, problemText(problem)));
  }
}
