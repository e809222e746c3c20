// Server-sent events that come back: by fetch rather than EventSource, which gives up for good at the first 503.

import { backoff, sleep } from "./api.js";

/** A server that sends nothing for this long is taken for lost; it sends a comment well within it. */
const SILENCE = 90_000;

/**
 * Follows a stream until it is final or stopped.
 *
 * - `onEvent({event, id, data})`: data is text
 * - `onState("connecting" | "live" | "waiting" | "final" | "stopped", {retryIn})`
 *
 * - `onRefused(status)`: whether an answer that is no stream ends it for good; else it is tried again
 *
 * Returns `{stop(), lastId}`. Goes quiet while the page is in the back-forward cache.
 */
export function follow(url, { onEvent, onState = () => {}, onRefused = () => false, lastId = "" }) {
  // `isEnded`: the server ended the stream in order after it had sent something; that is taken up again without a word.
  const state = { lastId: String(lastId ?? ""), attempt: 0, retry: 0, isEnded: false };
  let connection = null;
  let isStopped = false;

  async function read(response) {
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    let buffer = "";
    let fields = { event: "message", data: [] };
    let timer;
    const watchdog = () => { clearTimeout(timer); timer = setTimeout(() => connection?.abort(new Error("silent")), SILENCE); };
    try {
      for (;;) {
        watchdog();
        const { value, done } = await reader.read();
        if (done) return;
        buffer += value;
        const lines = buffer.split(/\r\n|\n|\r(?!$)/);
        buffer = lines.pop();
        for (const line of lines) {
          if (line === "") {
            if (fields.data.length > 0) {
              state.attempt = 0;
              onEvent({ event: fields.event, id: state.lastId, data: fields.data.join("\n") });
            }
            fields = { event: "message", data: [] };
            continue;
          }
          const colon = line.indexOf(":");
          const field = colon < 0 ? line : line.slice(0, colon);
          const text = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
          if (field === "data") fields.data.push(text);
          else if (field === "event") fields.event = text;
          else if (field === "id") state.lastId = text;
          else if (field === "retry" && /^\d+$/.test(text)) state.retry = Number(text);
        }
      }
    } finally {
      clearTimeout(timer);
      reader.cancel().catch(() => {});
    }
  }

  async function run() {
    const own = new AbortController();
    connection = own;
    while (!isStopped && connection === own) {
      let wait = 0;
      if (!state.isEnded) onState("connecting", {});
      state.isEnded = false;
      try {
        const headers = { Accept: "text/event-stream", ...(state.lastId ? { "Last-Event-ID": state.lastId } : {}) };
        const response = await fetch(url, { headers, cache: "no-store", signal: own.signal, credentials: "same-origin" });
        if (response.status === 204) return onState("final", {});
        if (response.ok) {
          onState("live", {});
          await read(response);
          state.isEnded = state.attempt === 0;
        } else {
          wait = (Number(response.headers.get("Retry-After")) || 0) * 1000;
          await response.body?.cancel();
          if (onRefused(response.status)) return;
        }
      } catch { /* lost: tried again below, unless it was meant */ }
      if (isStopped || connection !== own) return;
      state.attempt += 1;
      wait = Math.max(wait, backoff(state.attempt), state.retry && Math.min(state.retry, 5000) * Math.random());
      if (!state.isEnded) onState("waiting", { retryIn: wait });
      // Back on line is a better sign than any timer.
      await Promise.race([sleep(wait), new Promise((resolve) => addEventListener("online", resolve, { once: true }))]);
      if (own.signal.aborted && connection === own && !isStopped) return run();
    }
  }

  const pause = () => { const old = connection; connection = null; old?.abort(); };
  const hide = () => pause();
  const show = (event) => { if (event.persisted && !isStopped) { state.attempt = 0; run(); } };
  addEventListener("pagehide", hide);
  addEventListener("pageshow", show);
  run();

  return {
    get lastId() { return state.lastId; },
    stop() {
      isStopped = true;
      pause();
      removeEventListener("pagehide", hide);
      removeEventListener("pageshow", show);
      onState("stopped", {});
    },
  };
}
