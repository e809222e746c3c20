/// What every answer with a page or a file tells the browser to refuse.
public enum SecurityHeaders {
    public static let contentSecurityPolicy = [
        "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' data: blob:", "connect-src 'self'",
        "font-src 'self'", "manifest-src 'self'", "worker-src 'self'", "base-uri 'none'", "form-action 'self'", "frame-ancestors 'none'",
    ].joined(separator: "; ")

    private static let features = [
        "accelerometer", "camera", "display-capture", "geolocation", "gyroscope", "hid", "magnetometer", "microphone", "midi",
        "payment", "serial", "usb",
    ]

    /// - Parameter allowed: features of the device that this page may use itself.
    public static func headers(allowing allowed: [String] = []) -> [(name: String, value: String)] {
        let permissions = features.map { "\($0)=(\(allowed.contains($0) ? "self" : ""))" }.joined(separator: ", ")
        return [
            ("Content-Security-Policy", contentSecurityPolicy), ("Referrer-Policy", "no-referrer"), ("X-Content-Type-Options", "nosniff"),
            ("Cross-Origin-Opener-Policy", "same-origin"), ("Cross-Origin-Resource-Policy", "same-origin"),
            ("Permissions-Policy", permissions),
        ]
    }
}
