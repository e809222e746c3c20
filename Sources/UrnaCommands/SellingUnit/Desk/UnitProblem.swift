internal import Selling

/// Why a unit did not do what it was asked, with a stable code.
struct UnitProblem: Error, Equatable, CustomStringConvertible {
    let code: String
    let message: String

    init(_ code: String, _ message: String) {
        self.code = code
        self.message = message
    }

    /// It was asked for in a way that cannot be carried out.
    static func usage(_ message: String) -> UnitProblem { UnitProblem("USAGE", message) }

    var description: String { "\(code): \(message)" }
}

extension UnitProblem {
    init(_ refusal: SaleRefusal) {
        switch refusal {
        case .notActive(let state):
            if case .error(let error) = state {
                self.init(error.code, error.message)
            } else {
                self.init("NOT_ACTIVE", "the unit is not active: \(state.text)")
            }
        case .noOperator: self.init("NO_OPERATOR", "nobody is logged on")
        case .salesNotOpen: self.init("NOT_OPEN_YET", "sales have not begun")
        case .salesOver: self.init("SALES_OVER", "sales are over")
        case .unknownPackage: self.init("UNKNOWN_PACKAGE", "the raffle has no such package")
        case .packageNotOnSale: self.init("PACKAGE_NOT_VALID", "this package is not on sale now")
        case .notEnoughNumbers(let left): self.init("NUMBERS_EXHAUSTED", "the unit has \(left) numbers left: get more")
        case .bufferFull(let limit): self.init("BUFFER_FULL", "\(limit) sales wait for the server: connect and synchronise")
        case .notConnected: self.init("NOT_CONNECTED", "this raffle is sold with a connection only")
        case .printer(let fault): self.init(fault.event.rawValue, fault.message)
        case .printing: self.init("PRINTING", "the last ticket is at the printer")
        }
    }
}

extension UnitError {
    var code: String {
        switch self {
        case .program: "PROGRAM_MISMATCH"
        case .journal: "JOURNAL_FAILED"
        case .memoryBehindServer: "CRITICAL_MEMORY_CORRUPT"
        case .conflict: "SALE_CONFLICT"
        }
    }

    var message: String {
        switch self {
        case .program(let reason): "the program must not sell: \(reason)"
        case .journal(let reason): "the journal cannot be written (\(reason)): restart the unit when there is room"
        case .memoryBehindServer(let server, let unit):
            "the unit's memory was set back: the server has \(server) of its sales, the unit \(unit)"
        case .conflict(let sequence): "the server holds another sale under sequence \(sequence)"
        }
    }
}

extension UnitState {
    /// The state's name, as the server has it too.
    var name: String {
        switch self {
        case .unregistered: "unregistered"
        case .registered: "registered"
        case .enrolled: "enrolled"
        case .active: "active"
        case .suspended: "suspended"
        case .closing: "closing"
        case .closed: "closed"
        case .error: "error"
        }
    }

    var text: String {
        switch self {
        case .enrolled: "enrolled, without leave or numbers to sell"
        case .suspended(let reason): "suspended (\(reason))"
        case .closing: "closing: sales are being uploaded"
        case .error(let error): "out of order: \(error.message)"
        default: name
        }
    }
}
