internal import Foundation
internal import GRDB
public import Identity
public import Ports

extension SQLiteStore: StaffStore {
    public func append(
        _ entries: [[UInt8]], to ledger: LedgerID, changing changes: [SecretChange]
    ) throws(StoreError) -> CommittedRun {
        try append(entries, to: ledger, evenWithoutEntries: !changes.isEmpty) { database in
            for change in changes { try Self.make(change, in: database) }
        }
    }

    private static func make(_ change: SecretChange, in database: Database) throws {
        switch change {
        case .putStaff(let secret):
            try database.execute(
                sql: "INSERT OR REPLACE INTO staff_secret (user, password, temporary, totp, last_step) VALUES (?, ?, ?, ?, ?)",
                arguments: [
                    secret.user.text, secret.password.text, secret.isTemporary, secret.totp.map { Data($0.bytes) }, secret.lastStep,
                ])
        case .removeStaff(let user):
            try database.execute(sql: "DELETE FROM staff_secret WHERE user = ?", arguments: [user.text])
        case .putDevice(let secret):
            try database.execute(
                sql: "INSERT OR REPLACE INTO device_secret (device, operator, pin) VALUES (?, ?, ?)",
                arguments: [secret.device.text, secret.operatorID.text, secret.pin.text])
        case .removeDevice(let device):
            try database.execute(sql: "DELETE FROM device_secret WHERE device = ?", arguments: [device.text])
        }
    }

    public func staffSecret(of user: StaffID) throws(StoreError) -> StaffSecret? {
        try read { database in
            try Row.fetchOne(database, sql: "SELECT * FROM staff_secret WHERE user = ?", arguments: [user.text]).map(Self.staffSecret)
        }
    }

    public func staffSecrets() throws(StoreError) -> [StaffSecret] {
        try read { database in try Row.fetchAll(database, sql: "SELECT * FROM staff_secret ORDER BY user").map(Self.staffSecret) }
    }

    public func deviceSecret(of device: DeviceID, operator person: StaffID) throws(StoreError) -> DeviceSecret? {
        try read { database in
            try Row.fetchOne(
                database, sql: "SELECT * FROM device_secret WHERE device = ? AND operator = ?", arguments: [device.text, person.text]
            ).map(Self.deviceSecret)
        }
    }

    public func deviceSecrets(of device: DeviceID) throws(StoreError) -> [DeviceSecret] {
        try read { database in
            try Row.fetchAll(
                database, sql: "SELECT * FROM device_secret WHERE device = ? ORDER BY operator", arguments: [device.text]
            ).map(Self.deviceSecret)
        }
    }

    private static func staffSecret(_ row: Row) throws -> StaffSecret {
        let lastStep: Int64? = (row["last_step"] as DatabaseValue).isNull ? nil : Int64(try row.number("last_step"))
        guard let user = StaffID(try row.text("user")), let password = PasswordHash(try row.text("password")) else {
            throw StoreError(.corrupted, "what a person proves themselves with is damaged: restore a backup")
        }
        return StaffSecret(
            user: user, password: password, isTemporary: try row.number("temporary") != 0,
            totp: try row.bytesIfAny("totp").map { SealedTOTP(bytes: $0) }, lastStep: lastStep)
    }

    private static func deviceSecret(_ row: Row) throws -> DeviceSecret {
        guard let device = DeviceID(try row.text("device")), let person = StaffID(try row.text("operator")),
            let pin = PinHash(try row.text("pin"))
        else { throw StoreError(.corrupted, "the PIN of a selling unit is damaged: restore a backup") }
        return DeviceSecret(device: device, operatorID: person, pin: pin)
    }
}
