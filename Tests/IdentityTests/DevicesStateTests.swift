import Ledger
import TestSupport
import Testing

@testable import Identity

@Suite struct DevicesStateTests {
    @Test("A unit begins un-enrolled and disabled, and sells only enrolled and enabled; each refusal is on record")
    func admission() throws {
        var house = try DeviceHouse()
        #expect(house.sell(at: 0) == .unknown)
        try house.register()
        #expect(house.state == .registered)
        #expect(house.sell(at: 1) == .notEnrolled)
        #expect(house.authenticate(at: 1) == .notEnrolled)
        try house.enrol()
        #expect(house.state == .enrolled)
        #expect(house.sell(at: 2) == .disabled)
        #expect(house.authenticate(at: 2) == .disabled)
        try house.enable()
        #expect(house.state == .active)
        #expect(house.sell(at: 3) == .reauthenticate)
        #expect(house.authenticate(at: 3) == nil)
        #expect(house.sell(at: 4) == nil)
        #expect(
            house.refusals == [
                "DEVICE_UNKNOWN", "DEVICE_NOT_ENROLLED", "DEVICE_NOT_ENROLLED", "DEVICE_DISABLED", "DEVICE_DISABLED", "REAUTHENTICATE",
            ])
    }

    @Test("Three bad validations disable a unit from afar, and a sale is refused afterwards")
    func threshold() throws {
        var house = try DeviceHouse()
        try house.open()
        #expect(house.authenticate(isPinRight: false, at: 1) == .pinInvalid)
        #expect(house.authenticate(isPinRight: false, at: 2) == .pinInvalid)
        #expect(house.sell(at: 3) == nil)
        #expect(house.authenticate(isPinRight: false, at: 4) == .pinInvalid)
        #expect(house.state == .suspended)
        #expect(house.registry[house.device]?.disabledWhy == .failedValidations)
        #expect(house.sell(at: 5) == .disabled)
        #expect(house.authenticate(at: 6) == .disabled)
        guard case .device(.disabled(house.device, .failedValidations, _), _) = house.ledger.last(where: { $0.kind == .deviceDisabled })
        else {
            Issue.record("the disabling is not on record")
            return
        }
        try house.enable()
        #expect(house.sell(at: 7) == .reauthenticate)
        #expect(house.authenticate(at: 8) == nil)
        #expect(house.sell(at: 9) == nil)
    }

    @Test("Only failures in a row count")
    func failuresInARow() throws {
        var house = try DeviceHouse()
        try house.open()
        for second in Int64(0)..<10 {
            #expect(house.authenticate(isPinRight: false, at: second * 10) == .pinInvalid)
            #expect(house.authenticate(isPinRight: false, at: second * 10 + 1) == .pinInvalid)
            #expect(house.authenticate(at: second * 10 + 2) == nil)
        }
        #expect(house.state == .active)
    }

    @Test("The threshold is configured")
    func configured() throws {
        var policy = DevicePolicy()
        policy.failuresMax = 1
        var house = try DeviceHouse()
        house.registry = DeviceRegistry(policy: policy)
        try house.open()
        house.ledger += house.registry.fail(house.device, .program, at: DeviceHouse.start)
        #expect(house.state == .suspended)
        #expect(house.registry.fail(house.device, .program, at: DeviceHouse.start).isEmpty)
    }

    @Test("Each step is possible from its states only")
    func steps() throws {
        var house = try DeviceHouse()
        let device = house.device
        let act = house.act
        func possible(_ registry: DeviceRegistry) -> Set<String> {
            var registry = registry
            var steps: Set<String> = []
            if (try? registry.enabling(device, act: act)) != nil { steps.insert("enable") }
            if (try? registry.disabling(device, why: .decision, note: "", act: act)) != nil { steps.insert("disable") }
            if (try? registry.disabling(device, why: .corruption, note: "", act: act)) != nil { steps.insert("fault") }
            if (try? registry.unenrolling(device, note: "", act: act)) != nil { steps.insert("unenrol") }
            let code = try? registry.issueEnrolment(
                of: device, to: house.person, by: .system, atMilliseconds: 0, randomBytes: [UInt8](0..<10))
            if code != nil { steps.insert("enrol") }
            return steps
        }
        #expect(possible(house.registry).isEmpty)
        try house.register()
        #expect(possible(house.registry) == ["enrol"])
        try house.enrol()
        #expect(possible(house.registry) == ["enable", "fault", "unenrol"])
        try house.enable()
        #expect(possible(house.registry) == ["disable", "fault", "unenrol"])
        house.commit(try house.registry.disabling(device, why: .lost, note: "", act: act))
        #expect(possible(house.registry) == ["enable", "fault", "unenrol"])
        house.commit(try house.registry.disabling(device, why: .corruption, note: "", act: act))
        #expect(house.state == .faulty)
        #expect(possible(house.registry) == ["unenrol"])
        house.commit(try house.registry.unenrolling(device, note: "", act: act))
        #expect(house.state == .registered && house.registry[device]?.operatorID == nil)
        #expect(possible(house.registry) == ["enrol"])
    }

    @Test("A disabled or un-enrolled unit loses its session at once")
    func closing() throws {
        for isUnenrolled in [false, true] {
            var house = try DeviceHouse()
            try house.open()
            let entry =
                isUnenrolled
                ? try house.registry.unenrolling(house.device, note: "", act: house.act)
                : try house.registry.disabling(house.device, why: .decision, note: "", act: house.act)
            house.commit(entry)
            if isUnenrolled { try house.enrol(at: 1) }
            try house.enable()
            #expect(house.sell(at: 2) == .reauthenticate)
        }
    }

    @Test("Ids and keys are taken once")
    func registration() throws {
        var house = try DeviceHouse()
        try house.register()
        let other = try #require(DeviceID("RSU-B"))
        let key = house.key.publicKey
        let otherKey = try #require(DeviceKey(seed: [UInt8](repeating: 9, count: 32))).publicKey
        #expect(throws: DeviceError.idTaken) {
            try house.registry.registering(house.device, name: "x", key: otherKey, isFree: true, act: house.act)
        }
        #expect(throws: DeviceError.idTaken) {
            try house.registry.registering(other, name: "x", key: otherKey, isFree: false, act: house.act)
        }
        #expect(throws: DeviceError.keyTaken) { try house.registry.registering(other, name: "x", key: key, isFree: true, act: house.act) }
        #expect(throws: DeviceError.nameInvalid) {
            try house.registry.registering(other, name: "", key: otherKey, isFree: true, act: house.act)
        }
    }

    @Test("The ledger alone tells the same states, and no session outlives a restart", arguments: [1, 2, 3, 4, 5] as [UInt64])
    func histories(seed: UInt64) throws {
        var random = Dice(seed: seed)
        var house = try DeviceHouse()
        try house.register()
        for now in Int64(1)...300 {
            switch Int.random(in: 0..<9, using: &random) {
            case 0: if house.state == .registered { try house.enrol(at: now) }
            case 1: if let entry = try? house.registry.enabling(house.device, act: house.act) { house.commit(entry) }
            case 2:
                let why = DisableReason.allCases.randomElement(using: &random) ?? .decision
                if let entry = try? house.registry.disabling(house.device, why: why, note: "", act: house.act) { house.commit(entry) }
            case 3:
                if Int.random(in: 0..<4, using: &random) == 0,
                    let entry = try? house.registry.unenrolling(house.device, note: "", act: house.act)
                {
                    house.commit(entry)
                }
            case 4, 5: _ = house.authenticate(isPinRight: Bool.random(using: &random), at: now)
            default:
                let refusal = house.sell(at: now)
                let isOpen = house.state == .active && house.registry.lastSeen(house.device) != nil
                #expect((refusal == nil) == isOpen, "seed \(seed), step \(now)")
            }
        }
        var replayed = DeviceRegistry()
        for entry in house.ledger { replayed.apply(try SystemEntry(decoding: entry.encode())) }
        #expect(replayed.all == house.registry.all, "seed \(seed)")
        #expect(replayed.lastSeen(house.device) == nil)
    }
}
