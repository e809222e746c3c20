public import ServiceLifecycle

/// Ends sessions and remote access when their time is over, so that the record tells of it in time.
///
/// What is over lets nobody in before that: every request looks at the time by itself.
public struct StaffTicker: Service {
    private let office: StaffOffice
    private static let interval = Duration.seconds(2)

    public init(_ office: StaffOffice) { self.office = office }

    public func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                await office.tick()
                try? await Task.sleep(for: Self.interval)
            }
        }
    }
}
