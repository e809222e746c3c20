// The units of a raffle, as the server has them now: numbers, money, connection, and whether everything is in.

import { api } from "../../api.js";

/** Units of one page, and pages at most: five thousand units are more than any hall has. */
const PAGE = 1000;
const PAGES_MAX = 5;
/** States of a unit of which nothing more is waited for. */
const DONE = ["closed", "recovered", "corrupt", "incomplete"];

/** `{units, total, online}`; a unit is `{rsu, account, operator, …}` with `isIn` said of each: nothing of it is missing. */
export async function accounts(raffle) {
  const units = [];
  let page;
  let after = null;
  for (let n = 0; n < PAGES_MAX; n += 1) {
    page = await api("GET", `${raffle.path}/rsus?limit=${PAGE}${after === null ? "" : `&after=${after}`}`);
    units.push(...page.rsus);
    after = page.next;
    if (after === null || after === undefined) break;
  }
  return { total: page.total, online: page.online, units: units.map((unit) => ({ ...unit, isIn: unit.uploaded || DONE.includes(unit.account) })) };
}

/** The units that are still waited for after the close. */
export const waitedFor = (units) => units.filter((unit) => !unit.isIn);
