// The audit: the software that runs here, checked in this browser; its history; the generator; every ledger and its reports.

import { generator } from "../../ui/audit/generator.js";
import { history } from "../../ui/audit/history.js";
import { ledgers } from "../../ui/audit/ledgers.js";
import { softwareCard } from "../../ui/audit/software.js";
import { may, panel } from "../../ui/console/kit.js";
import { notice, problemText } from "../../ui/form.js";
import { fill, h, pageData, t } from "../../ui/page.js";

const find = (id) => document.getElementById(id);
const runs = may("read-events", "run-verification") ? history() : null;
const machine = may("read-events", "configure-raffle", "run-verification", "draw") ? generator() : null;

softwareCard(find("software"), pageData().software, { onVerified: () => runs?.read() })
  .catch((problem) => fill(find("software"), notice("bad", problem?.status === undefined ? t("audit.contradiction") : problemText(problem))));
const panels = [];
if (runs) { panels.push(panel(t("audit.history"), runs.element)); runs.read(); }
if (machine) { panels.push(panel(t("audit.rng"), machine.element)); machine.read(); }
fill(find("app"), panels.length > 0 ? panels : h("p", { class: "soft" }, t("audit.login-first"), " ", h("a", { href: "/login?next=%2Faudit" }, t("common.nav.login"))));
ledgers(find("ledgers"));
