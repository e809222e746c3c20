// What the pages of audit share.

import { h, t } from "./page.js";

/** The seven reports that the standard asks for, and their clauses. */
export const REPORTS = [["drawing", "§2.8.1a"], ["exceptions", "§2.8.1b"], ["bearer-tickets", "§2.8.1c"], ["sales-by-rsu", "§2.8.1d"], ["voided-numbers", "§2.8.1e"], ["rsu-events", "§2.8.1f"], ["rsu-corruption", "§2.8.1g"]];
export const SEVERITIES = ["info", "notice", "warning", "critical"];

/** How grave an event is, in a word and a colour. */
export const severityTag = (severity) => h("span", { class: `tag ${{ notice: "info", warning: "warn", critical: "bad" }[severity] ?? ""}` }, t(`audit.severity.${severity}`));
