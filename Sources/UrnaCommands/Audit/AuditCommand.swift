internal import ArgumentParser

/// `urna audit …`: what a regulator or an auditor asks.
struct AuditCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit", abstract: "Search significant events, verify the program, and get reports and the event log.",
        subcommands: [
            AuditEventsCommand.self, AuditVerifySoftwareCommand.self, AuditSoftwareCommand.self, AuditReportsCommand.self,
            AuditChainCommand.self, AuditVerifyChainCommand.self, AuditRngCommand.self,
        ])
}
