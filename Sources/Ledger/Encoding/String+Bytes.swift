extension String {
    /// Whether two strings have the same UTF-8 bytes.
    ///
    /// `==` on strings says that `é` equals `e` with a combining accent; formats that are signed or hashed compare bytes.
    func hasSameBytes(as other: String) -> Bool {
        utf8.count == other.utf8.count && utf8.elementsEqual(other.utf8)
    }

    func hash(bytesInto hasher: inout Hasher) {
        for byte in utf8 {
            hasher.combine(byte)
        }
        hasher.combine(UInt8(0xFF))
    }
}
