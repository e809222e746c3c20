/// Which passwords are taken: long, and not the first that anybody would try.
public enum PasswordPolicy {
    public static let characterCountMin = 12
    public static let characterCountMax = 128
    /// A character can be many bytes; hashing is bounded all the same.
    public static let byteCountMax = 1024

    /// Why a password is not taken.
    public enum Problem: Error, Hashable, Sendable, CaseIterable {
        case tooShort
        case tooLong
        case forbiddenCharacter
        case isUserID
        case tooCommon

        /// For the person who chose it. Never holds the password.
        public var message: String {
            switch self {
            case .tooShort: "a password has at least \(PasswordPolicy.characterCountMin) characters"
            case .tooLong: "a password has at most \(PasswordPolicy.characterCountMax) characters"
            case .forbiddenCharacter: "a password has no control characters"
            case .isUserID: "the password is the user's id"
            case .tooCommon: "this password is among the first that anybody would try"
            }
        }
    }

    /// Why the user can't have this password; nil when they can.
    public static func problem(with password: String, for user: StaffID) -> Problem? {
        if password.count < characterCountMin { return .tooShort }
        if password.count > characterCountMax || password.utf8.count > byteCountMax { return .tooLong }
        if password.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) { return .forbiddenCharacter }
        // Digits and punctuation after a word make it no better.
        let lower = password.lowercased()
        let word = trimmed(lower)
        let id = user.text.lowercased()
        if lower == id || word == trimmed(id) || isRepeated(id, in: lower) { return .isUserID }
        if common.contains(lower) || commonWords.contains(word) || hasShortPeriod(Array(lower)) || isSequence(Array(lower.utf8)) {
            return .tooCommon
        }
        return nil
    }

    private static func trimmed(_ text: String) -> String {
        var letters = text[...]
        while let last = letters.last, !last.isLetter { letters.removeLast() }
        return String(letters)
    }

    private static func isRepeated(_ id: String, in text: String) -> Bool {
        text.count % id.count == 0 && text == String(repeating: id, count: text.count / id.count)
    }

    /// Whether the text is one to four characters again and again.
    private static func hasShortPeriod(_ text: [Character]) -> Bool {
        (1...4).contains { period in (period..<text.count).allSatisfy { text[$0] == text[$0 - period] } }
    }

    /// Whether each character follows the one before, up or down: `abcdefghijkl`, `210987654321`.
    private static func isSequence(_ text: [UInt8]) -> Bool {
        let steps = zip(text, text.dropFirst()).map { Int($1) - Int($0) }
        return steps.allSatisfy { $0 == 1 || $0 == -9 } || steps.allSatisfy { $0 == -1 || $0 == 9 }
    }

    /// Words that stay common with digits and punctuation behind them.
    private static let commonWords: Set<String> = [
        "password", "passwort", "passw0rd", "p@ssword", "p@ssw0rd", "letmein", "welcome", "changeme", "iloveyou", "administrator", "admin",
        "qwerty", "qwertyuiop", "qwertz", "azerty", "asdfghjkl", "zxcvbnm", "qwertyuiopas", "football", "baseball", "princess", "sunshine",
        "monkey", "dragon", "superman", "trustno", "starwars", "whatever", "raffle", "fiftyfifty", "jackpot", "lottery", "default",
        "secret",
        "urna", "passwordpassword", "correcthorsebatterystaple", "thisismypassword", "mypassword", "iloveyouforever",
    ]

    private static let common: Set<String> = [
        "1q2w3e4r5t6y", "1qaz2wsx3edc", "1qaz2wsx3edc4rfv", "q1w2e3r4t5y6", "zaq12wsxcde3", "qwerty123456", "123456qwerty", "qwertyuiop[]",
        "123456789abc", "abcd12345678", "abcdef123456", "a1b2c3d4e5f6", "147258369147", "asdfghjkl;'\\", "1234qwerasdf", "qazwsxedcrfv",
        "112233445566", "123123123123", "password1password",
    ]
}
