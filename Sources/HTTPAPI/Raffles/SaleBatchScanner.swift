internal import Ledger
internal import Raffles
internal import Selling

/// Reads a batch of sales straight from its bytes, without a JSON value in between.
///
/// Nil for everything that is not plain and right at first sight; then the general reader says what it is or what is wrong with it. So
/// this one may be small, and is never the one that refuses. It knows both forms of a sale: the ledger's, with a commitment, and that of
/// a unit's journal, with the validation number.
struct SaleBatchScanner {
    private let bytes: UnsafeRawBufferPointer
    private let raffle: RaffleID
    private var at = 0

    /// `{"sales":[…]}`, members of the sales in any order.
    static func sales(_ body: UnsafeRawBufferPointer, of raffle: RaffleID, countMax: Int) -> [Raffles.SaleUpload]? {
        var scanner = SaleBatchScanner(bytes: body, raffle: raffle)
        var sales: [Raffles.SaleUpload] = []
        guard scanner.takes("{"), scanner.key() == "sales", scanner.takes("[") else { return nil }
        repeat {
            guard sales.count < countMax, let sale = scanner.sale() else { return nil }
            sales.append(sale)
        } while scanner.takes(",")
        guard scanner.takes("]"), scanner.takes("}") else { return nil }
        scanner.skipSpace()
        return scanner.at == body.count ? sales : nil
    }

    private init(bytes: UnsafeRawBufferPointer, raffle: RaffleID) {
        self.bytes = bytes
        self.raffle = raffle
    }

    /// What is read of a sale on the way.
    private struct Draft {
        var rsu: RSUID?
        var sequence: UInt64?
        var sale: Raffles.SaleID?
        var numbers: [UInt32]?
        var package: PackageID?
        var price: Int64?
        var payment: Raffles.Payment?
        var seller: UserID?
        var soldAt: Instant?
        var offline: Bool?
        var commitment: Hash?
        var raffle: RaffleID?
        var ticket: TicketID?
        var validation: ValidationNumber?
        var hasNullReference = false
    }

    private mutating func sale() -> Raffles.SaleUpload? {
        var draft = Draft()
        guard takes("{") else { return nil }
        repeat {
            guard let key = key(), read(key, into: &draft) else { return nil }
        } while takes(",")
        guard takes("}"), let rsu = draft.rsu, let sequence = draft.sequence, (1...Raffles.SaleUpload.sequenceMax).contains(sequence),
            let sale = draft.sale, let numbers = draft.numbers, let package = draft.package, let price = draft.price,
            let payment = draft.payment, let seller = draft.seller, let soldAt = draft.soldAt, let offline = draft.offline,
            let commitment = commitment(of: draft, rsu, sequence)
        else { return nil }
        return Raffles.SaleUpload(
            rsu: rsu, sequence: sequence, sale: sale, numbers: numbers, package: package, price: price, payment: payment,
            operator: seller, soldAt: soldAt, offline: offline, commitment: commitment)
    }

    /// The ledger's form has it; the journal's has what it is made of. A mixture is for the general reader.
    private func commitment(of draft: Draft, _ rsu: RSUID, _ sequence: UInt64) -> Hash? {
        guard let validation = draft.validation else {
            return draft.raffle == nil && draft.ticket == nil && !draft.hasNullReference ? draft.commitment : nil
        }
        guard draft.commitment == nil, draft.raffle == raffle, let ticket = draft.ticket, ticket == TicketID(rsu: rsu, sequence: sequence),
            let reference = draft.payment?.reference,
            draft.hasNullReference || (1...Selling.Payment.referenceBytesMax).contains(reference.utf8.count),
            let price = draft.price, price <= RaffleDefinition.amountMax, let numbers = draft.numbers, Set(numbers).count == numbers.count
        else { return nil }
        return validation.commitment(raffle: raffle, ticket: ticket)
    }

    /// False for a member that is not known, is there twice, or is not plainly right.
    private mutating func read(_ key: String, into draft: inout Draft) -> Bool {
        switch key {
        case "rsu": set(&draft.rsu, text().flatMap { RSUID($0) })
        case "sequence": set(&draft.sequence, whole())
        case "sale": set(&draft.sale, text().flatMap { Raffles.SaleID($0) })
        case "numbers": set(&draft.numbers, numbers())
        case "package": set(&draft.package, text().flatMap { PackageID($0) })
        case "price": set(&draft.price, whole().map { Int64($0) })
        case "payment": set(&draft.payment, payment(&draft.hasNullReference))
        case "raffle": set(&draft.raffle, text().flatMap { RaffleID($0) })
        case "ticket": set(&draft.ticket, text().flatMap { TicketID($0) })
        case "validation":
            set(&draft.validation, text().flatMap { text in ValidationNumber(text).flatMap { $0.compactText == text ? $0 : nil } })
        case "operator": set(&draft.seller, text().flatMap { UserID($0) })
        case "soldAt": set(&draft.soldAt, text().flatMap { Instant($0) })
        case "offline": set(&draft.offline, bool())
        case "commitment": set(&draft.commitment, text().flatMap { Hash(base64URL: $0) })
        default: false
        }
    }

    private func set<Value>(_ place: inout Value?, _ value: Value?) -> Bool {
        guard place == nil, let value else { return false }
        place = value
        return true
    }

    private mutating func payment(_ hasNullReference: inout Bool) -> Raffles.Payment? {
        guard takes("{") else { return nil }
        var method: Raffles.Payment.Method?
        var reference: String?
        repeat {
            guard let key = key() else { return nil }
            if key == "reference", reference == nil, takesNull() {
                hasNullReference = true
                reference = ""
                continue
            }
            guard let text = text() else { return nil }
            switch key {
            case "method" where method == nil: method = Raffles.Payment.Method(rawValue: text)
            case "reference" where reference == nil: reference = text
            default: return nil
            }
        } while takes(",")
        guard takes("}"), let method, let reference, reference.isEmpty || PublicText.isFit(reference) else { return nil }
        return Raffles.Payment(method: method, reference: reference)
    }

    private mutating func numbers() -> [UInt32]? {
        guard takes("[") else { return nil }
        var numbers: [UInt32] = []
        repeat {
            guard numbers.count < RaffleDefinition.packageNumbersMax, let number = whole().flatMap({ UInt32(exactly: $0) }) else {
                return nil
            }
            numbers.append(number)
        } while takes(",")
        return takes("]") ? numbers : nil
    }

    // MARK: Tokens

    private mutating func skipSpace() {
        while at < bytes.count, bytes[at] == 0x20 || bytes[at] == 0x0A || bytes[at] == 0x0D || bytes[at] == 0x09 { at += 1 }
    }

    private mutating func takes(_ character: Unicode.Scalar) -> Bool {
        skipSpace()
        guard at < bytes.count, bytes[at] == UInt8(ascii: character) else { return false }
        at += 1
        return true
    }

    private mutating func key() -> String? {
        guard let text = text(), takes(":") else { return nil }
        return text
    }

    /// Printable ASCII without escapes, up to the quote.
    private mutating func text() -> String? {
        guard takes("\"") else { return nil }
        let start = at
        while at < bytes.count, bytes[at] != UInt8(ascii: "\"") {
            guard (0x20..<0x7F).contains(bytes[at]), bytes[at] != UInt8(ascii: "\\") else { return nil }
            at += 1
        }
        guard at < bytes.count else { return nil }
        defer { at += 1 }
        return String(decoding: bytes[start..<at], as: UTF8.self)
    }

    /// Digits alone, up to what every JSON tool keeps.
    private mutating func whole() -> UInt64? {
        skipSpace()
        let start = at
        var value: UInt64 = 0
        while at < bytes.count, at - start < 16, case let digit = bytes[at] &- UInt8(ascii: "0"), digit < 10 {
            value = value * 10 + UInt64(digit)
            at += 1
        }
        guard at > start, at - start == 1 || bytes[start] != UInt8(ascii: "0"), value <= UInt64(JSONValue.integerMax) else { return nil }
        // A fraction, an exponent or more digits: for the general reader.
        guard at < bytes.count, bytes[at] == UInt8(ascii: ",") || bytes[at] == UInt8(ascii: "}") || bytes[at] == UInt8(ascii: "]") else {
            return nil
        }
        return value
    }

    private mutating func takesNull() -> Bool {
        skipSpace()
        guard bytes[at...].starts(with: "null".utf8) else { return false }
        at += 4
        return true
    }

    private mutating func bool() -> Bool? {
        skipSpace()
        if bytes[at...].starts(with: "true".utf8) {
            at += 4
            return true
        }
        guard bytes[at...].starts(with: "false".utf8) else { return nil }
        at += 5
        return false
    }
}
