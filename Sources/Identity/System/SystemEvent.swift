public import Ledger

/// Any other significant event: a code to search by, and data that belongs to it.
public struct SystemEvent: Hashable, Sendable {
    /// 1 to 64 of `A-Z 0-9 _`.
    public let code: Code
    /// An object, its members sorted.
    public let data: JSONValue

    public init(_ code: Code, data: [(String, JSONValue)] = []) {
        self.code = code
        self.data = .object(data.sorted { $0.0 < $1.0 })
    }

    /// - Parameter data: any object; nil when it is none.
    init?(_ code: Code, object data: JSONValue) {
        guard data.objectValue != nil else { return nil }
        self.code = code
        self.data = data
    }

    /// What kind of event it was.
    public struct Code: Hashable, Sendable, CustomStringConvertible {
        public let text: String

        public init?(_ text: String) {
            let allowed = text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"): true
                default: false
                }
            }
            guard (1...64).contains(text.utf8.count), allowed else { return nil }
            self.text = text
        }

        init(known text: String) { self.text = text }

        public var description: String { text }
    }
}

extension SystemEvent.Code {
    /// Somebody asked for what they may not do.
    public static let permissionRefused = Self(known: "PERMISSION_REFUSED")
    /// A request of a device was refused.
    public static let deviceRefused = Self(known: "DEVICE_REFUSED")
    /// An enrolment code was given out.
    public static let enrolmentIssued = Self(known: "ENROLMENT_ISSUED")
    /// A device showed who it is and who operates it.
    public static let deviceAuthenticated = Self(known: "RSU_AUTHENTICATED")
    public static let remoteAccessEnabled = Self(known: "REMOTE_ACCESS_ENABLED")
    public static let remoteAccessDisabled = Self(known: "REMOTE_ACCESS_DISABLED")
    public static let remoteAccessRefused = Self(known: "REMOTE_ACCESS_REFUSED")
    public static let firewallLogFull = Self(known: "FIREWALL_LOG_FULL")
    public static let printerPaperOut = Self(known: "PRINTER_PAPER_OUT")
    public static let printerPaperLow = Self(known: "PRINTER_PAPER_LOW")
    public static let printerDisconnected = Self(known: "PRINTER_DISCONNECTED")
    public static let printerFailed = Self(known: "PRINTER_FAILED")
    public static let bufferFull = Self(known: "BUFFER_FULL")
    public static let backup = Self(known: "BACKUP")
    public static let restore = Self(known: "RESTORE")
    public static let export = Self(known: "EXPORT")
    public static let clockStep = Self(known: "CLOCK_STEP")
}
