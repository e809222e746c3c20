// Calls of the server. Only calls that are safe to repeat are repeated.

import { pageData } from "./page.js";

/** An answer that says what is wrong (RFC 9457), or no answer at all: then `status` is 0. */
export class Problem extends Error {
  constructor({ status = 0, type = "", code, title = "", detail = "", field, errors, retryAfter } = {}) {
    super(detail || title || `status ${status}`);
    this.name = "Problem";
    Object.assign(this, { status, type, code, title, detail, field, errors, retryAfter });
  }

  /** The last part of the type: `already-voted`, `code-invalid`; `offline` when there was no answer. */
  get kind() {
    return this.status === 0 ? "offline" : this.type.split("/").pop() || `status-${this.status}`;
  }

  /** Whether the same request may do better later. */
  get isPassing() {
    return [0, 408, 429, 502, 503, 504].includes(this.status);
  }
}

export const sleep = (ms, signal) =>
  new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const timer = setTimeout(resolve, ms);
    signal?.addEventListener("abort", () => { clearTimeout(timer); reject(signal.reason); }, { once: true });
  });

/** How long to wait before try number `attempt` (from 1): doubles up to `most`, with a spread so that not all come back at once. */
export const backoff = (attempt, most = 30_000) => Math.min(most, 500 * 2 ** (attempt - 1)) * (0.5 + Math.random() / 2);

async function once(method, path, body, { token, headers, signal, timeout, raw }) {
  const all = new Headers(headers);
  if (token) all.set("Authorization", `Bearer ${token}`);
  const csrf = pageData().csrf;
  if (csrf && !token && method !== "GET") all.set("Urna-CSRF", csrf);
  let payload = body;
  if (body !== undefined && body !== null && typeof body !== "string" && !(body instanceof Blob)) {
    payload = JSON.stringify(body);
    if (!all.has("Content-Type")) all.set("Content-Type", "application/json");
  }
  const limit = AbortSignal.timeout(timeout);
  const either = signal && AbortSignal.any ? AbortSignal.any([signal, limit]) : signal ?? limit;
  let response;
  let text;
  try {
    // A call with a bearer token must not also carry a session's cookie: it is another person's business.
    response = await fetch(path, { method, headers: all, body: payload, signal: either, credentials: token ? "omit" : "same-origin", cache: "no-store" });
    text = await response.text();
  } catch (error) {
    if (signal?.aborted) throw signal.reason;
    throw new Problem({ title: error?.name ?? "", detail: "" });
  }
  if (response.ok) return raw || text === "" ? text : JSON.parse(text);
  let problem = {};
  try { problem = JSON.parse(text); } catch { /* a proxy's page, not the server's answer */ }
  throw new Problem({ ...problem, status: response.status, retryAfter: Number(response.headers.get("Retry-After")) || undefined });
}

/**
 * Calls the server; JSON in, JSON out.
 *
 * `token`: a bearer token instead of the session; `retries`: how often a safe call (GET, or with `idempotent`) is repeated;
 * `timeout`: ms for one try; `raw`: the text as it is. Throws `Problem`.
 */
export async function api(method, path, body, options = {}) {
  const { retries = 2, idempotent = method === "GET", timeout = 20_000 } = options;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await once(method, path, body, { ...options, timeout });
    } catch (problem) {
      if (!(problem instanceof Problem) || !problem.isPassing || !idempotent || attempt > retries) throw problem;
      await sleep(problem.retryAfter ? problem.retryAfter * 1000 : backoff(attempt), options.signal);
    }
  }
}
