internal import Foundation
internal import Selling
internal import SystemPackage

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// Where documents go, and in which language: `text:PATH` or `escpos:PATH`, PATH being a file, a device or `-` for standard output.
struct PaperOutput: Equatable {
    enum Language: String {
        case text
        case escpos
    }

    let language: Language
    let path: String

    init(_ language: Language, _ path: String) {
        self.language = language
        self.path = path
    }

    init?(_ text: String) {
        let parts = text.split(separator: ":", maxSplits: 1).map(String.init)
        guard parts.count == 2, let language = Language(rawValue: parts[0]) else { return nil }
        self.init(language, parts[1])
    }

    var text: String { "\(language.rawValue):\(path)" }
}

/// The unit's printers: one for bearer tickets, and one for counterfoils where those are printed at all.
///
/// A fault is found by the printer's status file, by the device's own status (`LPGETSTATUS`), or when the device takes nothing.
final class PaperPrinter: TicketPrinter {
    private let tickets: PaperOutput
    private let counterfoils: PaperOutput?
    private let columns: Int
    private let statusPath: String?
    private let counterfoilStatusPath: String?

    init(_ settings: UnitSettings) {
        tickets = settings.printer
        counterfoils = settings.counterfoils
        columns = settings.columns
        statusPath = settings.printerStatus
        counterfoilStatusPath = settings.counterfoilStatus
    }

    /// What the printer's driver says: a fault's name (`paper-out`, `paper-low`, `disconnected`, `low-battery`, `memory`, `failed`) in the status
    /// file. Anything else, or no file, is a printer that is ready.
    var reported: PrinterFault? { Self.fault(in: statusPath) }

    /// The same of the counterfoil printer.
    var reportedOfCounterfoils: PrinterFault? { Self.fault(in: counterfoilStatusPath) }

    private static func fault(in statusPath: String?) -> PrinterFault? {
        guard let statusPath, let content = FileManager.default.contents(atPath: statusPath) else { return nil }
        return PrinterFault(rawValue: String(decoding: content, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines))
    }

    func print(_ document: TicketDocument) throws(PrinterFault) {
        let (fault, output) =
            switch document {
            case .bearer: (reported, tickets)
            case .counterfoil: (reportedOfCounterfoils, counterfoils ?? tickets)
            }
        if let fault, !fault.isWarning { throw fault }
        try write(document, to: output)
    }

    private func write(_ document: TicketDocument, to output: PaperOutput) throws(PrinterFault) {
        let bytes =
            switch output.language {
            case .text: Array((document.text(columns: columns) + String(repeating: "-", count: columns) + "\n").utf8)
            case .escpos: document.escpos(columns: columns)
            }
        let file = output.path == "-" ? dup(STDOUT_FILENO) : open(output.path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw .disconnected }
        defer { close(file) }
        if let fault = Self.deviceFault(file) { throw fault }
        do {
            try DurableFile.write(bytes, to: file, output.path)
        } catch {
            switch (error as? FileFailure)?.number {
            case ENXIO, ENODEV, EPIPE: throw .disconnected
            // A printer's driver says so when the paper is out; of a file it is the disk.
            case ENOSPC: throw Self.isDevice(file) ? .paperOut : .failed
            default: throw .failed
            }
        }
    }

    private static func isDevice(_ file: Int32) -> Bool {
        (try? FileDescriptor(rawValue: file).stat().type) == .characterSpecial
    }

    /// The status lines of a parallel or USB printer; nil for anything that has none.
    private static func deviceFault(_ file: Int32) -> PrinterFault? {
        guard isDevice(file) else { return nil }
        // From <linux/lp.h>.
        let (getStatus, paperOut, noError): (UInt, Int32, Int32) = (0x060B, 0x20, 0x08)
        var lines: Int32 = 0
        guard ioctl(file, getStatus, &lines) == 0 else { return nil }
        if lines & paperOut != 0 { return .paperOut }
        return lines & noError == 0 ? .failed : nil
    }
}
