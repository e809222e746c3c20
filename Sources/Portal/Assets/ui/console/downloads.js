// What can be taken away from an election: plain links to the server's own answers, and how to check them without it.

import { fill, h, saveFile, t } from "../page.js";

/** The links of one election. `show(state, results)` whenever those change. */
export function downloadsBox({ id, path, definition, verifierKey }) {
  const element = h("div", { class: "stack" });
  const link = (href, label) => h("a", { class: "btn", href, download: "" }, label);
  let shown = "";

  return {
    element,
    show(state, results) {
      const isOpen = results && !results.sealed && state !== "draft";
      const wanted = `${state} ${isOpen}`;
      // A link that is about to be pressed stays where it is.
      if (wanted === shown) return;
      shown = wanted;
      fill(element, h("div", { class: "row" },
        h("button", { type: "button", class: "btn", onclick: () => saveFile(`${id}-definition.json`, `${JSON.stringify(definition, null, 2)}\n`) }, t("console.save-definition")),
        isOpen && [h("a", { class: "btn", href: `${path}/results`, download: `${id}-results.json` }, t("console.save-results-json")), link(`${path}/results?format=csv`, t("console.save-results-csv")), link(`${path}/cvr`, t("console.save-cvr"))],
        link(`${path}/log/archive`, t("console.save-log")),
        h("a", { class: "btn", href: `/ledger/e/${encodeURIComponent(id)}` }, t("console.ledger"))),
      results?.sealed && h("p", { class: "small soft" }, t("console.sealed-text")),
      h("p", { class: "small soft" }, t("console.export-text")),
      h("pre", { tabindex: "0", "aria-label": t("console.export-command") }, h("code", {}, `urna-verify ${id}-*.tar --key "${verifierKey}"`)));
    },
  };
}
