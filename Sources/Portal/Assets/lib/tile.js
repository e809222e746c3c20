/**
 * Coordinates and contents of tiles and entry bundles (c2sp.org/tlog-tiles).
 *
 *     tile/<level>/<index>[.p/<width>]      256 hashes, or the first `width` of them
 *     tile/entries/<index>[.p/<width>]      256 entries, each with its length in two bytes before it
 */
import { isCount } from "./bytes.js";
import { demand } from "./refusal.js";
import { HASH_BYTES } from "./merkle.js";

/** Hashes or entries in a full tile. */
export const FULL_WIDTH = 256;
/** Bytes of the largest bundle that can be. */
export const BUNDLE_BYTES_MAX = FULL_WIDTH * (2 + 65_535);
const LEVEL_MAX = 63;

/** How many hashes a level has in a log of `size`: complete subtrees of 256^level leaves. */
export function hashesAt(level, size) {
    return level < 7 ? Math.floor(size / FULL_WIDTH ** level) : 0;
}

/** How many hashes the tile at an index of a level has in a log of `size` entries: 0 to 256. */
export function tileWidth(level, index, size) {
    return Math.max(0, Math.min(hashesAt(level, size) - index * FULL_WIDTH, FULL_WIDTH));
}

/** How many bundles, the partial one included, hold `size` entries. */
export function bundleCount(size) {
    return Math.ceil(size / FULL_WIDTH);
}

function numbered(index, width) {
    demand(isCount(index) && Number.isInteger(width) && width >= 1 && width <= FULL_WIDTH, "no-such-tile", `${index} of ${width}`);
    let path = String(index % 1000).padStart(3, "0");
    for (let rest = Math.floor(index / 1000); rest > 0; rest = Math.floor(rest / 1000)) {
        path = `x${String(rest % 1000).padStart(3, "0")}/${path}`;
    }
    return width === FULL_WIDTH ? path : `${path}.p/${width}`;
}

/** The path of a tile of hashes below a log's prefix. */
export function tilePath(level, index, width = FULL_WIDTH) {
    demand(Number.isInteger(level) && level >= 0 && level <= LEVEL_MAX, "no-such-tile", `level ${level}`);
    return `tile/${level}/${numbered(index, width)}`;
}

/** The path of an entry bundle below a log's prefix. */
export function bundlePath(index, width = FULL_WIDTH) {
    return `tile/entries/${numbered(index, width)}`;
}

/** The hashes of a tile, as views of its bytes. */
export function decodeTile(bytes, width) {
    demand(bytes.length === width * HASH_BYTES, "bad-tile", `${bytes.length} bytes for ${width} hashes`);
    return Array.from({ length: width }, (_, at) => bytes.subarray(at * HASH_BYTES, (at + 1) * HASH_BYTES));
}

/** The entries of a bundle, as views of its bytes; there have to be just `count`. */
export function decodeBundle(bytes, count) {
    const entries = [];
    let at = 0;
    while (at < bytes.length) {
        demand(entries.length < count, "bad-bundle", `more than ${count} entries`);
        demand(bytes.length - at >= 2, "bad-bundle", `ends at byte ${at}`);
        const length = (bytes[at] << 8) | bytes[at + 1];
        demand(bytes.length - at - 2 >= length, "bad-bundle", `ends inside the entry at byte ${at}`);
        entries.push(bytes.subarray(at + 2, at + 2 + length));
        at += 2 + length;
    }
    demand(entries.length === count, "bad-bundle", `${entries.length} entries, not ${count}`);
    return entries;
}
