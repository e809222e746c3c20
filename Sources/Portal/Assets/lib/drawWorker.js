/**
 * A module worker around `recompute`, so that the page stays awake while a million numbers are read.
 *
 *     worker.postMessage({ type: "recompute", base, draw, log, thorough });
 *
 * It answers `{ type: "progress", phase, done, total }`, at most ten a second, and at the end one of `{ type: "result", result }`,
 * `{ type: "cancelled" }` and `{ type: "error", detail }`; the last is a defect of this program, not of the draw. `{ type: "cancel" }`
 * ends what is going on; a new "recompute" does so too.
 */
import { Fold, WorkerFold } from "./fold.js";
import { recompute } from "./recompute.js";

const PROGRESS_MILLISECONDS = 100;
let current = null;

/** A second worker for the hashing, where workers may have workers of their own. */
function makeFold() {
    if (typeof Worker === "undefined") return new Fold();
    return new WorkerFold(new Worker(new URL("./foldWorker.js", import.meta.url), { type: "module" }));
}

async function run(request) {
    const control = new AbortController();
    current = control;
    let told = 0;
    const progress = (phase, done, total) => {
        const now = performance.now();
        if (control.signal.aborted || (now - told < PROGRESS_MILLISECONDS && done < total)) return;
        told = now;
        self.postMessage({ type: "progress", phase, done, total });
    };
    try {
        const result = await recompute(request, { progress, signal: control.signal, makeFold });
        self.postMessage(control.signal.aborted ? { type: "cancelled" } : { type: "result", result });
    } catch (problem) {
        self.postMessage(control.signal.aborted ? { type: "cancelled" } : { type: "error", detail: String(problem?.message ?? problem) });
    }
}

self.addEventListener("message", ({ data }) => {
    current?.abort();
    current = null;
    if (data?.type === "recompute") run(data);
});
