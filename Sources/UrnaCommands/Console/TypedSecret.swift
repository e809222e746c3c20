#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// Secrets that people type: out of a file, or at the terminal without an echo. Never from an argument, which every user of the machine
/// can read.
enum TypedSecret {
    /// The secret in a file, or the one that is typed.
    ///
    /// - Parameters:
    ///   - file: `-` for standard input; nil asks at the terminal.
    ///   - isNew: whether it has to be typed twice.
    /// - Throws: usage, when there is neither a file nor a terminal.
    static func read(file: String?, option: String, prompt: String, isNew: Bool = false) throws(CommandFailure) -> String {
        if let file { return try InputFile.readLine(file) }
        guard Console.inputIsTerminal else { throw .usage("there is no terminal to ask at: name a file with \(option)") }
        let first = try ask(prompt)
        guard isNew else { return first }
        guard try ask("\(prompt) again") == first else { throw .usage("that was not the same twice") }
        return first
    }

    /// Asks for a line that may be seen.
    static func line(_ prompt: String) -> String? {
        Console.writeError("\(prompt): ")
        return readLine()
    }

    private static func ask(_ prompt: String) throws(CommandFailure) -> String {
        var before = termios()
        guard tcgetattr(STDIN_FILENO, &before) == 0 else { throw .failed("the terminal cannot be set up") }
        var silent = before
        silent.c_lflag &= ~tcflag_t(ECHO)
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent)
        // Only now: what is typed before the echo is off would be thrown away.
        Console.writeError("\(prompt): ")
        defer {
            tcsetattr(STDIN_FILENO, TCSAFLUSH, &before)
            Console.writeError("\n")
        }
        guard let text = readLine(), !text.isEmpty else { throw .usage("nothing was typed") }
        return text
    }
}
