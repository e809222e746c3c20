/**
 * A log's tree, read from its tiles as far as it is needed.
 *
 * Nothing that a tile says is trusted: whoever uses a hash from here computes a root with it, and compares that with a signed one.
 */
import { demand } from "./refusal.js";
import { FULL_WIDTH, tileWidth } from "./tile.js";
import { nodeHash, rootOf, splitOf } from "./merkle.js";

export class TileTree {
    /**
     * @param size leaves of the tree
     * @param readTile `async (level, index, width) => [hash, …]`
     */
    constructor(size, readTile) {
        this.size = size;
        this.readTile = readTile;
    }

    /** The root of the leaves `low` ..< `high`; `own` is `{ from, leaves }`, leaf hashes that are known already. */
    async rangeRoot(low, high, own = null) {
        if (own && low >= own.from && high <= own.from + own.leaves.length) {
            return rootOf(own.leaves.slice(low - own.from, high - own.from));
        }
        const count = high - low;
        const touchesOwn = own && low < own.from + own.leaves.length && high > own.from;
        if (!touchesOwn && isPowerOfTwo(count) && low % count === 0) return this.completeRoot(low, count);
        const middle = low + splitOf(count);
        return nodeHash(await this.rangeRoot(low, middle, own), await this.rangeRoot(middle, high, own));
    }

    /** The root of a complete subtree, from the lowest tile that has it or what it is made of. */
    async completeRoot(low, count) {
        let level = 0;
        let unit = 1;
        while (unit * FULL_WIDTH <= count) {
            level += 1;
            unit *= FULL_WIDTH;
        }
        const first = low / unit;
        const index = Math.floor(first / FULL_WIDTH);
        const width = tileWidth(level, index, this.size);
        const from = first - index * FULL_WIDTH;
        demand(from + count / unit <= width, "bad-tile", `level ${level} has no ${low}`);
        const hashes = await this.readTile(level, index, width);
        return rootOf(hashes.slice(from, from + count / unit));
    }

    /** The path that shows the leaf at `index` in this tree, its sibling first (RFC 9162 section 2.1.3.1). */
    async inclusionPath(index) {
        demand(index < this.size, "no-such-entry", `${index} of ${this.size}`);
        const path = [];
        let [low, high] = [0, this.size];
        while (high - low > 1) {
            const middle = low + splitOf(high - low);
            if (index < middle) {
                path.push([middle, high]);
                high = middle;
            } else {
                path.push([low, middle]);
                low = middle;
            }
        }
        return this.roots(path.reverse());
    }

    /** The path that shows that this tree extends one of `oldSize` leaves (RFC 9162 section 2.1.4.1). */
    async consistencyPath(oldSize) {
        demand(oldSize <= this.size, "shrunk", `from ${oldSize} to ${this.size}`);
        if (oldSize === 0 || oldSize === this.size) return [];
        const path = [];
        let [low, high] = [0, this.size];
        let isWhole = true;
        while (oldSize !== high) {
            const middle = low + splitOf(high - low);
            if (oldSize <= middle) {
                path.push([middle, high]);
                high = middle;
            } else {
                path.push([low, middle]);
                low = middle;
                isWhole = false;
            }
        }
        // The old root itself is known to who asks, unless the old tree is in several parts.
        if (!isWhole) path.push([low, high]);
        return this.roots(path.reverse());
    }

    roots(ranges) {
        return Promise.all(ranges.map(([low, high]) => this.rangeRoot(low, high)));
    }
}

function isPowerOfTwo(count) {
    return Number.isInteger(Math.log2(count)) && 2 ** Math.log2(count) === count;
}
