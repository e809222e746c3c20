// Foundation only for normalisation forms NFC and NFKC, which the standard library keeps to itself. Nothing else in this
// module needs it, and ids in ASCII don't come here.
internal import Foundation

extension VoterID {
    /// The id of text that holds more than ASCII; see ``VoterID`` for the rules.
    static func normalised(unicode text: String) throws(VoterIDError) -> String {
        var scalars = text.unicodeScalars[...]
        while scalars.first?.properties.isWhitespace == true { scalars.removeFirst() }
        while scalars.last?.properties.isWhitespace == true { scalars.removeLast() }
        guard scalars.allSatisfy(isAllowed) else { throw .forbiddenCharacter }
        let composed = String(String.UnicodeScalarView(scalars)).precomposedStringWithCanonicalMapping
        guard isSame(composed, composed.precomposedStringWithCompatibilityMapping) else { throw .forbiddenCharacter }
        // Lower case can come apart again (`İ` becomes two scalars), so compose it anew.
        return composed.lowercased().precomposedStringWithCanonicalMapping
    }

    private static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator: false
        case .spaceSeparator: scalar == " "
        default: !turnsIntoASCII(scalar)
        }
    }

    /// The three code points whose canonical form is a single ASCII character: an id in ASCII must have one spelling only.
    private static func turnsIntoASCII(_ scalar: Unicode.Scalar) -> Bool {
        scalar == "\u{037E}" || scalar == "\u{1FEF}" || scalar == "\u{212A}"
    }

    private static func isSame(_ left: String, _ right: String) -> Bool {
        left.utf8.elementsEqual(right.utf8)
    }
}
