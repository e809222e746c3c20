/// What a file's ending says of it.
enum AssetKind {
    /// Nil for what is not served as a file.
    static func contentType(of path: String) -> String? {
        switch path.split(separator: ".").last.map(String.init) {
        case "js", "mjs": "text/javascript; charset=utf-8"
        case "css": "text/css; charset=utf-8"
        case "svg": "image/svg+xml"
        case "png": "image/png"
        case "ico": "image/x-icon"
        case "webp": "image/webp"
        case "json": "application/json"
        case "webmanifest": "application/manifest+json"
        case "woff2": "font/woff2"
        case "txt": "text/plain; charset=utf-8"
        case "wasm": "application/wasm"
        default: nil
        }
    }

    static func isModule(_ path: String) -> Bool { path.hasSuffix(".js") || path.hasSuffix(".mjs") }

    static func isCompressible(_ contentType: String) -> Bool {
        !(contentType.hasPrefix("image/") && contentType != "image/svg+xml") && !contentType.hasPrefix("font/")
    }
}
