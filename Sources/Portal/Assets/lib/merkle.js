/**
 * Merkle trees of RFC 6962 and RFC 9162: hashes, and the verification of proofs. Hashes are 32 bytes.
 *
 * Sizes and indices are whole numbers up to 2^53 - 1. Shifts are divisions here: the operators of the language cut to 32 bits.
 */
import { equal, isBytes, isCount } from "./bytes.js";
import { demand } from "./refusal.js";
import { hashStretch, sha256 } from "./sha256.js";

export const HASH_BYTES = 32;
// A leaf after its 0, a node's two after their 1: hashed in one stretch. Entries of a log have at most 65,535 bytes.
const leafBytes = new Uint8Array(1 + 65_535);
const nodeBytes = Uint8Array.of(1, ...new Uint8Array(2 * HASH_BYTES));

export function leafHash(entry) {
    if (entry.length >= leafBytes.length) return sha256(leafBytes.subarray(0, 1), entry);
    leafBytes.set(entry, 1);
    return hashStretch(leafBytes, 0, 1 + entry.length);
}

export function nodeHash(left, right) {
    demand(left.length === HASH_BYTES && right.length === HASH_BYTES, "wrong-proof", "not hashes");
    nodeBytes.set(left, 1);
    nodeBytes.set(right, 1 + HASH_BYTES);
    return hashStretch(nodeBytes, 0, nodeBytes.length);
}

/** The root of a tree without leaves. */
export function emptyRoot() {
    return sha256(new Uint8Array(0));
}

/** The largest power of two below `count`, which is at least 2: where RFC 9162 splits a tree. */
export function splitOf(count) {
    let split = 1;
    while (split * 2 < count) split *= 2;
    return split;
}

function isHash(value) {
    return isBytes(value) && value.length === HASH_BYTES;
}

const isOdd = (value) => value % 2 === 1;
const half = (value) => Math.floor(value / 2);

/**
 * Checks that the leaf at `index` is in the tree of `size` with this `root` (RFC 9162 section 2.1.3.2).
 *
 * `leaf` is computed from the entry itself; `size` and `root` come from a checkpoint whose signature was verified.
 *
 * @throws Refusal "wrong-proof"
 */
export function verifyInclusion({ index, size, leaf, root, path }) {
    demand(isCount(index) && isCount(size) && index < size, "wrong-proof", "the index is beyond the tree");
    demand(Array.isArray(path) && [leaf, root, ...path].every(isHash), "wrong-proof", "not hashes");
    let first = index;
    let last = size - 1;
    let result = leaf;
    for (const hash of path) {
        demand(last !== 0, "wrong-proof", "the path is too long");
        if (isOdd(first) || first === last) {
            result = nodeHash(hash, result);
            // A node without a right sibling is promoted: skip the levels it rose through.
            while (!isOdd(first) && first !== 0) {
                first = half(first);
                last = half(last);
            }
        } else {
            result = nodeHash(result, hash);
        }
        first = half(first);
        last = half(last);
    }
    demand(last === 0, "wrong-proof", "the path is too short");
    demand(equal(result, root), "wrong-proof", "the path leads to another root");
}

/**
 * Checks that a tree is an older tree with leaves appended (RFC 9162 section 2.1.4.2): nothing was changed or removed.
 *
 * Equal sizes: equal roots and an empty path. Old size 0: an empty path, and the root of the empty tree; every tree extends that.
 *
 * @throws Refusal "shrunk" when the newer tree is the smaller one, "forked" when it is another tree
 */
export function verifyConsistency({ oldSize, newSize, oldRoot, newRoot, path }) {
    demand(isCount(oldSize) && isCount(newSize), "forked", "not sizes");
    demand(Array.isArray(path) && [oldRoot, newRoot, ...path].every(isHash), "forked", "not hashes");
    demand(oldSize <= newSize, "shrunk", `from ${oldSize} to ${newSize}`);
    if (oldSize === 0 || oldSize === newSize) {
        demand(path.length === 0, "forked", "the path is too long");
        demand(oldSize !== 0 || equal(oldRoot, emptyRoot()), "forked", "the old root is not of the empty tree");
        demand(oldSize !== newSize || equal(oldRoot, newRoot), "forked", "one size with two roots");
        return;
    }
    let first = oldSize - 1;
    let last = newSize - 1;
    while (isOdd(first)) {
        first = half(first);
        last = half(last);
    }
    // The old root of a complete tree is itself a node of the new tree, and is left out of the path.
    const hashes = first === 0 ? [oldRoot, ...path] : path;
    demand(hashes.length > 0, "forked", "the path is too short");
    let oldResult = hashes[0];
    let newResult = hashes[0];
    for (const hash of hashes.slice(1)) {
        demand(last !== 0, "forked", "the path is too long");
        if (isOdd(first) || first === last) {
            oldResult = nodeHash(hash, oldResult);
            newResult = nodeHash(hash, newResult);
            while (!isOdd(first) && first !== 0) {
                first = half(first);
                last = half(last);
            }
        } else {
            newResult = nodeHash(newResult, hash);
        }
        first = half(first);
        last = half(last);
    }
    demand(last === 0, "forked", "the path is too short");
    demand(equal(oldResult, oldRoot), "forked", "the path does not lead from the old root");
    demand(equal(newResult, newRoot), "forked", "the path does not lead to the new root");
}

/** The least that has to be kept to go on hashing a log: the roots of its complete subtrees, largest first. */
export class CompactRange {
    constructor() {
        this.size = 0;
        this.hashes = [];
    }

    /** Adds the leaf with index `size`. */
    append(leaf) {
        let node = leaf;
        for (let size = this.size; isOdd(size); size = half(size)) node = nodeHash(this.hashes.pop(), node);
        this.hashes.push(node);
        this.size += 1;
    }

    root() {
        if (this.size === 0) return emptyRoot();
        return this.hashes.reduceRight((right, left) => nodeHash(left, right));
    }
}

/** The root over leaf hashes. */
export function rootOf(leaves) {
    const range = new CompactRange();
    for (const leaf of leaves) range.append(leaf);
    return range.root();
}
