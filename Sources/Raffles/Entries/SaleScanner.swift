internal import Ledger

/// Takes sale entries apart by their fixed layout, without a JSON value in between.
///
/// Nil unless the bytes are exactly what the encoder writes; then the general decoder tells what they are or what is wrong with them.
/// References with other than plain ASCII go that way, too.
enum SaleScanner {
    static func entry(_ bytes: UnsafeRawBufferPointer) -> RaffleEntry? {
        var scanner = Scanner(bytes: bytes)
        guard scanner.take("{\"at\":\""), let at = scanner.instant(),
            scanner.take("\",\"by\":\""), let by = scanner.id(UserID.init),
            scanner.take("\",\"commitment\":\""), let commitment = scanner.hash(),
            scanner.take("\",\"component\":\""), let component = scanner.id(ComponentID.init),
            scanner.take("\",\"late\":"), let late = scanner.bool(),
            scanner.take(",\"numbers\":["), let numbers = scanner.numbers(),
            scanner.take("],\"offline\":"), let offline = scanner.bool(),
            scanner.take(",\"operator\":\""), let seller = scanner.id(UserID.init),
            scanner.take("\",\"package\":\""), let package = scanner.id(PackageID.init),
            scanner.take("\",\"payment\":{\"method\":\""), let method = scanner.id(Payment.Method.init(rawValue:)),
            scanner.take("\",\"reference\":\""), let reference = scanner.plainText(),
            scanner.take("\"},\"price\":"), let price = scanner.number(),
            scanner.take(",\"rsu\":\""), let rsu = scanner.id(RSUID.init),
            scanner.take("\",\"sale\":\""), let sale = scanner.slice(SaleID.textCount).flatMap({ SaleID(text: $0) }),
            scanner.take("\",\"sequence\":"), let sequence = scanner.number(), (1...SaleUpload.sequenceMax).contains(sequence),
            scanner.take(",\"soldAt\":\""), let soldAt = scanner.instant(),
            scanner.take("\",\"ticket\":\""), scanner.take(rsu.text), scanner.take("-"), scanner.number() == sequence,
            scanner.take("\",\"type\":\"sale\"}"), scanner.at == bytes.count
        else { return nil }
        let upload = SaleUpload(
            rsu: rsu, sequence: sequence, sale: sale, numbers: numbers, package: package, price: Int64(price),
            payment: Payment(method: method, reference: reference), operator: seller, soldAt: soldAt, offline: offline,
            commitment: commitment)
        return RaffleEntry(at: at, by: by, component: component, .sale(Sale(upload, late: late)))
    }
}

private struct Scanner {
    let bytes: UnsafeRawBufferPointer
    var at = 0

    @inline(__always)
    mutating func take(_ text: StaticString) -> Bool {
        let count = text.utf8CodeUnitCount
        guard bytes.count - at >= count else { return false }
        for place in 0..<count where bytes[at + place] != text.utf8Start[place] { return false }
        at += count
        return true
    }

    mutating func take(_ text: String) -> Bool {
        for byte in text.utf8 {
            guard at < bytes.count, bytes[at] == byte else { return false }
            at += 1
        }
        return true
    }

    mutating func slice(_ count: Int) -> UnsafeRawBufferPointer? {
        guard bytes.count - at >= count else { return nil }
        defer { at += count }
        return UnsafeRawBufferPointer(rebasing: bytes[at..<at + count])
    }

    mutating func instant() -> Instant? {
        slice(InstantBytes.count).flatMap { InstantBytes.instant($0) }
    }

    mutating func hash() -> Hash? {
        guard let text = slice(43), let bytes = Base64URL.decode(text) else { return nil }
        return Hash(bytes: bytes)
    }

    mutating func bool() -> Bool? {
        if take("true") { return true }
        return take("false") ? false : nil
    }

    /// An id up to the quote, at most 64 bytes.
    mutating func id<ID>(_ make: (String) -> ID?) -> ID? {
        guard let text = run(max: 64) else { return nil }
        return make(text)
    }

    /// Text up to the quote that is its own JSON spelling and may be shown.
    mutating func plainText() -> String? {
        guard let text = run(max: RaffleDefinition.textCharactersMax) else { return nil }
        guard text.isEmpty || PlainText.problem(in: text, charactersMax: RaffleDefinition.textCharactersMax) == nil else { return nil }
        return text
    }

    private mutating func run(max: Int) -> String? {
        let start = at
        while at < bytes.count, at - start <= max {
            let byte = bytes[at]
            if byte == UInt8(ascii: "\"") { return String(decoding: bytes[start..<at], as: UTF8.self) }
            guard byte >= 0x20, byte < 0x7F, byte != UInt8(ascii: "\\") else { return nil }
            at += 1
        }
        return nil
    }

    /// An integer in its only spelling, small enough for every JSON tool.
    mutating func number() -> UInt64? {
        let start = at
        var value: UInt64 = 0
        while at < bytes.count, at - start < 16, case let digit = bytes[at] &- UInt8(ascii: "0"), digit < 10 {
            value = value * 10 + UInt64(digit)
            at += 1
        }
        guard at > start, at - start == 1 || bytes[start] != UInt8(ascii: "0"), value <= UInt64(Money.max) else { return nil }
        return value
    }

    mutating func numbers() -> [UInt32]? {
        var numbers: [UInt32] = []
        while let number = number() {
            guard let number = UInt32(exactly: number), numbers.count < RaffleDefinition.packageNumbersMax else { return nil }
            numbers.append(number)
            guard at < bytes.count, bytes[at] == UInt8(ascii: ",") else { return numbers }
            at += 1
        }
        return nil
    }
}
