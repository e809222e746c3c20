internal import Crypto
internal import Ledger
public import Raffles

/// A unit's sales and notes in a signed file, to be carried to the server when the unit itself cannot send them.
///
///     urna-rsu-recovery-v1
///     {"collected":…,"damage":null,"exportedAt":…,"operator":…,"program":…,"statement":{…}}
///     {"sale":{…}}          as uploaded, in the order of sequences
///     {"note":{…}}          in the order of numbers
///     signature <base64url of the Ed25519 signature over everything above, this line not included>
///
/// All lines are canonical JSON and end in a line feed.
public struct RecoveryFile: Hashable, Sendable {
    private static let title = "urna-rsu-recovery-v1"
    private static let mark = "signature "
    /// Longest file: half a million sales.
    public static let bytesMax = 256 << 20

    /// Over the sales in the file.
    public let statement: SaleStatement
    public let sales: [SaleUpload]
    public let notes: [UnitNote]
    /// Who sold last.
    public let seller: UserID?
    /// What the unit took, also for sales that could not be read.
    public let collected: Int64
    public let program: String
    public let exportedAt: Instant
    /// What was wrong with the journal; nil when all of it could be read, so that the file holds every sale of the unit.
    public let damage: String?

    /// A file is complete when it holds all that the unit sold.
    public var isComplete: Bool { damage == nil && statement.sales == UInt64(sales.count) && collected == statement.gross }

    /// All that a unit knows.
    public init(_ memory: UnitMemory, at time: Instant) {
        statement = memory.statement
        sales = memory.sales
        notes = memory.notes
        seller = memory.lastSeller
        collected = memory.collected
        program = memory.header.program
        exportedAt = time
        damage = nil
    }

    /// What could be read of a damaged journal; nil when not even its unit could.
    public init?(_ damage: JournalDamage, program: String, at time: Instant) {
        guard let raffle = damage.raffle, let rsu = damage.rsu else { return nil }
        let sales = damage.sales.filter { $0.raffle == raffle && $0.rsu == rsu }
        statement = SaleStatement(raffle: raffle, rsu: rsu, of: sales)
        self.sales = sales
        notes = []
        seller = damage.seller
        collected = damage.collected
        self.program = program
        exportedAt = time
        self.damage = damage.description
    }

    /// The file's bytes.
    ///
    /// - Parameter sign: gives the Ed25519 signature of the device key over what it gets.
    public func signed(by sign: ([UInt8]) throws -> [UInt8]) rethrows -> [UInt8] {
        var bytes = Array("\(Self.title)\n".utf8)
        func line(_ json: JSONValue) {
            json.encode(canonicalInto: &bytes)
            bytes.append(UInt8(ascii: "\n"))
        }
        line(
            .object([
                ("statement", statement.json()), ("operator", seller.map { .string($0.text) } ?? .null),
                ("collected", .integer(collected)), ("program", .string(program)), ("exportedAt", .string(exportedAt.text)),
                ("damage", damage.map { .string($0) } ?? .null),
            ]))
        for sale in sales { line(.object([("sale", sale.json())])) }
        for note in notes { line(.object([("note", note.json())])) }
        let signature = try sign(bytes)
        bytes += Array("\(Self.mark)\(Base64URL.encode(signature))\n".utf8)
        return bytes
    }

    /// Checks the signature and reads the file.
    ///
    /// - Parameter publicKey: 32 bytes, the key that the unit was enrolled with.
    /// - Throws: ``RecoveryError``. Nothing is taken from a file that is not whole and signed.
    public static func verify(_ bytes: [UInt8], publicKey: [UInt8]) throws(RecoveryError) -> RecoveryFile {
        guard let key = try? Curve25519.Signing.PublicKey(rawRepresentation: publicKey) else { throw .unknownKey }
        let (text, signature) = try split(bytes)
        guard key.isValidSignature(signature, for: text) else { throw .wrongSignature }
        return try parse(text)
    }

    /// Reads a file without asking who signed it, to find out whose it claims to be.
    public static func parse(unverified bytes: [UInt8]) throws(RecoveryError) -> RecoveryFile {
        try parse(try split(bytes).text)
    }

    private static func split(_ bytes: [UInt8]) throws(RecoveryError) -> (text: ArraySlice<UInt8>, signature: [UInt8]) {
        guard bytes.count <= bytesMax, bytes.last == UInt8(ascii: "\n"),
            let feed = bytes.dropLast().lastIndex(of: UInt8(ascii: "\n"))
        else { throw .malformed(line: 0, "is no recovery file") }
        let line = bytes[(feed + 1)...].dropLast()
        guard line.starts(with: mark.utf8), let signature = Base64URL.decode(Array(line.dropFirst(mark.utf8.count))), signature.count == 64
        else { throw .malformed(line: 0, "has no signature at its end") }
        return (bytes[...feed], signature)
    }

    private static func parse(_ text: ArraySlice<UInt8>) throws(RecoveryError) -> RecoveryFile {
        let lines = text.dropLast().split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        guard lines.count >= 2, lines[0].elementsEqual(title.utf8) else { throw .malformed(line: 1, "is no recovery file") }
        var sales: [SaleUpload] = []
        var notes: [UnitNote] = []
        for (index, line) in lines.enumerated().dropFirst(2) {
            do throws(FormatError) {
                let json = try parse(line: line)
                if let sale = json["sale"] {
                    sales.append(try SaleUpload(sale, at: "sale"))
                } else if let note = json["note"] {
                    notes.append(try UnitNote(note, at: "note"))
                } else {
                    throw FormatError(field: "", message: "is neither a sale nor a note")
                }
            } catch {
                throw .malformed(line: index + 1, error.description)
            }
        }
        do {
            return try RecoveryFile(head: try parse(line: lines[1]), sales: sales, notes: notes)
        } catch {
            throw .malformed(line: 2, error.description)
        }
    }

    private static func parse(line: ArraySlice<UInt8>) throws(FormatError) -> JSONValue {
        guard let json = try? JSONValue.parse(Array(line)), json.canonical().elementsEqual(line) else {
            throw FormatError(field: "", message: "is no canonical JSON")
        }
        return json
    }

    private init(head: JSONValue, sales: [SaleUpload], notes: [UnitNote]) throws(FormatError) {
        let reader = try MemberReader(head, names: ["statement", "operator", "collected", "program", "exportedAt", "damage"])
        statement = try SaleStatement(try reader.value("statement"), at: "statement")
        seller = reader.isPresent("operator") ? try reader.parsed("operator") { UserID($0) } : nil
        collected = try reader.whole("collected", 0...Money.max)
        program = try reader.text("program")
        exportedAt = try reader.parsed("exportedAt") { Instant($0) }
        damage = reader.isPresent("damage") ? try reader.text("damage") : nil
        guard statement == SaleStatement(raffle: statement.raffle, rsu: statement.rsu, of: sales) else {
            throw reader.problem("statement", "is not over the sales in the file")
        }
        for (index, sale) in sales.enumerated() {
            let follows = damage == nil ? sale.sequence == UInt64(index) + 1 : index == 0 || sales[index - 1].sequence < sale.sequence
            guard sale.raffle == statement.raffle, sale.rsu == statement.rsu, follows else {
                throw reader.problem("statement", "is of another unit, or a sale is missing")
            }
        }
        self.sales = sales
        self.notes = notes
    }
}

/// Why a recovery file is refused.
public enum RecoveryError: Error, Hashable, Sendable {
    /// The key to check with is no Ed25519 key.
    case unknownKey
    case wrongSignature
    /// Lines count from 1; 0 is the file as a whole.
    case malformed(line: Int, String)
}
