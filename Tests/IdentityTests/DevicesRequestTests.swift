import Ledger
import TestSupport
import Testing

@testable import Identity

@Suite struct DevicesRequestTests {
    @Test("What is signed has one spelling")
    func message() throws {
        let house = try DeviceHouse()
        let session = DeviceSessionID(randomBytes: [UInt8](0..<16))
        let request = DeviceRequest(
            method: "POST", path: "/v1/rsu/sales?x=1", bodyDigest: .sha256(Array("{}".utf8)), device: house.device,
            milliseconds: 1_800_000_000_123, counter: 7, session: session)
        #expect(
            String(decoding: request.message, as: UTF8.self) == """
                urna-rsu-request-v1
                POST
                /v1/rsu/sales?x=1
                44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a
                RSU-A
                1800000000123
                7
                AAECAwQFBgcICQoLDA0ODw

                """)
    }

    @Test("A header reads back, and only in its one form")
    func header() throws {
        var house = try DeviceHouse()
        let signed = house.signed(at: 0)
        let request = signed.request
        func read(_ header: String, path: String? = nil) -> SignedRequest? {
            SignedRequest(header: header, method: "POST", path: path ?? request.path, bodyDigest: request.bodyDigest)
        }
        #expect(read(signed.header) == signed)
        let parts = signed.header.split(separator: " ").map { String($0) }
        for index in parts.indices {
            for value in ["", "é", "+1", "01", "-", "99999999999999999999", String(repeating: "A", count: 500)] {
                // A session may be absent, and a name may be a number or `-`.
                if (index == 0 && DeviceID(value) != nil && value.utf8.count < 65) || (index == 3 && value == "-") { continue }
                var changed = parts
                changed[index] = value
                #expect(read(changed.joined(separator: " ")) == nil, "part \(index): \(value)")
            }
        }
        #expect(read(signed.header + " ") == nil)
        #expect(read(signed.header, path: "/v1\nPOST") == nil)
    }

    @Test("A request changed anywhere is not signed any more")
    func tampering() throws {
        var house = try DeviceHouse()
        try house.open()
        let signed = house.signed(body: "{\"price\":500}", at: 1)
        let key = house.key.publicKey
        let request = signed.request
        #expect(signed.isSigned(by: key))
        let other = try #require(DeviceID("RSU-B"))
        func changed(
            method: String? = nil, path: String? = nil, body: Hash? = nil, device: DeviceID? = nil, milliseconds: Int64? = nil,
            counter: UInt64? = nil, session: DeviceSessionID?
        ) -> SignedRequest {
            SignedRequest(
                DeviceRequest(
                    method: method ?? request.method, path: path ?? request.path, bodyDigest: body ?? request.bodyDigest,
                    device: device ?? request.device, milliseconds: milliseconds ?? request.milliseconds,
                    counter: counter ?? request.counter, session: session), signature: signed.signature)
        }
        let session = request.session
        let forgeries = [
            changed(method: "PUT", session: session), changed(path: "/v1/rsu/other", session: session),
            changed(body: .sha256(Array("{\"price\":1}".utf8)), session: session), changed(device: other, session: session),
            changed(milliseconds: request.milliseconds + 1, session: session), changed(counter: request.counter + 1, session: session),
            changed(session: nil),
        ]
        for forgery in forgeries { #expect(!forgery.isSigned(by: key)) }
        for bit in 0..<512 {
            var signature = signed.signature
            signature[bit / 8] ^= 1 << UInt8(bit % 8)
            #expect(!SignedRequest(request, signature: signature).isSigned(by: key), "bit \(bit)")
        }
        // The forgeries used nothing up: the genuine request is let in, and changed ones count as failed validations.
        #expect(house.send(forgeries[2], at: 1) == .signatureInvalid)
        #expect(house.send(signed, at: 1) == nil)
        #expect(house.registry[house.device]?.failures == 1)
    }

    @Test("Another unit's key signs nothing for this one")
    func otherKey() throws {
        var house = try DeviceHouse()
        try house.open()
        let stranger = try DeviceHouse(seed: 2)
        let signed = stranger.key.sign(house.signed(at: 1).request)
        for _ in 0..<3 { #expect(house.send(signed, at: 1) == .signatureInvalid) }
        #expect(house.state == .suspended)
        #expect(house.send(signed, at: 1) == .signatureInvalid)
    }

    @Test("A request is let in once, in any order within the window")
    func replay() throws {
        var house = try DeviceHouse()
        try house.open()
        let requests = (0..<64).map { _ in house.signed(at: 1) }
        for request in requests.reversed() { #expect(house.send(request, at: 2) == nil) }
        for request in requests { #expect(house.send(request, at: 3) == .replayed) }
        let old = house.signed(at: 4)
        for _ in 0..<64 { #expect(house.send(house.signed(at: 4), at: 4) == nil) }
        #expect(house.send(old, at: 4) == .replayed)
        #expect(house.state == .active)
        #expect(house.refusals.filter { $0 == "REPLAYED" }.count == 1)
    }

    @Test("The window agrees with a list of all that was seen", arguments: [1, 2, 3] as [UInt64])
    func windowModel(seed: UInt64) {
        var random = Dice(seed: seed)
        var window = ReplayWindow()
        var seen: Set<UInt64> = []
        var newest: UInt64 = 0
        #expect(window.admit(0) == false)
        for _ in 0..<5000 {
            let low = newest > 100 ? newest - 100 : 1
            let counter = UInt64.random(in: low...newest + UInt64.random(in: 1...90, using: &random), using: &random)
            let isFresh = !seen.contains(counter) && (counter > newest || newest - counter < 64)
            #expect(window.admit(counter) == isFresh, "seed \(seed)")
            if isFresh { seen.insert(counter) }
            newest = max(newest, counter)
        }
        #expect(window.admit(.max) == true)
        #expect(window.admit(.max) == false)
    }

    @Test(
        "A clock may be two minutes off, either way",
        arguments: [(0, nil), (120_000, nil), (-120_000, nil), (120_001, .clockSkew), (-120_001, .clockSkew), (-1_800_000, .clockSkew)]
            as [(Int64, DeviceRefusal?)])
    func skew(offset: Int64, refusal: DeviceRefusal?) throws {
        var house = try DeviceHouse()
        try house.open()
        let signed = house.signed(at: 200_000, clock: 200_000 + offset)
        #expect(house.send(signed, at: 200_000) == refusal)
        // A refusal for the clock used nothing up and is no attack.
        #expect(house.registry[house.device]?.failures == 0)
    }

    @Test("A session ends after its time and after silence, and on a lost link")
    func sessions() throws {
        var house = try DeviceHouse()
        try house.open()
        let policy = DevicePolicy.standard
        #expect(house.sell(at: policy.silenceMilliseconds - 1) == nil)
        #expect(house.sell(at: 2 * policy.silenceMilliseconds - 1) == .reauthenticate)
        var now = 2 * policy.silenceMilliseconds
        #expect(house.authenticate(at: now) == nil)
        let end = now + policy.sessionMilliseconds
        while now + 200_000 < end {
            now += 200_000
            #expect(house.sell(at: now) == nil)
        }
        #expect(house.sell(at: end) == .reauthenticate)
        #expect(house.authenticate(at: end) == nil)
        let before = house.session
        house.registry.disconnect(house.device)
        #expect(house.sell(at: end + 1) == .reauthenticate)
        #expect(house.authenticate(at: end + 2) == nil)
        house.session = before
        #expect(house.sell(at: end + 3) == .reauthenticate)
    }

    @Test("A challenge is good once, for two minutes, and the newest only")
    func challenges() throws {
        var house = try DeviceHouse()
        try house.open()
        func answer(_ house: inout DeviceHouse, _ challenge: String, at now: Int64) -> DeviceRefusal? {
            house.registry.authenticate(
                house.device, challenge: challenge, operator: house.person, isPinRight: true, mayOperate: true,
                atMilliseconds: DeviceHouse.start + now, randomBytes: house.bytes(16)
            ).result.failure
        }
        func ask(_ house: inout DeviceHouse) -> String {
            house.registry.challenge(for: house.device, atMilliseconds: DeviceHouse.start, randomBytes: house.bytes(32))
        }
        let first = ask(&house)
        let second = ask(&house)
        #expect(answer(&house, first, at: 1) == .challengeInvalid)
        #expect(answer(&house, second, at: 1) == .challengeInvalid)
        let third = ask(&house)
        #expect(answer(&house, third, at: 119_999) == nil)
        #expect(answer(&house, third, at: 119_999) == .challengeInvalid)
        let fourth = ask(&house)
        #expect(answer(&house, fourth, at: 120_000) == .challengeInvalid)
        #expect(house.registry[house.device]?.failures == 0)
    }

    @Test("The unit's operator alone, and only while allowed, opens a session")
    func operators() throws {
        var house = try DeviceHouse()
        try house.open()
        #expect(house.authenticate(mayOperate: false, at: 1) == .operatorNotAllowed)
        let other = try #require(StaffID("op8"))
        let challenge = house.registry.challenge(for: house.device, atMilliseconds: DeviceHouse.start, randomBytes: house.bytes(32))
        let outcome = house.registry.authenticate(
            house.device, challenge: challenge, operator: other, isPinRight: true, mayOperate: true, atMilliseconds: DeviceHouse.start,
            randomBytes: house.bytes(16))
        #expect(outcome.result.failure == .pinInvalid)
    }

    @Test("An enrolment code is good once, for a quarter of an hour, for three tries, as it was typed")
    func enrolment() throws {
        var house = try DeviceHouse()
        try house.register()
        let device = house.device
        func issue() throws -> EnrolmentCode {
            try house.registry.issueEnrolment(
                of: device, to: house.person, by: .system, atMilliseconds: DeviceHouse.start, randomBytes: house.bytes(10)
            ).code
        }
        func use(_ code: EnrolmentCode?, at now: Int64 = 0) -> DeviceRefusal? {
            house.registry.useEnrolment(of: device, code: code, atMilliseconds: DeviceHouse.start + now).result.failure
        }
        let first = try issue()
        let second = try issue()
        #expect(use(first) == .enrolmentCodeInvalid)
        #expect(use(nil) == .enrolmentCodeInvalid)
        #expect(use(second, at: 900_000) == .enrolmentCodeInvalid)
        #expect(use(EnrolmentCode(typed: second.text.lowercased().replacing("-", with: " ")), at: 899_999) == nil)
        #expect(use(second) == .enrolmentCodeInvalid)
        let third = try issue()
        for _ in 0..<3 { #expect(use(first) == .enrolmentCodeInvalid) }
        #expect(use(third) == .enrolmentCodeInvalid)
    }

    @Test("A code has 80 bits, and a typing error is noticed")
    func code() throws {
        let code = EnrolmentCode(randomBytes: [UInt8](repeating: 0xFF, count: 10))
        #expect(code.text.hasPrefix("ZZZZ-ZZZZ-ZZZZ-ZZZZ-"))
        #expect(EnrolmentCode(typed: code.text)?.hash == code.hash)
        let symbols = Array(code.text)
        for index in symbols.indices where symbols[index] != "-" {
            var typed = symbols
            typed[index] = symbols[index] == "7" ? "8" : "7"
            #expect(EnrolmentCode(typed: String(typed)) == nil, "symbol \(index)")
        }
        #expect(EnrolmentCode(typed: String(code.text.dropLast())) == nil)
        #expect(EnrolmentCode(typed: code.text + "0") == nil)
    }
}
