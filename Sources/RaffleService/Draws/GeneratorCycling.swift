internal import Draws
public import ServiceLifecycle

/// Keeps the generator moving between draws, at moments and by amounts that nobody can tell in advance. Ends with the server, and then
/// leaves the carry for the next start.
public struct GeneratorCycling: Service {
    private let generator: ResidentGenerator
    private let cycling: BackgroundCycling

    public init(generator: ResidentGenerator) {
        self.init(generator: generator, cycling: BackgroundCycling())
    }

    init(generator: ResidentGenerator, cycling: BackgroundCycling) {
        self.generator = generator
        self.cycling = cycling
    }

    /// How long to wait before looking whether somebody has started a failed generator anew, in milliseconds.
    private static let idleMilliseconds: UInt64 = 1_000

    public func run() async throws {
        generator.noteCycling(true)
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                let turn = generator.nextTurn(cycling)
                try? await Task.sleep(for: .milliseconds(turn?.delayMilliseconds ?? Self.idleMilliseconds))
                if let turn, !Task.isCancelled { generator.cycle(turn) }
            }
        }
        generator.noteCycling(false)
        generator.stop()
    }
}
