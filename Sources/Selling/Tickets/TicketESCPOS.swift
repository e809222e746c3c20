internal import Raffles

/// What machines read off the ticket.
public enum TicketCode: String, Sendable, CaseIterable {
    case none
    /// The whole bar code, in a QR code.
    case qr
    /// The validation number alone, in a Code 128, for old readers; needs 80 mm paper.
    case code128
}

extension TicketDocument {
    /// The document for a receipt printer that speaks ESC/POS: text, code and a cut.
    ///
    /// - Parameter columns: 32 or more; ``columnsAllowed`` are usual.
    public func escpos(columns: Int, code: TicketCode = .qr) -> [UInt8] {
        precondition(columns >= 32, "paper narrower than 32 columns cuts a validation number in two")
        var printer = ESCPOS()
        for line in lines(columns: columns) { printer.line(line) }
        switch code {
        case .none: break
        case .qr: printer.qr(barcode.text)
        case .code128: printer.code128(barcode.validation.compactText)
        }
        printer.cut()
        return printer.bytes
    }
}

/// The commands used, from Epson's ESC/POS reference.
private struct ESCPOS {
    private static let escape: UInt8 = 0x1B
    private static let group: UInt8 = 0x1D

    /// ESC @: everything as after switching on.
    private(set) var bytes: [UInt8] = [escape, 0x40]

    mutating func line(_ line: TicketLine) {
        let isBold = line.style == .bold || line.style == .large
        align(line.style == .centred || line.style == .large)
        if isBold { bytes += [Self.escape, 0x45, 1] }
        // GS !: twice as wide and high.
        if line.style == .large { bytes += [Self.group, 0x21, 0x11] }
        bytes += Array(line.text.utf8)
        bytes.append(0x0A)
        if line.style == .large { bytes += [Self.group, 0x21, 0x00] }
        if isBold { bytes += [Self.escape, 0x45, 0] }
    }

    /// GS ( k: model 2, dots of 5, error correction M, store, print.
    mutating func qr(_ text: String) {
        align(true)
        function(0x41, [0x32, 0x00])
        function(0x43, [5])
        function(0x45, [0x31])
        function(0x50, [0x30] + Array(text.utf8))
        function(0x51, [0x30])
        bytes.append(0x0A)
    }

    /// GS k 73, code set B; the number in letters below.
    mutating func code128(_ text: String) {
        align(true)
        bytes += [Self.group, 0x68, 80, Self.group, 0x77, 2, Self.group, 0x48, 2]
        let data = [UInt8(ascii: "{"), UInt8(ascii: "B")] + Array(text.utf8)
        bytes += [Self.group, 0x6B, 73, UInt8(data.count)] + data
        bytes.append(0x0A)
    }

    /// GS V 66: to the cutter, and cut.
    mutating func cut() {
        align(false)
        bytes += [Self.group, 0x56, 66, 0]
    }

    private mutating func align(_ isCentred: Bool) {
        bytes += [Self.escape, 0x61, isCentred ? 1 : 0]
    }

    private mutating func function(_ number: UInt8, _ parameters: [UInt8]) {
        let length = parameters.count + 2
        bytes += [Self.group, 0x28, 0x6B, UInt8(length & 0xFF), UInt8(length >> 8), 0x31, number] + parameters
    }
}
