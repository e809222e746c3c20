internal import HTTPTypes

/// Where the calls on one raffle are.
private let one = "/v1/raffles/{id}"
private let log = "/v1/raffles/{id}/log"

/// What any call with a body of JSON can be answered with.
private let bodyProblems: [ProblemKind] = [.badRequest, .bodyTooLarge, .unsupportedMediaType, .invalidValues]
/// And one that changes a raffle.
private let changeProblems: [ProblemKind] = [.notFound, .stateConflict] + bodyProblems

extension RouteDescription {
    static let listRaffles = RouteDescription(
        path: "/v1/raffles", tag: .raffles, summary: "All raffles, by event number", answers: [.json(200, .raffleList, "The raffles.")])

    static let createRaffle = RouteDescription(
        method: .post, path: "/v1/raffles", tag: .raffles, summary: "Create a raffle, as a draft",
        details: "Takes an administrator. The definition is the first entry of the raffle's ledger: it cannot be changed, only made anew.",
        caller: .staff, body: .json(.raffleDefinition),
        parameters: [.query("id", .raffleID, "The id wanted. Made from the title when it is left out.")],
        answers: [.json(201, .raffle, "Created.", headers: [.location])],
        problems: [.badRequest, .conflict, .bodyTooLarge, .unsupportedMediaType, .invalidRaffle, .lockedOut])

    static let getRaffle = RouteDescription(
        path: one, tag: .raffles, summary: "Definition, state, sales and official results of a raffle",
        details: "A winner is there only once the result is official.",
        answers: [.json(200, .raffle, "The raffle.")], problems: [.notFound])

    static let changeRaffle = RouteDescription(
        method: .patch, path: one, tag: .raffles, summary: "Try to change a definition: always refused",
        details:
            "Prices, prizes, numbers and rules are fixed. Every attempt is a line of the Exception Report, and CONFIG_LOCKED the answer.",
        caller: .staff, body: .json(.anyObject), answers: [], problems: changeProblems)

    static let activateRaffle = change("activate", "Let selling begin", nil, [.lockedOut])
    static let suspendRaffle = change("suspend", "Stop selling for a while", .reasonOnly)
    static let resumeRaffle = change("resume", "Let selling go on", nil, [.lockedOut])
    static let closeRaffle = change("close", "End selling, for good", nil)
    static let acknowledgeRaffle = change(
        "acknowledge", "State that voided tickets are reconciled: draws may begin, and nothing is voided any more", .noteOnly)
    static let settleRaffle = change("settle", "End a raffle whose prizes are all paid or past their time", nil)

    private static func change(
        _ name: String, _ summary: String, _ body: SchemaName?, _ more: [ProblemKind] = []
    ) -> RouteDescription {
        RouteDescription(
            method: .post, path: "\(one)/\(name)", tag: .raffles, summary: summary, caller: .staff,
            body: body.map { .json($0, isRequired: false) }, answers: [.json(200, .raffle, "Done: the raffle as it is now.")],
            problems: changeProblems + more)
    }

    static let reconcileRaffle = RouteDescription(
        method: .post, path: "\(one)/reconcile", tag: .raffles, summary: "Check that all numbers and all money add up",
        details: "In total and for each unit: allocated = sold + unsold, sold = in play + void. A unit that has not uploaded all is named.",
        caller: .staff, body: .json(.overrideOnly, isRequired: false), answers: [.json(200, .reconciliation, "They do.")],
        problems: changeProblems)

    static let alterRaffle = RouteDescription(
        method: .post, path: "\(one)/alterations", tag: .raffles, summary: "Correct accounting data, under supervision",
        details: "Element, value before, value after, time and login are an entry of the ledger.",
        caller: .staff, body: .json(.newAlteration), answers: [.json(201, .alteration, "Corrected.")], problems: changeProblems)

    static let leaseNumbers = RouteDescription(
        method: .post, path: "\(one)/leases", tag: .raffles, summary: "Give a unit numbers to sell",
        details: "A unit that has not used up its numbers keeps them, and the answer is what it has.",
        caller: .staff, body: .json(.newLease), answers: [.json(201, .lease, "The unit's numbers.")],
        problems: changeProblems + [.lockedOut])

    static let releaseLeases = RouteDescription(
        method: .post, path: "\(one)/leases/release", tag: .raffles,
        summary: "Let numbers be leased again after a restore, though not every unit has been heard",
        details: "From a position on that is above every number that anyone may hold. On record, with the reason.",
        caller: .staff, body: .json(.leaseRelease), answers: [.json(200, .raffle, "Done: the raffle as it is now.")],
        problems: changeProblems)

    static let markUnitCorrupt = RouteDescription(
        method: .post, path: "\(one)/rsus/{rsu}/corrupt", tag: .raffles, summary: "Put a unit into the corruption log",
        caller: .staff, body: .json(.unitCorruption), parameters: [.path("rsu", .unitID, "The unit.")],
        answers: [.json(200, .unitAccount, "The unit's account.")], problems: changeProblems)

    static let recoverUnit = RouteDescription(
        method: .post, path: "\(one)/rsus/{rsu}/recover", tag: .raffles, summary: "Take over the sales of a broken unit",
        details: """
            From the recovery file that the unit signed, all of it or nothing. One that does not hold all that the unit sold is refused with
            RECOVERY_INCOMPLETE, unless `incomplete` is true and a reason is given; the unit then is `incomplete`, and reconciling takes an override.
            """,
        caller: .staff, body: .binary("The recovery file."),
        parameters: [
            .path("rsu", .unitID, "The unit."), .query("incomplete", .flag, "Take a file that is known to lack sales."),
            .query("reason", .text, "Why; with `incomplete`."),
        ],
        answers: [.json(200, .unitAccount, "The unit's account.")], problems: changeProblems)

    static let listRaffleUnits = RouteDescription(
        path: "\(one)/rsus", tag: .raffles, summary: "The selling units of a raffle, as they are now",
        details: """
            Units that ever had numbers in it, in the order of their first lease; the counts besides are of all of them. What a unit \
            says of its buffer and program, and when it was heard, is known since the server started.
            """,
        caller: .staff,
        parameters: [
            .query("after", .count, "`next` of the answer before."), .query("limit", .listSize(1_000), "Units in the answer."),
        ],
        answers: [.json(200, .raffleUnits, "The units.")], problems: [.badRequest, .notFound])

    static let getDisplay = RouteDescription(
        path: "\(one)/display", tag: .raffles, summary: "What a screen in the hall shows",
        answers: [.json(200, .raffleDisplay, "Jackpot, time left and official winners.")], problems: [.notFound])

    static let streamRaffle = RouteDescription(
        path: "\(one)/stream", tag: .raffles, summary: "A raffle as it goes on, as server-sent events",
        details: """
            Events are named `raffle`, twice a second at most. The data of each is the whole raffle as `GET /v1/raffles/{id}` has it, \
            with its currency, what `…/display` shows but the seconds left, and the moment `asOf` which it is of: count down to \
            `closesAt`. Comes with an end: reconnect as `retry` says.
            """,
        parameters: [
            .query("last_event_id", .text, "What was seen last, for clients that cannot set the header."),
            .header("Last-Event-ID", .text, "What was seen last, as an `EventSource` says by itself."),
        ],
        answers: [
            .eventStream(200, "Events, without an end; `id` holds the size of the ledger."),
            .empty(204, "The raffle is settled and this client has seen it: do not come back."),
        ],
        problems: [.notFound, .tooManyWatchers])

    static let getReport = RouteDescription(
        path: "\(one)/reports/{kind}", tag: .audit, summary: "One of the seven reports on a raffle",
        details: "The digest at its end is the same in all formats. Validation numbers are withheld from who may not see them.",
        caller: .staff,
        parameters: [.path("kind", .reportKind, "Which."), .query("format", .reportFormat, "As what.")],
        answers: [.report(200, "The report.")], problems: [.badRequest, .notFound])
}

// MARK: - Tickets

extension RouteDescription {
    private static let ticket: [OpenAPIParameter] = [.path("ticket", .ticketID, "The ticket.")]

    static let markTicket = ticketChange("marks", "Ask that a ticket be voided", "Nothing changes before a manager decides.", .newMark)
    static let voidTicket = ticketChange(
        "voids", "Void a ticket with all its numbers", "Its numbers are never sold again. Not after the acknowledgement.", .newVoid)

    private static func ticketChange(
        _ name: String, _ summary: String, _ details: String, _ body: SchemaName
    ) -> RouteDescription {
        RouteDescription(
            method: .post, path: "\(one)/\(name)", tag: .tickets, summary: summary, details: details, caller: .staff, body: .json(body),
            answers: [.json(201, .ticket, "Done: the ticket as it is now.")], problems: changeProblems)
    }

    static let unmarkTicket = RouteDescription(
        method: .delete, path: "\(one)/marks/{ticket}", tag: .tickets, summary: "Turn down, or take back, the request to void a ticket",
        caller: .staff, parameters: ticket, answers: [.json(200, .ticket, "The ticket as it is now.")], problems: changeProblems)

    static let unvoidTicket = RouteDescription(
        method: .delete, path: "\(one)/voids/{ticket}", tag: .tickets, summary: "Take a void back, before reconciliation",
        details: "Why can be said in a body, `{\"note\": \"…\"}`.",
        caller: .staff, parameters: ticket, answers: [.json(200, .ticket, "The ticket as it is now.")], problems: changeProblems)

    static let reprintTicket = RouteDescription(
        method: .post, path: "\(one)/reprints", tag: .tickets, summary: "Print a ticket or a counterfoil again",
        details: "Marked REPRINT, and on record. A counterfoil takes a manager.",
        caller: .staff, body: .json(.newReprint), answers: [.text(200, "The document.")], problems: changeProblems)

    static let getTicket = RouteDescription(
        path: "\(one)/tickets/{ticket}", tag: .tickets, summary: "A ticket as the ledger has it", caller: .staff, parameters: ticket,
        answers: [.json(200, .ticket, "The ticket.")], problems: [.notFound])

    static let listTickets = RouteDescription(
        path: "\(one)/tickets", tag: .tickets, summary: "Tickets by what became of them, in the order of the ledger",
        details: """
            `status` names one or more of sold, marked, void, winner (official, not paid) and claimed; all when it is left out. A page may \
            hold fewer tickets than asked for though others follow: go on with `after` until `next` is null.
            """,
        caller: .staff,
        parameters: [
            .query("status", .ticketKinds, "Which, with commas between."), .query("after", .count, "`next` of the answer before."),
            .query("limit", .listSize(200), "Tickets in the answer."),
        ],
        answers: [.json(200, .ticketPage, "The tickets.")], problems: [.badRequest, .notFound])

    static let proveTicket = RouteDescription(
        path: "\(one)/tickets/{ticket}/proof", tag: .tickets, summary: "The proof that a ticket is in the ledger",
        details: "The commitment can be compared with the ticket's validation number, which nobody but its holder and the server knows.",
        parameters: ticket, answers: [.json(200, .ticketProof, "The proof.")], problems: [.notFound, .storeUnavailable])

    static let checkTicket = RouteDescription(
        method: .post, path: "\(one)/tickets/check", tag: .tickets, summary: "Ask whether a ticket has won",
        details: "Bounded per peer, person and raffle. Without a validation number it is a question about the ledger, not about paper.",
        caller: .staff, body: .json(.presentedTicket), answers: [.json(200, .ticketAnswer, "The verdict.")],
        problems: changeProblems + [.tooManyRequests])

    static let claimPrize = RouteDescription(
        method: .post, path: "\(one)/claims", tag: .tickets, summary: "Pay a prize against its ticket",
        details: "A ticket that is not to be paid is answered 409 with the verdict as `code`, and on record.",
        caller: .staff, body: .json(.newClaim), answers: [.json(201, .claim, "Paid.")], problems: changeProblems + [.lockedOut])
}

// MARK: - Draws

extension RouteDescription {
    private static let draw: [OpenAPIParameter] = [.path("draw", .drawID, "The draw.")]
    private static let secondOfficial = OpenAPIParameter.header(
        House.secondOfficialHeader, .text,
        "The session token of a second draw official, another person than whoever asks. Wanted where `policies.twoPersonDraw` is true.")

    static let commitDraw = RouteDescription(
        method: .post, path: "\(one)/commitments", tag: .draws, summary: "Fix the secret of a verifiable draw, before sales close",
        caller: .staff, body: .json(.prizeOnly, isRequired: false), answers: [.json(201, .commitment, "Committed to.")],
        problems: changeProblems)

    static let freezePool = RouteDescription(
        method: .post, path: "\(one)/freeze", tag: .draws, summary: "Fix the pool of a draw by its digest",
        details: "Of a verifiable draw, the beacon's round is named with it, before it exists.",
        caller: .staff, body: .json(.prizeOnly, isRequired: false), answers: [.json(200, .frozenPool, "Frozen.")],
        problems: changeProblems + [.lockedOut])

    static let drawPrize = RouteDescription(
        method: .post, path: "\(one)/draws", tag: .draws, summary: "Draw one prize",
        details: "Takes a draw official, an acknowledged raffle, verified software and nobody connected from outside. Once a prize.",
        caller: .staff, body: .json(.newDraw), parameters: [secondOfficial], answers: [.json(201, .drawnNumber, "The number.")],
        problems: changeProblems + [.lockedOut])

    static let enterNumber = RouteDescription(
        method: .post, path: "\(one)/entries", tag: .draws, summary: "Enter a number that was drawn by hand",
        details: "Typed twice. Anything but VALID means: draw another; every attempt stays on record.",
        caller: .staff, body: .json(.newEntry), parameters: [secondOfficial],
        answers: [.json(201, .enteredNumber, "What the ledger knows of the number.")],
        problems: changeProblems + [.lockedOut])

    static let makeOfficial = RouteDescription(
        method: .post, path: "\(one)/prizes/{prize}/official", tag: .draws, summary: "Make a drawn number official",
        details: "After the winning ticket was verified. From here on displays show it.",
        caller: .staff, body: .json(.numberOnly, isRequired: false), parameters: [.path("prize", .prizeID, "The prize.")],
        answers: [.json(200, .winner, "The official result.")], problems: changeProblems)

    static let revealDraw = RouteDescription(
        method: .post, path: "\(one)/draws/{draw}/reveal", tag: .draws, summary: "Publish the secret of a verifiable draw",
        details: "Happens by itself when the last prize is official.",
        caller: .staff, parameters: draw, answers: [.json(200, .draw, "The draw.")], problems: [.notFound, .stateConflict, .invalidValues])

    static let listDraws = RouteDescription(
        path: "\(one)/draws", tag: .draws, summary: "All draws of a raffle, oldest first",
        details: "A valid number that is not official yet is left out, with its ticket and its words, for whoever may not draw.",
        caller: .anyoneOrStaff,
        answers: [.json(200, .drawList, "The draws.")], problems: [.notFound])

    static let getDraw = RouteDescription(
        path: "\(one)/draws/{draw}", tag: .draws, summary: "All that anyone needs to draw again",
        details: "A valid number that is not official yet is left out, with its ticket and its words, for whoever may not draw.",
        caller: .anyoneOrStaff, parameters: draw,
        answers: [.json(200, .draw, "The draw.")], problems: [.notFound])

    static let getPool = RouteDescription(
        path: "\(one)/draws/{draw}/pool", tag: .draws, summary: "The numbers in play of a draw, with their commitments",
        details: "The text that the pool's digest is of.", parameters: draw,
        answers: [.text(200, "The pool.")], problems: [.notFound])
}

// MARK: - Ledgers

extension RouteDescription {
    static let getRaffleCheckpoint = RouteDescription(
        path: "\(log)/checkpoint", tag: .ledger, summary: "The newest signed checkpoint of a raffle's ledger",
        answers: [.text(200, "A signed note (C2SP tlog-checkpoint).")], problems: [.notFound])

    static let getRaffleTile = RouteDescription(
        path: "\(log)/tile/{path}", tag: .ledger, summary: "A tile or an entry bundle of a raffle's ledger",
        details: "As C2SP tlog-tiles has it. Full tiles never change.",
        parameters: [.path("path", .tilePath, "As in `getTile`.")], answers: [.binary(200, "The tile.")],
        problems: [.notFound, .storeUnavailable])

    static let getRaffleProof = RouteDescription(
        path: "\(log)/proof/{index}", tag: .ledger, summary: "An entry, and the proof that the current checkpoint contains it",
        parameters: [.path("index", .count, "Place of the entry in the ledger, from 0.")],
        answers: [.json(200, .inclusionProof, "The proof.")], problems: [.notFound, .storeUnavailable])

    static let getRaffleConsistency = RouteDescription(
        path: "\(log)/consistency/{size}", tag: .ledger, summary: "The proof that the current tree extends an older one",
        parameters: [.path("size", .count, "Size of the older tree.")],
        answers: [.json(200, .consistencyProof, "The proof.")], problems: [.notFound, .storeUnavailable])

    static let getSystemProof = RouteDescription(
        path: "/v1/system/log/proof/{index}", tag: .ledger, summary: "An entry of the system ledger, with its proof",
        parameters: [.path("index", .count, "Place of the entry in the ledger, from 0.")],
        answers: [.json(200, .inclusionProof, "The proof.")], problems: [.notFound, .storeUnavailable])

    static let getSystemConsistency = RouteDescription(
        path: "/v1/system/log/consistency/{size}", tag: .ledger, summary: "The proof that the system ledger extends an older one",
        parameters: [.path("size", .count, "Size of the older tree.")],
        answers: [.json(200, .consistencyProof, "The proof.")], problems: [.notFound, .storeUnavailable])
}
