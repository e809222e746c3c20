extension ServerAddress {
    /// Why a selling unit must not talk with this server; nil when it may.
    ///
    /// The server's answers bring the numbers to sell and the key that validation numbers are made with, and only TLS shows whose they are.
    ///
    /// - Parameter isInsecureAllowed: whether `--insecure` was given with the enrolment.
    func refusalForUnit(isInsecureAllowed: Bool) -> String? {
        guard isExposed, !isInsecureAllowed else { return nil }
        return """
            \(text) is plain http to another machine: whoever listens could make valid tickets, and whoever answers could hand out numbers; \
            use https, or enrol with --insecure on a network that nobody else can reach
            """
    }
}
