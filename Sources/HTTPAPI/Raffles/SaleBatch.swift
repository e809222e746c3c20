internal import Ledger
internal import RaffleService
internal import Raffles
internal import Selling

/// Sales that a unit sends, and the answer to them.
enum SaleBatch {
    /// Sales in one request at most.
    static let salesMax = 500
    /// Room for that many tickets with a hundred numbers each.
    static let bytesMax = 4 * 1024 * 1024

    /// Reads `{"sales":[…]}`: each as a ledger has it, or as a unit's journal does.
    ///
    /// - Throws: a problem that names the first member that is wrong.
    static func read(_ body: [UInt8], raffle: RaffleID) throws -> [Raffles.SaleUpload] {
        if let sales = body.withUnsafeBytes({ SaleBatchScanner.sales($0, of: raffle, countMax: salesMax) }) { return sales }
        let json: JSONValue
        do throws(JSONParseError) {
            json = try JSONValue.parse(body)
        } catch {
            throw Problem(.badRequest, detail: "The body is not valid JSON: \(error).", field: "body")
        }
        let members = try RequestMembers(json, known: ["sales"])
        guard let list = members.value("sales")?.arrayValue, (1...salesMax).contains(list.count) else {
            throw members.problem("sales", "has to be a list of 1 to \(salesMax) sales")
        }
        return try list.enumerated().map { try sale($1, at: "sales[\($0)]", raffle: raffle) }
    }

    private static func sale(_ json: JSONValue, at path: String, raffle: RaffleID) throws -> Raffles.SaleUpload {
        do {
            guard json["validation"] != nil else { return try Raffles.SaleUpload(json: json) }
            let sale = try Selling.SaleUpload(json)
            guard sale.raffle == raffle, let upload = try? Raffles.SaleUpload(sale) else {
                throw Problem(
                    .invalidValues, detail: "\(path) is of another raffle, or paid in an unknown way.", field: path, code: "INVALID")
            }
            return upload
        } catch let error as RaffleEntryError {
            throw problem(path, error.field, error.message)
        } catch let error as FormatError {
            throw problem(path, error.field, error.message)
        }
    }

    private static func problem(_ path: String, _ member: String, _ message: String) -> Problem {
        let field = member.isEmpty ? path : "\(path).\(member)"
        return Problem(.invalidValues, detail: "\(field) \(message).", field: field, code: "INVALID")
    }

    // MARK: The answer

    /// The canonical JSON of the answer, written straight out.
    static func answer(_ sales: [Raffles.SaleUpload], _ outcomes: [UploadOutcome], upTo: UInt64, at now: Instant) -> [UInt8] {
        var out: [UInt8] = []
        out.reserveCapacity(64 + 160 * outcomes.count)
        out += "{\"results\":[".utf8
        for (place, (sale, outcome)) in zip(sales, outcomes).enumerated() {
            if place > 0 { out.append(UInt8(ascii: ",")) }
            switch outcome {
            case .recorded(let receipt): append(receipt, "recorded", to: &out)
            case .repeated(let receipt): append(receipt, "repeated", to: &out)
            case .conflict(let stored, let reason):
                append("conflict", code: "CONFLICT", message: "another sale is recorded: \(stored.ticket) (\(reason.rawValue))", to: &out)
            case .refused(let refusal):
                append("refused", code: refusal.code.surfaceText, message: refusal.message, to: &out)
            }
            out += ",\"sequence\":\(sale.sequence)}".utf8
        }
        out += "],\"serverTime\":\"\(now.text)\",\"upTo\":\(upTo)}".utf8
        return out
    }

    private static func append(_ receipt: SaleReceipt, _ outcome: String, to out: inout [UInt8]) {
        out += "{\"outcome\":\"\(outcome)\",\"receipt\":{\"digest\":\"".utf8
        receipt.digest.withUnsafeBytes { Base64URL.encode($0, into: &out) }
        out += "\",\"index\":\(receipt.entry),\"ticket\":\"\(receipt.ticket.text)\"}".utf8
    }

    private static func append(_ outcome: String, code: String, message: String, to out: inout [UInt8]) {
        out += "{\"code\":\"\(code)\",\"message\":".utf8
        JSONValue.string(message).encode(canonicalInto: &out)
        out += ",\"outcome\":\"\(outcome)\"".utf8
    }
}
