// Sending a ballot until the server says what became of it. The same bytes under the same token each time: the server counts them once.

import { Problem, api, backoff, sleep } from "../api.js";

/** Longest wait between two tries, in ms. */
const WAIT_MAX = 15_000;
/** How long one try may take, in ms. */
const TRY_MAX = 20_000;

/**
 * Sends `body` (text) until there is an answer that is final.
 *
 * `onState({phase: "sending" | "waiting", tries, problem?, retryIn?})`; `tries` counts those begun, also in earlier lives of the page.
 * Returns `{receipt, text}`; throws the `Problem` that ends it.
 */
export async function cast({ election, token, body, tries = 0, signal, onState }) {
  for (let attempt = 1; ; attempt += 1) {
    tries += 1;
    onState({ phase: "sending", tries });
    try {
      const text = await api("POST", `/v1/elections/${encodeURIComponent(election)}/ballots`, body,
        { token, raw: true, idempotent: false, timeout: TRY_MAX, signal, headers: { "Content-Type": "application/json" } });
      return { receipt: JSON.parse(text), text };
    } catch (problem) {
      if (signal?.aborted) throw problem;
      // An answer that cannot be read is no answer.
      const known = problem instanceof Problem ? problem : new Problem({ title: String(problem) });
      if (!known.isPassing && known.status !== 500) throw known;
      const retryIn = Math.max((known.retryAfter ?? 0) * 1000, backoff(attempt, WAIT_MAX));
      onState({ phase: "waiting", tries, problem: known, retryIn });
      const early = new AbortController();
      const online = () => early.abort();
      addEventListener("online", online, { once: true });
      try {
        await sleep(retryIn, AbortSignal.any ? AbortSignal.any([early.signal, ...(signal ? [signal] : [])]) : early.signal);
      } catch {
        if (signal?.aborted) throw signal.reason;
      } finally {
        removeEventListener("online", online);
      }
    }
  }
}

/** The ballot key within a ballot token (bytes 1 to 32), in base64url: the only thing of the token that the ledger shows. */
export function ballotKey(token) {
  const bytes = Uint8Array.from(atob(token.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
  return btoa(String.fromCharCode(...bytes.subarray(1, 33))).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

/** Entries in one bundle of the ledger. */
const BUNDLE = 256;
/** Most bundles that are looked through, newest first. */
const SEARCHED_MAX = 400;

/**
 * Looks whether a ballot stands under this key in the ledger: for when the election closed before an answer came.
 *
 * Returns the proof as the server gives it (a receipt but for `election` and `opening`), null when there is none, undefined when the
 * ledger is too long to look through here.
 */
export async function findBallot(election, key, onProgress = () => {}) {
  const base = `/v1/elections/${encodeURIComponent(election)}/log`;
  const note = await api("GET", `${base}/checkpoint`, undefined, { raw: true });
  const size = Number(note.split("\n")[1]);
  const bundles = Math.ceil(size / BUNDLE);
  const needle = `"ballotKey":"${key}"`;
  for (let n = bundles - 1, searched = 0; n >= 0; n -= 1, searched += 1) {
    if (searched >= SEARCHED_MAX) return undefined;
    const width = Math.min(BUNDLE, size - n * BUNDLE);
    const bytes = await bundle(base, n, width);
    let offset = 0;
    for (let i = 0; i < width; i += 1) {
      const length = (bytes[offset] << 8) | bytes[offset + 1];
      const entry = new TextDecoder().decode(bytes.subarray(offset + 2, offset + 2 + length));
      if (entry.startsWith(`{${needle}`)) return api("GET", `${base}/proof/${n * BUNDLE + i}`, undefined, {});
      offset += 2 + length;
    }
    onProgress(searched + 1, bundles);
  }
  return null;
}

/** Path of a bundle (C2SP tlog-tiles): groups of three digits, all but the last with an x before them. */
function bundlePath(n, width) {
  let path = String(n % 1000).padStart(3, "0");
  for (let rest = Math.floor(n / 1000); rest > 0; rest = Math.floor(rest / 1000)) path = `x${String(rest % 1000).padStart(3, "0")}/${path}`;
  return `tile/entries/${path}${width < BUNDLE ? `.p/${width}` : ""}`;
}

async function bundle(base, n, width) {
  for (const path of width < BUNDLE ? [bundlePath(n, width), bundlePath(n, BUNDLE)] : [bundlePath(n, BUNDLE)]) {
    const response = await fetch(`${base}/${path}`, { credentials: "omit" });
    if (response.ok) return new Uint8Array(await response.arrayBuffer());
    if (response.status !== 404) throw new Problem({ status: response.status });
  }
  throw new Problem({ status: 404, type: "/problems/not-found" });
}
