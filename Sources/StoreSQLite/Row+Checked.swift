internal import Foundation
internal import GRDB
internal import Ledger
internal import Ports

// A damaged file may hold anything in any column, so nothing read for a ledger is taken on trust: GRDB's own conversions stop the
// process, these tell what is wrong.
extension Row {
    /// A whole number from 0 up.
    func number(_ column: String) throws -> UInt64 {
        guard case .int64(let value) = (self[column] as DatabaseValue).storage, value >= 0 else { throw Self.damaged(column) }
        return UInt64(value)
    }

    func count(_ column: String) throws -> Int { Int(try number(column)) }

    func text(_ column: String) throws -> String {
        guard case .string(let value) = (self[column] as DatabaseValue).storage else { throw Self.damaged(column) }
        return value
    }

    func hash(_ column: String) throws -> Hash {
        guard let hash = Hash(bytes: try bytes(column)) else { throw Self.damaged(column) }
        return hash
    }

    func bytes(_ column: String) throws -> [UInt8] {
        guard let bytes = try bytesIfAny(column) else { throw Self.damaged(column) }
        return bytes
    }

    func bytesIfAny(_ column: String) throws -> [UInt8]? {
        switch (self[column] as DatabaseValue).storage {
        case .null: nil
        case .blob(let data): [UInt8](data)
        default: throw Self.damaged(column)
        }
    }

    private static func damaged(_ column: String) -> StoreError {
        StoreError(.corrupted, "the database is damaged: restore it from a backup", cause: "column \(column)")
    }
}
