/**
 * The root over a log's entries, bundle after bundle: made here, or by `foldWorker.js`, so that hashing goes on beside reading.
 */
import { CompactRange, leafHash } from "./merkle.js";
import { decodeBundle } from "./tile.js";

/** Bundles that the worker may have before it: whoever reads faster waits, and the memory for them is bounded. */
const AHEAD_MAX = 48;

/** Makes the root here. `append` takes a bundle's bytes, and its entries as they were decoded; `root` gives what they come to. */
export class Fold {
    constructor() {
        this.range = new CompactRange();
    }

    append(bytes, entries) {
        for (const entry of entries) this.range.append(leafHash(entry));
    }

    root() {
        return this.range.root();
    }

    close() {}
}

/** Has the root made by a worker, in the same order. A worker that fails is an error of this program, and ends the reading. */
export class WorkerFold {
    constructor(worker) {
        Object.assign(this, { worker, before: 0, failure: null, wake: () => {}, found: null });
        worker.addEventListener("message", ({ data }) => {
            if (data.root) this.found = data.root;
            else if (data.failure) this.failure = new Error(data.failure);
            else this.before -= 1;
            this.wake();
        });
        worker.addEventListener("error", (event) => {
            this.failure = new Error(event.message || "the worker that hashes failed");
            this.wake();
        });
    }

    async until(isTrue) {
        while (!isTrue()) {
            if (this.failure) throw this.failure;
            await new Promise((resolve) => { this.wake = resolve; });
        }
    }

    async append(bytes, entries) {
        await this.until(() => this.before < AHEAD_MAX);
        this.before += 1;
        this.worker.postMessage({ bytes, count: entries.length });
    }

    async root() {
        this.worker.postMessage({ root: true });
        await this.until(() => this.found);
        return this.found;
    }

    close() {
        this.worker.terminate();
    }
}

/** What the worker does: answers each message that `WorkerFold` sends. */
export function foldMessages(post, fold = new Fold()) {
    return ({ bytes, count, root }) => {
        try {
            if (root) return post({ root: fold.root() });
            fold.append(bytes, decodeBundle(bytes, count));
            post({});
        } catch (problem) {
            post({ failure: String(problem?.message ?? problem) });
        }
    };
}
