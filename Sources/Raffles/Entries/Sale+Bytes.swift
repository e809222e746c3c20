internal import Ledger

// Sales come by the million, so they are written straight into a buffer. Layout, one line without spaces:
//
//     {"at":"<24>","by":"…","commitment":"<43>","component":"…","late":false,"numbers":[…],"offline":false,"operator":"…","package":"…",
//      "payment":{"method":"cash","reference":""},"price":500,"rsu":"…","sale":"<36>","sequence":1,"soldAt":"<24>","ticket":"…","type":"sale"}

extension Sale {
    func append(at: Instant, by: UserID, component: ComponentID, to out: inout [UInt8]) {
        SaleBytes.append("{\"at\":\"", to: &out)
        InstantBytes.append(at, to: &out)
        SaleBytes.append("\",\"by\":\"", to: &out)
        out.append(contentsOf: by.text.utf8)
        SaleBytes.append("\",\"commitment\":\"", to: &out)
        upload.commitment.withUnsafeBytes { Base64URL.encode($0, into: &out) }
        SaleBytes.append("\",\"component\":\"", to: &out)
        out.append(contentsOf: component.text.utf8)
        SaleBytes.append(late ? "\",\"late\":true" : "\",\"late\":false", to: &out)
        SaleBytes.append(",\"numbers\":[", to: &out)
        upload.appendTail(to: &out)
        SaleBytes.append(",\"ticket\":\"", to: &out)
        out.append(contentsOf: upload.rsu.text.utf8)
        out.append(UInt8(ascii: "-"))
        SaleBytes.append(upload.sequence, to: &out)
        SaleBytes.append("\",\"type\":\"sale\"}", to: &out)
    }
}

extension SaleUpload {
    func append(to out: inout [UInt8]) {
        SaleBytes.append("{\"commitment\":\"", to: &out)
        commitment.withUnsafeBytes { Base64URL.encode($0, into: &out) }
        SaleBytes.append("\",\"numbers\":[", to: &out)
        appendTail(to: &out)
        out.append(UInt8(ascii: "}"))
    }

    /// From the first number to the time of sale.
    fileprivate func appendTail(to out: inout [UInt8]) {
        for (place, number) in numbers.enumerated() {
            if place > 0 { out.append(UInt8(ascii: ",")) }
            SaleBytes.append(UInt64(number), to: &out)
        }
        SaleBytes.append(offline ? "],\"offline\":true" : "],\"offline\":false", to: &out)
        SaleBytes.append(",\"operator\":\"", to: &out)
        out.append(contentsOf: `operator`.text.utf8)
        SaleBytes.append("\",\"package\":\"", to: &out)
        out.append(contentsOf: package.text.utf8)
        SaleBytes.append("\",\"payment\":{\"method\":\"", to: &out)
        out.append(contentsOf: payment.method.rawValue.utf8)
        SaleBytes.append("\",\"reference\":", to: &out)
        CanonicalJSON.append(string: payment.reference, to: &out)
        SaleBytes.append("},\"price\":", to: &out)
        SaleBytes.append(UInt64(Swift.max(0, price)), to: &out)
        SaleBytes.append(",\"rsu\":\"", to: &out)
        out.append(contentsOf: rsu.text.utf8)
        SaleBytes.append("\",\"sale\":\"", to: &out)
        sale.append(to: &out)
        SaleBytes.append("\",\"sequence\":", to: &out)
        SaleBytes.append(sequence, to: &out)
        SaleBytes.append(",\"soldAt\":\"", to: &out)
        InstantBytes.append(soldAt, to: &out)
        out.append(UInt8(ascii: "\""))
    }
}

enum SaleBytes {
    @inline(__always)
    static func append(_ text: StaticString, to out: inout [UInt8]) {
        out.append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    static func append(_ number: UInt64, to out: inout [UInt8]) {
        guard number > 9 else {
            out.append(UInt8(ascii: "0") + UInt8(number))
            return
        }
        var rest = number
        let start = out.count
        while rest > 0 {
            out.append(UInt8(ascii: "0") + UInt8(rest % 10))
            rest /= 10
        }
        out[start...].reverse()
    }
}

/// The text of an ``Instant`` by arithmetic alone: `2026-01-15T18:00:00.000Z`.
enum InstantBytes {
    static let count = 24
    private static let dayMilliseconds: Int64 = 86_400_000
    /// Days from 0000-03-01 to 1970-01-01 in the proleptic Gregorian calendar.
    private static let epochDays: Int64 = 719_468

    static func append(_ instant: Instant, to out: inout [UInt8]) {
        let whole = instant.milliseconds
        let days = (whole >= 0 ? whole : whole - (dayMilliseconds - 1)) / dayMilliseconds
        let rest = whole - days * dayMilliseconds
        // Years begin in March, so that the leap day is the last of one (the usual civil-from-days reckoning).
        let shifted = days + epochDays
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let march = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * march + 2) / 5 + 1
        let month = march < 10 ? march + 3 : march - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        pad(year, 4, "-", &out)
        pad(month, 2, "-", &out)
        pad(day, 2, "T", &out)
        pad(rest / 3_600_000, 2, ":", &out)
        pad(rest / 60_000 % 60, 2, ":", &out)
        pad(rest / 1000 % 60, 2, ".", &out)
        pad(rest % 1000, 3, "Z", &out)
    }

    /// Nil unless the bytes are the one text of an instant.
    static func instant(_ text: UnsafeRawBufferPointer) -> Instant? {
        guard text.count == count else { return nil }
        let pattern: StaticString = "0000-00-00T00:00:00.000Z"
        for index in 0..<count {
            let expected = pattern.utf8Start[index]
            if expected == UInt8(ascii: "0") {
                guard text[index] &- UInt8(ascii: "0") < 10 else { return nil }
            } else if text[index] != expected {
                return nil
            }
        }
        func digits(_ start: Int, _ count: Int) -> Int64 {
            var value: Int64 = 0
            for index in start..<start + count { value = value * 10 + Int64(text[index] - UInt8(ascii: "0")) }
            return value
        }
        let (year, month, day) = (digits(0, 4), digits(5, 2), digits(8, 2))
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        let days: Int64
        switch month {
        case 1, 3, 5, 7, 8, 10, 12: days = 31
        case 4, 6, 9, 11: days = 30
        case 2: days = isLeap ? 29 : 28
        default: return nil
        }
        guard (1...days).contains(day), digits(11, 2) < 24, digits(14, 2) < 60, digits(17, 2) < 60 else { return nil }
        let shiftedYear = month <= 2 ? year - 1 : year
        let era = (shiftedYear >= 0 ? shiftedYear : shiftedYear - 399) / 400
        let yearOfEra = shiftedYear - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        let wholeDays = era * 146_097 + dayOfEra - epochDays
        let time = (digits(11, 2) * 60 + digits(14, 2)) * 60 + digits(17, 2)
        return Instant(milliseconds: wholeDays * dayMilliseconds + time * 1000 + digits(20, 3))
    }

    private static func pad(_ value: Int64, _ width: Int, _ end: Unicode.Scalar, _ out: inout [UInt8]) {
        var divisor: Int64 = width == 4 ? 1000 : width == 3 ? 100 : 10
        while divisor > 0 {
            out.append(UInt8(ascii: "0") + UInt8(value / divisor % 10))
            divisor /= 10
        }
        out.append(UInt8(ascii: end))
    }
}
