import Identity
import Ledger
import NIOConcurrencyHelpers
import Ports
import Testing

@testable import AuthService

@Suite("The office of selling units")
struct DeviceOfficeTests {
    private func admit(_ signed: SignedRequest, at house: StaffFixture) async -> String? {
        do throws(OfficeFailure) {
            _ = try await house.devices.admit(signed, for: .work, action: "sale")
            return nil
        } catch {
            if case .unit(let refusal) = error { return refusal.code }
            return "\(error)"
        }
    }

    @Test("Two hundred sales at once are let in without an entry; a refused one is on record before it is answered")
    func admits() async throws {
        let house = try StaffFixture()
        var unit = try await house.unit(for: "op7")
        let now = house.clock.withLockedValue { $0 }
        let size = house.size
        for _ in 0..<4 {
            let requests = (0..<50).map { _ in unit.signed(at: now) }
            let refused = await withTaskGroup(of: String?.self) { group in
                for request in requests { group.addTask { await admit(request, at: house) } }
                return await group.compactMap { $0 }.reduce(into: [String]()) { $0.append($1) }
            }
            #expect(refused == [])
        }
        #expect(house.size == size)
        let request = unit.signed(at: now)
        #expect(await admit(request, at: house) == nil)
        #expect(await admit(request, at: house) == "REPLAYED")
        #expect(house.size == size + 1)
    }

    @Test("A unit that is disabled is out at once, also while the store can't tell of later refusals")
    func disabling() async throws {
        let house = try StaffFixture()
        var unit = try await house.unit(for: "op7")
        let now = house.clock.withLockedValue { $0 }
        house.store.fail(StoreError(.unavailable, "the disk is full"))
        await #expect(throws: OfficeFailure.self) {
            _ = try await house.devices.disable(unit.id, note: "lost its operator", by: house.owner)
        }
        #expect(await admit(unit.signed(at: now), at: house) == nil, "what is not on record has not happened")
        house.store.fail(nil)
        _ = try await house.devices.disable(unit.id, note: "lost its operator", by: house.owner)
        house.store.fail(StoreError(.unavailable, "the disk is full"))
        #expect(await admit(unit.signed(at: now), at: house) == "DEVICE_DISABLED")
        let size = house.size
        house.store.fail(nil)
        await house.people.record.settle()
        #expect(house.size == size + 1)
    }

    @Test("Failed checks of the program count towards the threshold; a lost link asks for the PIN again")
    func failing() async throws {
        let house = try StaffFixture()
        var unit = try await house.unit(for: "op7")
        let now = house.clock.withLockedValue { $0 }
        house.devices.disconnect(unit.id)
        #expect(await admit(unit.signed(at: now), at: house) == "REAUTHENTICATE")
        for _ in 0..<3 { await house.devices.fail(unit.id, .program) }
        #expect(house.devices[unit.id]?.state == .suspended)
        #expect(await admit(unit.signed(at: now), at: house) == "DEVICE_DISABLED")
    }

    @Test("A code typed by another operator enrols nobody, is used up, and the attempt is on record")
    func enrolment() async throws {
        let house = try StaffFixture()
        try await house.add("op7")
        try await house.add("op8")
        let unit = try FixtureUnit()
        let (op7, op8) = (try #require(StaffID("op7")), try #require(StaffID("op8")))
        _ = try await house.devices.register(unit.id, name: "North", key: unit.key.publicKey, by: house.owner)
        let first = try await house.devices.issueEnrolment(of: unit.id, to: op7, by: house.owner).code
        let size = house.size
        await #expect(throws: OfficeFailure.self) {
            _ = try await house.devices.enrol(unit.id, code: first.text, operator: op8, pin: FixtureUnit.pin)
        }
        #expect(house.size == size + 1)
        await #expect(throws: OfficeFailure.self) {
            _ = try await house.devices.enrol(unit.id, code: first.text, operator: op7, pin: FixtureUnit.pin)
        }
        #expect(house.devices[unit.id]?.state == .registered)
        let second = try await house.devices.issueEnrolment(of: unit.id, to: op7, by: house.owner).code
        #expect(try await house.devices.enrol(unit.id, code: second.text, operator: op7, pin: FixtureUnit.pin).state == .enrolled)
        #expect(try house.store.deviceSecrets(of: unit.id).map(\.operatorID) == [op7])
        _ = try await house.devices.unenrol(unit.id, note: "given back", by: house.owner)
        #expect(try house.store.deviceSecrets(of: unit.id).isEmpty)
    }
}
