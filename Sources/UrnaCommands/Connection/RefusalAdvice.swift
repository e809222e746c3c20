/// What to do after a refusal, by its code.
enum RefusalAdvice {
    static func text(for code: String) -> String? { advice[code] }

    private static let advice: [String: String] = [
        // Who asks
        "FORBIDDEN": "Log in as someone who may: `urna staff list` shows who has which role.",
        "REMOTE_ACCESS_OFF": "Ask an administrator on the spot to allow it: urna remote-access on --until TIME.",
        "REMOTE_ACCESS_BARRED": "Come to the venue, or wait: the raffle's policies decide, and a draw until its result is official.",
        "REMOTE_ACCESS_DISABLED": "Ask an administrator on the spot to allow it: urna remote-access on --until TIME.",
        "REMOTE_SESSION": "End the remote sessions first: urna staff sessions, urna staff end SESSION.",
        "SESSION_EXPIRED": "Log in again: urna login.",
        "CODE_REQUIRED": "Log in with a code from your authenticator: urna login --totp CODE.",
        "SECOND_FACTOR_MISSING": "An administrator gives you a second factor first: urna staff change ID --second-factor.",
        "PASSWORD_CHANGE_REQUIRED": "Choose your own password first: urna staff password ID.",

        // The raffle's state
        "CONFIG_LOCKED": "The definition is fixed since activation; the attempt is in the exception report.",
        "LOCKED": "The definition is fixed since activation; the attempt is in the exception report.",
        "WRONG_STATE": "`urna raffle show` tells the raffle's state.",
        "NOT_CLOSED": "Sales are still open: wait for the closing time, or urna raffle close.",
        "RSU_NOT_UPLOADED": "Let the units named send their sales, or take them over: urna raffle recover, else urna raffle corrupt.",
        "NOT_RECONCILED": "Reconcile first: urna raffle reconcile.",
        "NOT_ACKNOWLEDGED": "An event manager acknowledges the voided tickets first: urna raffle acknowledge.",
        "OVERRIDE_MISSING": "Say why corrupt units are accepted: urna raffle reconcile --override REASON.",
        "POOL_EMPTY": "No sold and valid number takes part: there is nothing to draw.",
        "PRIZES_OPEN": "Draw, make official and pay or write off every prize first: `urna raffle show`.",

        // Software and random numbers
        "INTEGRITY_FAIL":
            "The program is not the authorised one. `urna audit software` names the files; after the repair: urna audit verify-software.",
        "SOFTWARE_NOT_VERIFIED": "Verify the program first: urna audit verify-software.",
        "RNG_ERROR": "The random number generator refuses draws: `urna audit rng` tells why, urna audit rng --restart starts it anew.",
        "RNG_NOT_STARTED": "The random number generator is not running: `urna audit rng` tells why.",

        // Draws
        "NOT_COMMITTED": "A verifiable draw is committed to before sales close: urna raffle commit.",
        "NOT_FROZEN": "Freeze the pool first: urna raffle freeze.",
        "BAD_BEACON": """
        The draw stays as it was frozen. Try again when its round has come and the beacon answers, or give the record of that very round: \
        `urna raffle draws --draw ID` names it.
        """,
        "PRIZE_DRAWN": "This prize has a winner: `urna raffle draws`.",
        "ALREADY_DRAWN": "This prize has a winner: `urna raffle draws`.",
        "WRONG_METHOD": "The raffle's definition says how it is drawn: urna raffle draw, or urna raffle enter for a manual draw.",
        "TOO_FEW_OFFICIALS": "Two people conduct this draw: the second logs in, too, and you name that file with --second-session-file.",
        "NUMBER_MISMATCH": "The number was not typed the same way twice: look at the counterfoil again.",

        // Tickets and claims
        "VOID_AFTER_ACKNOWLEDGEMENT": "Voided tickets are acknowledged as reconciled: nothing can be voided any more.",
        "UNVOID_AFTER_RECONCILIATION": "The raffle is reconciled: the ticket stays void.",
        "VALIDATION_MISMATCH": "The validation number is not this ticket's: read it again from the paper. Pay nothing.",
        "NOT_OFFICIAL": "The result is not official yet: urna raffle official.",
        "DOCUMENTS_MISSING": "A prize of this amount needs documents: name each with --document.",
        "NO_LEASE": "Give the unit numbers first: urna raffle lease.",
        "LEASES_UNCONFIRMED":
            "Connect every unit once, so that it tells which numbers it holds. If one cannot be: urna raffle leases release --from N --reason WHY.",
        "BEFORE_CHANGED": "The value is another by now: look again, then say it with --before.",

        // Devices
        "DEVICE_UNKNOWN": "`urna rsu-registry list` shows the units there are; add one with urna rsu-registry add.",
        "DEVICE_NOT_ENROLLED": "Enrol the unit first: urna rsu-registry enrolment.",
        "DEVICE_DISABLED": "Enable the unit first: urna rsu-registry enable.",
    ]
}
