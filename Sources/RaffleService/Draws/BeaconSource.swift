public import AsyncHTTPClient
public import Draws
internal import Foundation
internal import Ledger
internal import NIOCore
internal import Ports
public import Raffles

/// Where the values of a public beacon come from. What it gives is checked by who asks.
public protocol BeaconSource: Sendable {
    /// - Throws: `StoreError.unavailable` when the round cannot be had now.
    func record(of round: UInt64, chain: BeaconChain) async throws -> BeaconRecord
}

/// No beacon is configured: its values have to come with the request to draw.
public struct NoBeacon: BeaconSource {
    public init() {}

    public func record(of round: UInt64, chain: BeaconChain) async throws -> BeaconRecord {
        throw StoreError(.unavailable, "no beacon is configured: give the record of round \(round) with the request")
    }
}

/// A file that holds the record of a round, as somebody brought it to a server without a network.
public struct BeaconFile: BeaconSource {
    private let path: String

    public init(path: String) { self.path = path }

    public func record(of round: UInt64, chain: BeaconChain) async throws -> BeaconRecord {
        guard let data = FileManager.default.contents(atPath: path), data.count <= BeaconRecord.jsonBytesMax else {
            throw StoreError(.unavailable, "\(path) holds no record of a beacon")
        }
        return try BeaconRecord(json: [UInt8](data), chain: chain)
    }
}

/// A web server of the beacon's network.
public struct BeaconURL: BeaconSource {
    private let template: String
    private let client: HTTPClient
    private let timeout: Duration

    /// - Parameters:
    ///   - template: such as `https://api.drand.sh/{chain}/public/{round}`.
    ///   - timeout: for the whole exchange, to the last byte: an official waits for it.
    public init(template: String, client: HTTPClient, timeout: Duration = .seconds(10)) {
        self.template = template
        self.client = client
        self.timeout = timeout
    }

    public func record(of round: UInt64, chain: BeaconChain) async throws -> BeaconRecord {
        let address = template.replacingOccurrences(of: "{chain}", with: chain.hash).replacingOccurrences(of: "{round}", with: "\(round)")
        do {
            // The client's own timeout ends with the head of the answer: a body that never ends would hold the draw for ever.
            let body = try await withThrowingTaskGroup(of: [UInt8].self) { group in
                group.addTask { try await fetch(address, round) }
                group.addTask {
                    try await Task.sleep(for: timeout)
                    throw StoreError(.unavailable, "the beacon gives no whole answer within \(timeout)")
                }
                defer { group.cancelAll() }
                guard let body = try await group.next() else { throw StoreError(.unavailable, "the beacon gives no answer") }
                return body
            }
            return try BeaconRecord(json: body, chain: chain)
        } catch let error as StoreError {
            throw error
        } catch {
            throw StoreError(.unavailable, "the beacon cannot be reached", cause: "\(error)")
        }
    }

    private func fetch(_ address: String, _ round: UInt64) async throws -> [UInt8] {
        let response = try await client.execute(HTTPClientRequest(url: address), deadline: .distantFuture)
        guard "\(response.status)".hasPrefix("200") else {
            throw StoreError(.unavailable, "the beacon answers \(response.status) for round \(round)")
        }
        return Array((try await response.body.collect(upTo: BeaconRecord.jsonBytesMax)).readableBytesView)
    }
}

extension DrawRules {
    /// The chain as the draws know it.
    public var beaconChain: Draws.BeaconChain {
        switch chain {
        case .quicknet: .quicknet
        }
    }
}

extension BeaconRecord {
    static let jsonBytesMax = 4_096

    /// Reads what drand serves: `round`, and `signature` and `randomness` in hexadecimal. The randomness may be missing: it is the digest
    /// of the signature.
    ///
    /// - Throws: `StoreError.unavailable` when it is no record. It is not checked yet.
    public init(json bytes: [UInt8], chain: BeaconChain) throws {
        guard let json = try? JSONValue.parse(bytes), let round = json["round"]?.integerValue, round > 0,
            let signature = json["signature"]?.stringValue.flatMap({ Draws.Hex.decode($0) })
        else { throw StoreError(.unavailable, "this is no record of a beacon") }
        let randomness = json["randomness"]?.stringValue.map { Digest256(hex: $0) } ?? Draws.SHA256.hash(signature)
        guard let randomness else { throw StoreError(.unavailable, "the beacon's randomness is no digest") }
        self.init(chain: json["chain"]?.stringValue ?? chain.hash, round: UInt64(round), signature: signature, randomness: randomness)
    }

    /// As it is kept beside the ledger until the draw is revealed.
    var json: [UInt8] {
        JSONValue.object([
            ("chain", .string(chain)), ("randomness", .string(randomness.hex)), ("round", .integer(Int64(clamping: round))),
            ("signature", .string(Draws.Hex.encode(signature))),
        ]).canonical()
    }
}
