/// The rules for names of keys: at least one character, no Unicode space, no `+`, no control character.
enum NoteName {
    static func isValid(_ name: String) -> Bool {
        let scalars = name.unicodeScalars
        return !scalars.isEmpty
            && scalars.allSatisfy { scalar in
                scalar.value >= 0x20 && scalar != "+" && !scalar.properties.isWhitespace
            }
    }
}
