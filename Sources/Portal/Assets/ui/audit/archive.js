// The whole ledger as one file for urna-verify, where the server has such files.

import { h } from "../page.js";

/** Whether each server call is there is asked once. */
const known = new Map();

async function isThere(address) {
  const control = new AbortController();
  try {
    // Only the head is wanted: the file may be large.
    const { ok } = await fetch(address, { signal: control.signal, cache: "no-store" });
    return ok;
  } catch {
    return false;
  } finally {
    control.abort();
  }
}

/** A link that saves the ledger's archive; null when the server does not make one. */
export async function archiveLink(kind, id, label) {
  const address = `/v1/${kind}s/${encodeURIComponent(id)}/log/archive`;
  if (!known.has(address)) known.set(address, isThere(address));
  if (!(await known.get(address))) return null;
  return h("a", { class: "btn", href: address, download: `${id}.tar`, "data-archive": id }, label);
}
