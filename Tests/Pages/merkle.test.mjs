import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { hex, library, root, seeded, unhex } from "./support.mjs";

const merkle = await import(new URL("merkle.js", library));
const { TileTree } = await import(new URL("tiletree.js", library));
const tile = await import(new URL("tile.js", library));

const leaves = Array.from({ length: 70 }, (_, at) => merkle.leafHash(Uint8Array.of(at)));

/** The definition itself, RFC 9162 section 2.1.1. */
function naive(parts) {
    if (parts.length === 0) return merkle.emptyRoot();
    if (parts.length === 1) return parts[0];
    let split = 1;
    while (split * 2 < parts.length) split *= 2;
    return merkle.nodeHash(naive(parts.slice(0, split)), naive(parts.slice(split)));
}

function tree(size, all = leaves) {
    return new TileTree(size, async (level, index, width) => {
        const unit = 256 ** level;
        return Array.from({ length: width }, (_, at) => {
            const low = (index * 256 + at) * unit;
            return naive(all.slice(low, low + unit));
        });
    });
}

const accepts = (check) => {
    try {
        check();
        return true;
    } catch (problem) {
        assert.equal(problem.name, "Refusal", problem.stack);
        return false;
    }
};

test("roots have the published values", () => {
    const inputs = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"].map(unhex);
    const roots = [
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d", "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77", "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4", "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c", "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ];
    roots.forEach((expected, at) => assert.equal(hex(merkle.rootOf(inputs.slice(0, at + 1).map(merkle.leafHash))), expected));
    assert.equal(hex(merkle.rootOf([])), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
});

test("a range that grows leaf by leaf has the root of the definition", () => {
    const range = new merkle.CompactRange();
    leaves.forEach((leaf, at) => {
        range.append(leaf);
        assert.deepEqual(range.root(), naive(leaves.slice(0, at + 1)), `size ${at + 1}`);
    });
});

test("every inclusion path verifies, and for no other index, size or leaf", async () => {
    for (let size = 1; size <= 40; size += 1) {
        const rootHash = naive(leaves.slice(0, size));
        for (let index = 0; index < size; index += 1) {
            const path = await tree(size).inclusionPath(index);
            const claim = { index, size, leaf: leaves[index], root: rootHash, path };
            merkle.verifyInclusion(claim);
            const wrong = [
                { leaf: leaves[index + 1] }, { root: leaves[0] === rootHash ? leaves[1] : leaves[0] }, { path: [...path, leaves[0]] }, { path: path.slice(1).concat(leaves[9]) },
                { index: size }, { index: -1 }, { index: index + 0.5 }, { size: 0 }, { path: null }, { path: [new Uint8Array(31)] }, { leaf: null },
            ];
            if (path.length > 0) wrong.push({ path: path.slice(1) }, { path: path.slice(0, -1) });
            for (const change of wrong) assert.throws(() => merkle.verifyInclusion({ ...claim, ...change }), { code: "wrong-proof" });
            for (let other = 0; other < size; other += 1) {
                if (other !== index) assert.equal(accepts(() => merkle.verifyInclusion({ ...claim, index: other })), false, `${index} as ${other} of ${size}`);
            }
        }
    }
});

test("every consistency path verifies, and between no other trees", async () => {
    const other = leaves.map((leaf, at) => (at === 3 ? leaves[0] : leaf));
    for (let newSize = 0; newSize <= 40; newSize += 1) {
        for (let oldSize = 0; oldSize <= newSize; oldSize += 1) {
            const path = await tree(newSize).consistencyPath(oldSize);
            const claim = { oldSize, newSize, oldRoot: naive(leaves.slice(0, oldSize)), newRoot: naive(leaves.slice(0, newSize)), path };
            merkle.verifyConsistency(claim);
            const wrong = [{ path: [...path, leaves[0]] }, { oldRoot: leaves[50] }, { path: undefined }, { oldSize: -1 }];
            if (oldSize > 0) wrong.push({ newRoot: leaves[50] });
            if (path.length > 0) wrong.push({ path: path.slice(1) }, { path: path.slice(0, -1) }, { path: path.map((hash, at) => (at === 0 ? leaves[60] : hash)) });
            for (const change of wrong) assert.throws(() => merkle.verifyConsistency({ ...claim, ...change }), { code: "forked" });
            assert.throws(() => merkle.verifyConsistency({ ...claim, oldSize: newSize + 1 }), { code: "shrunk" });
            if (oldSize > 3) {
                // A server that changed entry 3 has no path at all: neither the honest tree's nor its own.
                const forked = { ...claim, newRoot: naive(other.slice(0, newSize)) };
                assert.throws(() => merkle.verifyConsistency(forked), { code: "forked" });
                const own = await tree(newSize, other).consistencyPath(oldSize);
                assert.throws(() => merkle.verifyConsistency({ ...forked, path: own }), { code: "forked" });
            }
        }
    }
});

test("trees of several tile levels give the roots and paths of the definition", async () => {
    const random = seeded(4);
    const many = Array.from({ length: 66_100 }, (_, at) => merkle.leafHash(Uint8Array.of(at & 255, at >> 8, at >> 16)));
    for (const size of [255, 256, 257, 511, 1000, 65_535, 65_537, 66_100]) {
        const levels = [many.slice(0, size)];
        while (levels.at(-1).length >= 256) {
            const below = levels.at(-1);
            levels.push(Array.from({ length: Math.floor(below.length / 256) }, (_, at) => merkle.rootOf(below.slice(at * 256, at * 256 + 256))));
        }
        const asked = new Set();
        const tiles = new TileTree(size, async (level, index, width) => {
            asked.add(`${level}/${index}`);
            const hashes = levels[level].slice(index * 256, index * 256 + width);
            assert.equal(hashes.length, width);
            return hashes;
        });
        const expected = merkle.rootOf(many.slice(0, size));
        assert.deepEqual(await tiles.rangeRoot(0, size), expected);
        for (let round = 0; round < (size > 1000 ? 2 : 20); round += 1) {
            const index = Math.floor(random() * size);
            merkle.verifyInclusion({ index, size, leaf: many[index], root: expected, path: await tiles.inclusionPath(index) });
            const oldSize = 1 + Math.floor(random() * size);
            const oldRoot = merkle.rootOf(many.slice(0, oldSize));
            merkle.verifyConsistency({ oldSize, newSize: size, oldRoot, newRoot: expected, path: await tiles.consistencyPath(oldSize) });
        }
        asked.clear();
        const start = Math.floor((size - 1) / 256) * 256;
        assert.deepEqual(await tiles.rangeRoot(0, size, { from: start, leaves: many.slice(start, size) }), expected);
        assert.ok(asked.size <= 6, `a bundle is shown with few tiles, not with ${[...asked]}`);
    }
});

test("sizes beyond 32 bits are not cut", () => {
    const size = 2 ** 40 + 1;
    const [leaf, left] = leaves;
    // The last leaf of such a tree is promoted all the way: its path is the one complete subtree before it.
    merkle.verifyInclusion({ index: size - 1, size, leaf, root: merkle.nodeHash(left, leaf), path: [left] });
    assert.throws(() => merkle.verifyInclusion({ index: 0, size, leaf, root: merkle.nodeHash(left, leaf), path: [left] }), { code: "wrong-proof" });
    merkle.verifyConsistency({ oldSize: 2 ** 40, newSize: size, oldRoot: left, newRoot: merkle.nodeHash(left, leaf), path: [leaf] });
    assert.throws(() => merkle.verifyInclusion({ index: 0, size: 2 ** 60, leaf, root: leaf, path: [] }), { code: "wrong-proof" });
});

test("tiles are named as tlog-tiles names them", () => {
    assert.equal(tile.tilePath(0, 0), "tile/0/000");
    assert.equal(tile.tilePath(0, 999), "tile/0/999");
    assert.equal(tile.tilePath(0, 1000), "tile/0/x001/000");
    assert.equal(tile.tilePath(0, 1_234_067), "tile/0/x001/x234/067");
    assert.equal(tile.tilePath(1, 0, 17), "tile/1/000.p/17");
    assert.equal(tile.bundlePath(1_234_067, 3), "tile/entries/x001/x234/067.p/3");
    for (const [level, index, width] of [[-1, 0, 1], [64, 0, 1], [0, -1, 1], [0, 0, 0], [0, 0, 257], [0, 0.5, 1], [0, 2 ** 53, 1]]) {
        assert.throws(() => tile.tilePath(level, index, width), { code: "no-such-tile" });
    }
    assert.deepEqual([0, 1, 2, 3].map((level) => tile.hashesAt(level, 70_000)), [70_000, 273, 1, 0]);
    assert.equal(tile.tileWidth(0, 273, 70_000), 112);
    assert.equal(tile.tileWidth(1, 1, 70_000), 17);
    assert.equal(tile.tileWidth(2, 0, 70_000), 1);
    assert.equal(tile.tileWidth(0, 274, 70_000), 0);
});

test("bundles and tiles hold what they should, to the byte", () => {
    const bundle = unhex("00147b2274223a2262616c6c6f74222c226e223a317d00147b2274223a227469636b6574222c226e223a327d00127b2274223a2264726177222c226e223a337d");
    const entries = tile.decodeBundle(bundle, 3);
    assert.equal(new TextDecoder().decode(entries[1]), '{"t":"ticket","n":2}');
    assert.equal(hex(merkle.rootOf(entries.map(merkle.leafHash))), "61c100a0b42b59f9c6de7dc8b61885fe57ce30c3ed894a661cdc67c893c54cd2");
    for (const count of [0, 2, 4, 256]) assert.throws(() => tile.decodeBundle(bundle, count), { code: "bad-bundle" });
    for (let end = 0; end < bundle.length; end += 1) assert.throws(() => tile.decodeBundle(bundle.subarray(0, end), 3), { code: "bad-bundle" });
    assert.deepEqual(tile.decodeBundle(new Uint8Array(4), 2), [new Uint8Array(0), new Uint8Array(0)]);
    assert.throws(() => tile.decodeTile(new Uint8Array(63), 2), { code: "bad-tile" });
    assert.equal(tile.decodeTile(new Uint8Array(64), 2).length, 2);
});

const vectorsFile = `${process.env.URNA_SHARED_DATA ?? `${root}../shared/data`}/merkle-vectors.json`;
// The vectors of transparency-dev/merkle lie beside the repository, not in it.
test("proofs are accepted and refused as transparency-dev/merkle publishes", { skip: !existsSync(vectorsFile) && `there is no ${vectorsFile}` }, () => {
    const vectors = JSON.parse(readFileSync(vectorsFile, "utf8"));
    const bytes = (text) => new Uint8Array(Buffer.from(text ?? "", "base64"));
    // Some have the text "don't care" and a number for a root: its digest stands for it.
    const rootOf = (text) => (bytes(text).length === 32 ? bytes(text) : merkle.leafHash(bytes(text)));
    const counts = [0, 0];
    for (const [name, { leafIdx, treeSize, root: rootHash, leafHash, proof, wantErr }] of Object.entries(vectors.inclusion)) {
        const claim = { index: leafIdx, size: treeSize, leaf: bytes(leafHash), root: bytes(rootHash), path: (proof ?? []).map(bytes) };
        assert.equal(accepts(() => merkle.verifyInclusion(claim)), !wantErr, name);
        counts[0] += 1;
    }
    for (const [name, { size1, size2, root1, root2, proof, wantErr }] of Object.entries(vectors.consistency)) {
        // That every tree extends the empty one is accepted here, as witnesses accept it; the publisher refuses to say so.
        const expected = name === "additional/size1-is-zero-and-size2-is-not-zero" ? true : !wantErr;
        const claim = { oldSize: size1, newSize: size2, oldRoot: rootOf(root1), newRoot: rootOf(root2), path: (proof ?? []).map(bytes) };
        assert.equal(accepts(() => merkle.verifyConsistency(claim)), expected, name);
        counts[1] += 1;
    }
    assert.ok(counts[0] > 90 && counts[1] > 90);
});
