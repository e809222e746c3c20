/**
 * A log as its server publishes it: checkpoint, tiles and entry bundles, each verified before it is given out.
 *
 * Codes of refusals: "unreachable" (no answer, or not now), "missing" (the server says that it does not have it), "too-large",
 * "bad-tile", "bad-bundle", "wrong-root" (entries that do not give the signed root), "no-such-entry", "shrunk", "forked", and those of
 * `openCheckpoint`.
 */
import { concat, equal, hex } from "./bytes.js";
import { HASH_BYTES, leafHash, verifyConsistency, verifyInclusion } from "./merkle.js";
import { Fold } from "./fold.js";
import { openCheckpoint } from "./note.js";
import { demand, Refusal } from "./refusal.js";
import { BUNDLE_BYTES_MAX, bundleCount, bundlePath, decodeBundle, decodeTile, FULL_WIDTH, tilePath } from "./tile.js";
import { TileTree } from "./tiletree.js";

const NOTE_BYTES_MAX = 1_000_000;
// Bundles under way at once: hides the round trips of a slow network, and is no burden to a server.
const AHEAD = 6;
const TILES_KEPT_MAX = 512;

/** What a failed fetch is to whoever asked: a refusal, but for the end that they called for themselves. Out of time is unreachable. */
function failure(problem) {
    if (problem instanceof Refusal || problem?.name === "AbortError") return problem;
    return new Refusal("unreachable", String(problem?.message ?? problem));
}

/** A response, whatever its status; "unreachable" when there is none. */
export async function ask(fetch, address, { signal, cache = "default" } = {}) {
    try {
        return await fetch(address, { signal, cache, credentials: "omit", redirect: "error" });
    } catch (problem) {
        throw failure(problem);
    }
}

/** Fetches at most `limit` bytes. */
export async function fetchBytes(fetch, address, { limit, signal, cache, accept404 = false } = {}) {
    const response = await ask(fetch, address, { signal, cache });
    if (response.status === 404 && accept404) return null;
    demand(response.status !== 404, "missing", address);
    demand(response.ok, "unreachable", `${response.status} ${address}`);
    const parts = [];
    let length = 0;
    await eachChunk(response, (chunk) => {
        length += chunk.length;
        demand(length <= limit, "too-large", address);
        parts.push(chunk);
    });
    return concat(...parts);
}

/** Gives a response's body to `take`, piece by piece. */
export async function eachChunk(response, take) {
    if (!response.body) return;
    const reader = response.body.getReader();
    try {
        for (;;) {
            const { done, value } = await reader.read();
            if (done) return;
            take(value);
        }
    } catch (problem) {
        await reader.cancel().catch(() => {});
        throw failure(problem);
    }
}

const widthOf = (bundle, size) => Math.min(FULL_WIDTH, size - bundle * FULL_WIDTH);

export class Ledger {
    /**
     * @param base address below which `checkpoint` and `tile/…` lie, such as `/v1/elections/ID/log`
     * @param key the log's key, as `parseVerifierKey` gives it
     * @param fetch as the browser's; tests and service workers bring their own
     */
    constructor({ base, key, origin = key.name, fetch = globalThis.fetch.bind(globalThis), signal }) {
        Object.assign(this, { base, key, origin, fetch, signal });
        this.tiles = new Map();
    }

    get(path, limit, accept404) {
        return fetchBytes(this.fetch, `${this.base}/${path}`, { limit, signal: this.signal, accept404 });
    }

    /** The newest checkpoint, verified: `{ origin, size, root, extensions, note }`. */
    async checkpoint() {
        // An old answer out of a cache would look like a log that shrank.
        const options = { limit: NOTE_BYTES_MAX, signal: this.signal, cache: "no-store" };
        return openCheckpoint(await fetchBytes(this.fetch, `${this.base}/checkpoint`, options), this.key, this.origin);
    }

    /** Shows that `newer` is `older` with entries appended; both are verified checkpoints. */
    async verifyGrowth(older, newer) {
        demand(older.size <= newer.size, "shrunk", `from ${older.size} to ${newer.size}`);
        const path = await this.tree(newer.size).consistencyPath(older.size);
        verifyConsistency({ oldSize: older.size, newSize: newer.size, oldRoot: older.root, newRoot: newer.root, path });
    }

    /** Shows that the entry is at `index` of the log that a verified checkpoint stands for. */
    async verifyEntry(index, entry, checkpoint) {
        const path = await this.tree(checkpoint.size).inclusionPath(index);
        verifyInclusion({ index, size: checkpoint.size, leaf: leafHash(entry), root: checkpoint.root, path });
    }

    /** The entries `from` ..< `to` as `{ index, entry, leaf }`, each bundle shown to be the checkpoint's. */
    async entries(from, to, checkpoint) {
        demand(from >= 0 && from <= to && to <= checkpoint.size, "no-such-entry", `${from} to ${to} of ${checkpoint.size}`);
        const found = [];
        for (let bundle = Math.floor(from / FULL_WIDTH); bundle * FULL_WIDTH < to; bundle += 1) {
            const start = bundle * FULL_WIDTH;
            const entries = await this.bundle(bundle, checkpoint.size);
            const leaves = entries.map(leafHash);
            const root = await this.tree(checkpoint.size).rangeRoot(0, checkpoint.size, { from: start, leaves });
            demand(equal(root, checkpoint.root), "wrong-root", `bundle ${bundle}`);
            entries.forEach((entry, at) => {
                const index = start + at;
                if (index >= from && index < to) found.push({ index, entry, leaf: leaves[at] });
            });
        }
        return found;
    }

    /**
     * Every entry of a checkpoint, in order, to `take(entry, index)`; at the end they have to give its root.
     *
     * Until this returns nothing that was taken is known to be the log's. `fold` makes the root; it is closed at the end.
     */
    async walk(checkpoint, take, progress = () => {}, fold = new Fold()) {
        try {
            await this.walkWith(fold, checkpoint, take, progress);
        } finally {
            fold.close();
        }
    }

    async walkWith(fold, checkpoint, take, progress) {
        let read = 0;
        const count = bundleCount(checkpoint.size);
        const underWay = [];
        const ask = (bundle) => {
            const bytes = this.bundleBytes(bundle, checkpoint.size);
            // A failure is met when its turn comes; until then it is not "unhandled".
            bytes.catch(() => {});
            underWay.push(bytes);
        };
        for (let bundle = 0; bundle < Math.min(AHEAD, count); bundle += 1) ask(bundle);
        for (let bundle = 0; bundle < count; bundle += 1) {
            const bytes = await underWay.shift();
            if (bundle + AHEAD < count) ask(bundle + AHEAD);
            const entries = decodeBundle(bytes, widthOf(bundle, checkpoint.size));
            await fold.append(bytes, entries);
            for (const entry of entries) {
                take(entry, read);
                read += 1;
            }
            progress(read, checkpoint.size);
        }
        const root = await fold.root();
        demand(equal(root, checkpoint.root), "wrong-root", `${hex(root)} over ${read} entries`);
    }

    /** The entries of a bundle in a log of `size`; not verified. */
    async bundle(index, size) {
        return decodeBundle(await this.bundleBytes(index, size), widthOf(index, size));
    }

    /** The bytes of just the entries that a bundle has in a log of `size`; not verified. */
    async bundleBytes(index, size) {
        const width = widthOf(index, size);
        const partial = await this.get(bundlePath(index, width), BUNDLE_BYTES_MAX, width < FULL_WIDTH);
        if (partial) return partial;
        // The log may have grown, and dropped the partial bundle for the full one.
        const full = await this.get(bundlePath(index), BUNDLE_BYTES_MAX);
        return full.slice(0, decodeBundle(full, FULL_WIDTH).slice(0, width).reduce((length, entry) => length + 2 + entry.length, 0));
    }

    tree(size) {
        return new TileTree(size, (level, index, width) => this.tile(level, index, width));
    }

    /** The hashes of a tile; not verified. */
    tile(level, index, width) {
        const path = tilePath(level, index, width);
        if (this.tiles.has(path)) return this.tiles.get(path);
        const hashes = this.readTile(path, level, index, width);
        if (this.tiles.size >= TILES_KEPT_MAX) this.tiles.clear();
        this.tiles.set(path, hashes);
        hashes.catch(() => this.tiles.delete(path));
        return hashes;
    }

    async readTile(path, level, index, width) {
        const bytes = await this.get(path, FULL_WIDTH * HASH_BYTES, width < FULL_WIDTH);
        if (bytes) return decodeTile(bytes, width);
        return decodeTile(await this.get(tilePath(level, index), FULL_WIDTH * HASH_BYTES), FULL_WIDTH).slice(0, width);
    }
}
