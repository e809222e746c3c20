internal import Ledger
internal import RaffleService
internal import Raffles
internal import Selling

/// What a unit tells besides its sales: void requests, reprints and significant events, in the order of its journal.
enum NoteBatch {
    /// Notes in one request at most.
    static let notesMax = 500
    /// Room for that many with the longest data.
    static let bytesMax = 4 * 1024 * 1024

    /// Reads `{"notes":[…]}`.
    ///
    /// - Throws: a problem that names the first member that is wrong.
    static func read(_ members: RequestMembers) throws -> [UnitNote] {
        guard let list = members.value("notes")?.arrayValue, list.count <= notesMax else {
            throw members.problem("notes", "has to be a list of at most \(notesMax) notes")
        }
        var notes: [UnitNote] = []
        for (place, json) in list.enumerated() {
            do throws(FormatError) {
                notes.append(try UnitNote(json))
            } catch {
                let field = "notes[\(place)]" + (error.field.isEmpty ? "" : ".\(error.field)")
                throw Problem(.invalidValues, detail: "\(field) \(error.message).", field: field, code: "INVALID")
            }
            guard notes[place].number == notes[0].number + UInt64(place) else {
                throw members.problem("notes", "has to have consecutive numbers")
            }
        }
        return notes
    }

    static func answer(_ outcome: NoteOutcome, at time: String) -> JSONValue {
        let refused = outcome.refused.map { note, refusal -> JSONValue in
            .object([("note", .whole(note)), ("code", .string(refusal.code.surfaceText)), ("message", .string(refusal.message))])
        }
        return .object([("upTo", .whole(outcome.upTo)), ("refused", .array(refused)), ("serverTime", .string(time))])
    }
}
