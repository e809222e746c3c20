/// Why a command did not do what it was asked, told so that its reader knows what to do next.
struct CommandFailure: Error, Equatable, CustomStringConvertible {
    static let failedStatus: Int32 = 1
    static let usageStatus: Int32 = 2

    let message: String
    /// What the process exits with.
    let status: Int32

    /// What was asked for was tried, and failed or found something wrong.
    static func failed(_ message: String) -> CommandFailure { CommandFailure(message: message, status: failedStatus) }

    /// It was asked for in a way that cannot be carried out.
    static func usage(_ message: String) -> CommandFailure { CommandFailure(message: message, status: usageStatus) }

    var description: String { message }
}
