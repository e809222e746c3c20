import Foundation
import Ledger
import Testing

/// Vectors of transparency-dev/merkle.
@Suite(
    "Published proof vectors",
    .enabled(if: SharedData.has("merkle-vectors.json"), "the vectors lie beside the repository, not in it"))
struct PublishedProofTests {
    struct Vectors: Decodable {
        var inclusion: [String: Inclusion]
        var consistency: [String: Consistency]
    }

    struct Inclusion: Decodable {
        var leafIdx: UInt64
        var treeSize: UInt64
        var root: Data
        var leafHash: Data
        var proof: [Data]?
        var wantErr: Bool
    }

    struct Consistency: Decodable {
        var size1: UInt64
        var size2: UInt64
        var root1: Data
        var root2: Data
        var proof: [Data]?
        var wantErr: Bool
    }

    private static func vectors() throws -> Vectors {
        try JSONDecoder().decode(Vectors.self, from: SharedData.read("merkle-vectors.json"))
    }

    @Test("Every inclusion vector is accepted or refused as published")
    func inclusion() throws {
        let vectors = try Self.vectors().inclusion
        #expect(vectors.count > 90)
        for (name, vector) in vectors {
            let isValid = Self.holds(vector)
            #expect(isValid == !vector.wantErr, "\(name)")
        }
    }

    @Test("Every consistency vector is accepted or refused as published")
    func consistency() throws {
        let vectors = try Self.vectors().consistency
        #expect(vectors.count > 90)
        for (name, vector) in vectors where name != Self.decidedOtherwise {
            let isValid = Self.holds(vector)
            #expect(isValid == !vector.wantErr, "\(name)")
        }
        // That every tree extends the empty one is accepted here, as witnesses accept it; the publisher refuses to say so.
        let decided = try #require(vectors[Self.decidedOtherwise])
        #expect(decided.size1 == 0 && decided.wantErr && Self.holds(decided))
    }

    private static let decidedOtherwise = "additional/size1-is-zero-and-size2-is-not-zero"

    private static func holds(_ vector: Inclusion) -> Bool {
        let path = (vector.proof ?? []).map { Hash(bytes: $0) }
        guard let root = Hash(bytes: vector.root), let leaf = Hash(bytes: vector.leafHash), !path.contains(nil) else { return false }
        let proof = InclusionProof(index: vector.leafIdx, size: vector.treeSize, path: path.compactMap { $0 })
        return (try? proof.verify(leaf: leaf, root: root)) != nil
    }

    private static func holds(_ vector: Consistency) -> Bool {
        let path = (vector.proof ?? []).map { Hash(bytes: $0) }
        guard let old = root(vector.root1), let new = root(vector.root2), !path.contains(nil) else { return false }
        let proof = ConsistencyProof(oldSize: vector.size1, newSize: vector.size2, path: path.compactMap { $0 })
        return (try? proof.verify(oldRoot: old, newRoot: new)) != nil
    }

    /// Some vectors have the text "don't care" and a number for a root: its digest stands for it.
    private static func root(_ data: Data) -> Hash? {
        data.starts(with: Data("don't care".utf8)) ? Hash.sha256(Array(data)) : Hash(bytes: data)
    }
}
