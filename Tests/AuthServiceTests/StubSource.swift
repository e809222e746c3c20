import Identity
import Ledger
import Logging
import NIOConcurrencyHelpers

@testable import AuthService

/// A key set in memory that tests change as they go, and that counts how often it is loaded.
final class StubSource: JWKSSource {
    private struct Held {
        var answer: Result<[UInt8], JWKSLoadError>
        var loadCount = 0
    }

    private let held: NIOLockedValueBox<Held>

    init(_ bytes: [UInt8]) {
        held = NIOLockedValueBox(Held(answer: .success(bytes)))
    }

    var loadCount: Int { held.withLockedValue { $0.loadCount } }

    func publish(_ bytes: [UInt8]) {
        held.withLockedValue { $0.answer = .success(bytes) }
    }

    func fail() {
        held.withLockedValue { $0.answer = .failure(JWKSLoadError("out of order")) }
    }

    func mark() -> JWKSMark? { nil }

    func load() async throws(JWKSLoadError) -> [UInt8] {
        let answer = held.withLockedValue { held in
            held.loadCount += 1
            return held.answer
        }
        return try answer.get()
    }
}

extension LoginVerifier {
    /// A verifier of the tests' provider.
    static func forTests(
        _ source: any JWKSSource, claim: String = "sub", algorithms: Set<Algorithm> = Set(Algorithm.allCases)
    ) throws -> LoginVerifier {
        let configuration = try Configuration(
            issuer: Mint.issuer, audience: Mint.audience, keys: .file(path: "unused"), claim: claim, algorithms: algorithms)
        return LoginVerifier(configuration: configuration, source: source, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    }

    /// What became of a token: the voter's id, or the message of the refusal.
    func outcome(of token: String, at now: Timestamp = Mint.now) async -> Outcome {
        do throws(IssuanceRefusal) {
            return .voter(try await voter(bearing: token, at: now).text)
        } catch .login(let message) {
            return .refused(message)
        } catch {
            return .refused("not a login refusal: \(error)")
        }
    }

    enum Outcome: Equatable {
        case voter(String)
        case refused(String)

        func isRefused(saying fragment: String) -> Bool {
            if case .refused(let message) = self { message.contains(fragment) } else { false }
        }
    }
}

extension Timestamp {
    func adding(_ seconds: Int64) -> Timestamp { Timestamp(seconds: self.seconds + seconds) }
}
