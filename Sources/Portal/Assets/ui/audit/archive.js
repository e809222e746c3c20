// The whole ledger as one file for urna-verify, where the server has such files.

import { h } from "../page.js";

/** Whether the server has the call, for each kind of ledger. */
const known = new Map();

/** Asks for the head alone, which makes no file: a server that has the call says at least that it is there for GET. */
async function isThere(address) {
  try {
    return (await fetch(address, { method: "HEAD", cache: "no-store" })).status !== 404;
  } catch {
    return false;
  }
}

/** A link that saves the ledger's archive; null when the server does not make one. */
export async function archiveLink(kind, id, label) {
  const address = `/v1/${kind}s/${encodeURIComponent(id)}/log/archive`;
  if (!known.has(kind)) known.set(kind, isThere(address));
  if (!(await known.get(kind))) return null;
  return h("a", { class: "btn", href: address, download: `${id}.tar`, "data-archive": id }, label);
}
