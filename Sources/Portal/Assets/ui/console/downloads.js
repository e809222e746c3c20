// What can be taken away from an election: plain links to the server's own answers, and how to check them without it.

import { fill, h, saveFile, t } from "../page.js";
import { resultsCSV } from "./resultsFile.js";

/** Whether the server has this call: it knows the address, whatever it says of the method. */
async function has(path) {
  try {
    return (await fetch(path, { method: "HEAD", cache: "no-store" })).status !== 404;
  } catch {
    return false;
  }
}

/** The links of one election. `show(state, results)` whenever those change. */
export function downloadsBox({ id, path, definition, verifierKey }) {
  const element = h("div", { class: "stack" });
  const link = (href, file, label) => h("a", { class: "btn", href, download: file }, label);
  const button = (label, onclick) => h("button", { type: "button", class: "btn", onclick }, label);
  const known = { archive: false, cvr: false };
  let shown = "";
  let now = null;

  function draw() {
    const [state, results] = now;
    const isShown = results && !results.sealed && state !== "draft";
    const wanted = JSON.stringify([state, isShown, known]);
    if (wanted === shown) return;
    shown = wanted;
    fill(element, h("div", { class: "row" },
      button(t("console.save-definition"), () => saveFile(`${id}-definition.json`, `${JSON.stringify(definition, null, 2)}\n`)),
      isShown && link(`${path}/results`, `${id}-results.json`, t("console.save-results-json")),
      isShown && button(t("console.save-results-csv"), () => saveFile(`${id}-results.csv`, resultsCSV(definition, now[1]), "text/csv")),
      isShown && known.cvr && link(`${path}/cvr`, `${id}-cvr.json`, t("console.save-cvr")),
      known.archive && link(`${path}/log/archive`, `${id}.tar`, t("console.save-log")),
      h("a", { class: "btn", href: `/ledger/e/${encodeURIComponent(id)}` }, t("console.ledger"))),
    results?.sealed && h("p", { class: "small soft" }, t("console.sealed-text")), command());
  }

  function command() {
    const lines = known.archive ? `urna-verify ${id}.tar --key "${verifierKey}"`
      : `urna export --election ${id} --out published --server ${location.origin}\nurna-verify published --key "${verifierKey}"`;
    return [h("p", { class: "small soft" }, t(known.archive ? "console.export-archive" : "console.export-text")),
      h("pre", { tabindex: "0", "aria-label": t(known.archive ? "console.export-verify" : "console.export-command") }, h("code", {}, lines))];
  }

  Promise.all([has(`${path}/cvr`), has(`${path}/log/archive`)]).then(([cvr, archive]) => {
    Object.assign(known, { cvr, archive });
    if (now) draw();
  });
  return { element, show(state, results) { now = [state, results]; draw(); } };
}
