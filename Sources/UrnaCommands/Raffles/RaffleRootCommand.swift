internal import ArgumentParser

/// `urna raffle …`: what organisers, managers and officials do with raffles, and how anybody looks at them.
struct RaffleRootCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "raffle", abstract: "Create, run, reconcile and draw raffles, check tickets and pay winners.",
        discussion: """
            In order: create, activate, lease, (sales), close, reconcile, acknowledge, draw or enter, verify-ticket, official, claim, settle. \
            A verifiable draw also takes commit before the close and freeze before the draw.

            Exit status: 0 fine, 1 refused or a check failed, 2 bad usage.
            """,
        subcommands: [
            RaffleCreateCommand.self, RaffleListCommand.self, RaffleShowCommand.self, RaffleActivateCommand.self,
            RaffleSuspendCommand.self, RaffleResumeCommand.self, RaffleCloseCommand.self, RaffleLeaseCommand.self, RaffleLeasesCommand.self,
            RaffleVoidCommand.self, RaffleUnvoidCommand.self, RaffleMarkCommand.self, RaffleUnmarkCommand.self, RaffleTicketCommand.self,
            RaffleReprintCommand.self,
            RaffleReconcileCommand.self, RaffleAcknowledgeCommand.self, RaffleCommitCommand.self, RaffleFreezeCommand.self,
            RaffleDrawCommand.self, RaffleEnterCommand.self, RaffleOfficialCommand.self, RaffleRevealCommand.self, RaffleDrawsCommand.self,
            RaffleVerifyTicketCommand.self, RaffleClaimCommand.self, RaffleProofCommand.self, RaffleDisplayCommand.self,
            RaffleReportCommand.self, RaffleSettleCommand.self, RaffleCorruptCommand.self, RaffleRecoverCommand.self,
            RaffleAlterCommand.self, RaffleChangeCommand.self,
        ])
}
