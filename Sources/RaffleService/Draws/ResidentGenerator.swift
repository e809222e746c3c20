internal import Crypto
public import Draws
internal import Foundation
public import Identity
internal import Ledger
public import LedgerService
public import Logging
internal import NIOConcurrencyHelpers
internal import Ports
public import Raffles

/// The one generator of certified draws, behind a lock, with its events.
///
/// An error stays until somebody starts it anew; there is no other generator. Nothing of its state is ever logged.
public final class ResidentGenerator: Sendable {
    private struct Held {
        var generator = RandomGenerator()
        var status = GeneratorStatus()
    }

    private let held = NIOLockedValueBox(Held())
    private let entropy: any EntropySource
    private let carry: CarryFile
    private let program: String
    private let system: SystemLedger
    private let logger: Logger
    private let now: @Sendable () -> Instant

    /// - Parameters:
    ///   - folder: the data folder; the sealed carry is kept in it between two runs.
    ///   - program: the program's id and version.
    public init(
        folder: String, master: MasterKey, entropy: any EntropySource = OSEntropy(), program: String, system: SystemLedger,
        logger: Logger, now: @escaping @Sendable () -> Instant
    ) {
        carry = CarryFile(path: folder + "/rng.carry", key: master.generatorSealing.symmetric)
        self.entropy = entropy
        self.program = program
        self.system = system
        self.logger = logger
        self.now = now
    }

    public var status: GeneratorStatus { held.withLockedValue { $0.status } }

    // MARK: Start and stop

    /// Starts the generator: known answer, health tests, seed. A failure makes it refuse all draws, and is on record.
    public func start() { start(by: .system) }

    /// Starts the generator anew after an error.
    public func restart(by person: PrincipalID) { start(by: person) }

    private func start(by person: PrincipalID) {
        var kept: [UInt8]?
        do throws(StoreError) {
            kept = try carry.take()
        } catch {
            // A carry that cannot be deleted is not used: it might be used twice.
            logger.error("the generator's carry is not used", metadata: ["error": "\(error)"])
        }
        let time = now()
        let previous = status.state
        // What sets this start apart; 128 bytes of entropy go before it. It seeds nothing by itself.
        let nonce = Array("\(ProcessInfo.processInfo.hostName) \(getpid()) \(DispatchTime.now().uptimeNanoseconds) \(time.text)".utf8)
        let carried = kept ?? []
        let failure: RandomFailure? = held.withLockedValue { held in
            do throws(RandomFailure) {
                try held.generator.start(
                    source: entropy, nonce: nonce, personalization: Array("urna certified draws \(program)".utf8), carry: carried)
                held.status = GeneratorStatus(state: .ready, startedAt: time, hasUsedCarry: !carried.isEmpty, changedAt: time)
                return nil
            } catch {
                held.status = GeneratorStatus(state: .error, failure: error)
                return error
            }
        }
        if let failure {
            report(failure)
        } else if previous == .error {
            report("RNG_RECOVERED", by: person)
        } else {
            report("RNG_STARTED", [("carry", .bool(!carried.isEmpty))], by: person)
        }
    }

    /// Leaves a sealed carry for the next start, and forgets the state. Called at graceful shutdown.
    public func stop() {
        let kept: [UInt8]? = held.withLockedValue { held in
            let kept = held.status.state == .ready ? try? held.generator.carry() : nil
            held.generator.stop()
            held.status.state = .uninitialised
            return kept
        }
        guard let kept else { return }
        do throws(StoreError) {
            try carry.put(kept)
        } catch {
            logger.error("the generator's carry is not kept", metadata: ["error": "\(error)"])
        }
        report("RNG_STOPPED")
    }

    // MARK: Use

    /// Draws one number straight from the generator, and changes the generator.
    func draw(from pool: NumberPool, _ replacement: Replacement) throws(CertifiedDrawFailure) -> CertifiedDraw {
        let time = now()
        let result: Result<CertifiedDraw, CertifiedDrawFailure> = held.withLockedValue { held in
            var pool = pool
            let result = Result { () throws(CertifiedDrawFailure) in
                try CertifiedDraw.run(&held.generator, pool: &pool, prizes: 1, replacement)
            }
            if case .success(let draw) = result {
                held.status.draws += 1
                if draw.changeFailure == nil { held.status.changedAt = time }
            }
            return result
        }
        noteFailure()
        return try result.get()
    }

    /// The secret of a verifiable draw.
    func secret() throws(RandomFailure) -> [UInt8] {
        let result: Result<[UInt8], RandomFailure> = held.withLockedValue { held in
            Result { () throws(RandomFailure) in try held.generator.bytes(VerifiableDraw.secretBytes) }
        }
        noteFailure()
        return try result.get()
    }

    /// One turn of the cycling: how long to wait before it.
    func nextTurn(_ cycling: BackgroundCycling) -> BackgroundCycling.Turn? {
        let turn = held.withLockedValue { held in
            held.status.state == .ready ? try? cycling.next(from: &held.generator) : nil
        }
        noteFailure()
        return turn
    }

    func cycle(_ turn: BackgroundCycling.Turn) {
        held.withLockedValue { held in
            guard held.status.state == .ready, (try? held.generator.cycle(blocks: turn.blocks)) != nil else { return }
            held.status.cycles += 1
            held.status.blocksDiscarded += UInt64(turn.blocks)
        }
        noteFailure()
    }

    func noteCycling(_ isOn: Bool) {
        held.withLockedValue { $0.status.isCycling = isOn }
        report(isOn ? "RNG_CYCLING_STARTED" : "RNG_CYCLING_STOPPED")
    }

    // MARK: Events

    /// Puts a failure on record when the generator has just failed.
    private func noteFailure() {
        let fresh: RandomFailure? = held.withLockedValue { held in
            guard held.status.state == .ready, case .error(let failure) = held.generator.state else { return nil }
            held.status.state = .error
            held.status.failure = failure
            return failure
        }
        if let fresh { report(fresh) }
    }

    private func report(_ failure: RandomFailure) {
        logger.critical("the generator refuses all draws", metadata: ["failure": "\(failure.code)"])
        var data: [(String, JSONValue)] = []
        if case .source(let why) = failure { data.append(("detail", .string(String(why.prefix(200))))) }
        report(failure.code, data)
    }

    private func report(_ code: String, _ data: [(String, JSONValue)] = [], by person: PrincipalID = .system) {
        guard let code = SystemEvent.Code(code) else { preconditionFailure("an event's code is made of capitals") }
        let act = SystemEntry.Act(at: Timestamp(seconds: now().milliseconds / 1_000), by: person)
        do throws(StoreError) {
            try system.append(.event(SystemEvent(code, data: data), act: act))
        } catch {
            logger.error("an event of the generator is not on record", metadata: ["code": "\(code)", "error": "\(error)"])
        }
    }
}
