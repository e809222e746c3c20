internal import AsyncHTTPClient
internal import AuditService
internal import Auditing
internal import AuthService
internal import Foundation
internal import HTTPAPI
internal import Identity
internal import Ledger
internal import LedgerService
internal import Logging
internal import Portal
internal import RaffleService
internal import Raffles
internal import ServiceLifecycle
internal import StoreSQLite
internal import Telemetry

/// The raffle half of the house, restored and checked, with the services that keep it going.
struct RaffleWing {
    let house: RaffleHouse
    let services: [any Service]

    var desk: SalesDesk { house.office.desk }
}

extension ServerProgram {
    /// Reads raffles back and checks them.
    func restoreRaffles(_ store: SQLiteStore, _ system: SystemLedger, _ folder: DataFolder, _ logger: Logger) throws -> RaffleDirectory {
        let directory = RaffleDirectory(store: store, system: system, master: folder.master, originBase: settings.origin) {
            try folder.signer(of: $0)
        }
        try directory.restore { raffle, head in
            logger.info("raffle restored", metadata: ["raffle": "\(raffle)", "entries": "\(head.size)"])
        }
        return directory
    }

    /// Verifies the software, then starts the generator: whatever fails before stops the start.
    func makeRaffles(
        _ directory: RaffleDirectory, _ store: SQLiteStore, _ system: SystemLedger, _ devices: DeviceOffice, _ folder: DataFolder,
        _ metrics: MetricsRegistry, _ logger: Logger
    ) throws -> RaffleWing {
        let milliseconds: @Sendable () -> Int64 = { Int64(Date().timeIntervalSince1970 * 1_000) }
        let now: @Sendable () -> Instant = { Instant(milliseconds: milliseconds()) }
        let auditSigner = try folder.signer(of: "\(settings.origin)/audit")
        let software = SoftwareCheck(
            settings: try settings.software(), system: system, signer: auditSigner, metrics: metrics, logger: logger, clock: milliseconds)
        let status = try software.start()
        if !status.statement.isValid {
            logger.critical("the critical files are not the approved ones", metadata: ["problems": "\(status.statement.problems)"])
        }
        let generator = ResidentGenerator(
            folder: settings.data, master: folder.master, program: "urna \(UrnaVersion.text)", system: system, logger: logger, now: now)
        generator.start()
        var limits = SalesDesk.Limits()
        limits.queuedSalesMax = settings.queuedSalesMax
        let desk = SalesDesk(store: store, limits: limits, metrics: RaffleMetrics(registry: metrics), logger: logger, now: now)
        let room = DrawRoom(desk: desk, generator: generator, beacons: settings.beaconSource)
        let events = EventReader {
            [.system(system)] + directory.all.map { AuditedLedger(name: $0.id.text, ledger: $0.ledger) }
        }
        metrics.gauge("urna_sales_queued", help: "Orders of raffles waiting for the writer.") { Double(desk.queueDepth) }
        metrics.gauge("urna_rng_ready", help: "1 while the generator of draws is ready, 0 when it refuses.") {
            generator.status.state == .ready ? 1 : 0
        }
        metrics.gauge("urna_raffles", help: "Raffles of this installation.") { Double(directory.all.count) }
        let house = RaffleHouse(
            office: RaffleOffice(directory: directory, desk: desk), room: room, events: events, software: software,
            auditSigner: auditSigner, ticketChecks: CheckLimiter(perMinute: settings.ticketChecksPerMinute))
        let watch = UnitWatch {
            devices.all.compactMap { unit in
                devices.lastSeen(unit.id).map { UnitWatch.Sign(unit: unit.id, at: Instant(milliseconds: $0)) }
            }
        }
        return RaffleWing(
            house: house,
            services: [
                GeneratorCycling(generator: generator), VerificationScheduler(check: software, logger: logger),
                RaffleHousekeeper(directory: directory, desk: desk, room: room, system: system, watch: watch, logger: logger),
            ])
    }
}

extension ServerSettings {
    fileprivate func software() throws -> SoftwareSettings {
        let keys = try softwareKeys.map { text in
            do {
                return try NoteVerifierKey(parsing: text)
            } catch {
                throw SettingsError(description: "--software-keys: \(text) is no verifier key")
            }
        }
        var software = SoftwareSettings(
            version: UrnaVersion.text, manifestPath: softwareManifest, root: softwareRoot, releaseNotePath: softwareRelease,
            releaseKeys: keys, interval: Int64(verificationSeconds) * 1_000)
        if pages == nil {
            software.pagesFolder = Portal.besideProgram
            software.pagesPath = Portal.pathBesideProgram
        }
        return software
    }

    fileprivate var beaconSource: any BeaconSource {
        guard let beacon else { return NoBeacon() }
        let isURL = beacon.hasPrefix("http://") || beacon.hasPrefix("https://")
        return isURL ? BeaconURL(template: beacon, client: .shared) : BeaconFile(path: beacon)
    }
}
