extension Hash {
    /// 43 characters, as the hashes of entries and receipts are written; no padding.
    public var base64URL: String { Base64URL.encode(bytes) }

    public init?(base64URL text: String) {
        guard let bytes = Base64URL.decode(text) else { return nil }
        self.init(bytes: bytes)
    }
}
