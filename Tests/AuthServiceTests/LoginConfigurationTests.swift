import Testing

@testable import AuthService

@Suite struct LoginConfigurationTests {
    @Test(
        "A key set's place is read as a file or a URL",
        arguments: [
            ("keys.json", .file(path: "keys.json")), ("/etc/urna/keys.json", .file(path: "/etc/urna/keys.json")),
            ("https://id.example.org/keys", .url("https://id.example.org/keys")),
            ("HTTPS://id.example.org", .url("HTTPS://id.example.org")),
            ("http://localhost:8080/keys", .url("http://localhost:8080/keys")), ("http://127.0.0.1/keys", .url("http://127.0.0.1/keys")),
            ("http://[::1]:9/keys", .url("http://[::1]:9/keys")),
        ] as [(String, JWKSLocation)])
    func places(text: String, place: JWKSLocation) throws {
        #expect(try JWKSLocation(parsing: text) == place)
    }

    @Test(
        "A key set is not read from a place that others could change on the way",
        arguments: [
            "", "http://id.example.org/keys", "http://127.0.0.1.example.org/keys", "http://localhost.example.org",
            "ftp://id.example.org/keys",
            "file:///etc/keys", "https://", "https://user:word@id.example.org/keys", "http://localhost@example.org/",
        ])
    func badPlaces(text: String) {
        #expect(throws: LoginVerifier.ConfigurationError.self) { try JWKSLocation(parsing: text) }
    }

    @Test("A configuration that would let anyone in is refused")
    func badConfigurations() throws {
        func make(
            issuer: String = "i", audience: String = "a", claim: String = "sub", algorithms: Set<LoginVerifier.Algorithm> = [.es256],
            leeway: Int64 = 60,
            age: Int64 = 600
        ) throws {
            _ = try LoginVerifier.Configuration(
                issuer: issuer, audience: audience, keys: .file(path: "k"), claim: claim, algorithms: algorithms, leewaySeconds: leeway,
                keysAgeSecondsMax: age)
        }
        try make()
        try make(leeway: 300, age: 86_400)
        #expect(throws: LoginVerifier.ConfigurationError.self) { try make(issuer: "") }
        #expect(throws: LoginVerifier.ConfigurationError.self) { try make(audience: "") }
        #expect(throws: LoginVerifier.ConfigurationError.self) { try make(claim: "") }
        #expect(throws: LoginVerifier.ConfigurationError.self) { try make(algorithms: []) }
        #expect(throws: LoginVerifier.ConfigurationError.self) { try make(leeway: 301) }
        #expect(throws: LoginVerifier.ConfigurationError.self) { try make(leeway: -1) }
        #expect(throws: LoginVerifier.ConfigurationError.self) { try make(age: 59) }
        #expect(throws: LoginVerifier.ConfigurationError.self) { try make(age: 86_401) }
    }
}
