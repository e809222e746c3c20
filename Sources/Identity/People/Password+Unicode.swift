// Foundation only for normalisation form NFC, which the standard library keeps to itself; passwords in ASCII don't come here.
internal import Foundation

/// A password's bytes: the same whichever way a keyboard puts its accents together (NFC).
func passwordBytes(_ password: String) -> [UInt8] {
    if password.utf8.allSatisfy({ $0 < 0x80 }) { return Array(password.utf8) }
    return Array(password.precomposedStringWithCanonicalMapping.utf8)
}
