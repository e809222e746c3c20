internal import Ledger
internal import RaffleService
internal import Raffles
internal import Selling

/// A unit's signed recovery file, on its way into the ledger.
struct RecoveryUpload: Sendable {
    let raffle: RunningRaffle
    let rsu: RSUID
    /// The public key that the unit is registered with; nil when it is not.
    let key: [UInt8]?

    static let bytesMax = RecoveryFile.bytesMax

    /// The sales of a file that is whole, signed by the unit, and of this raffle.
    func sales(in bytes: [UInt8]) throws -> [Raffles.SaleUpload] {
        guard let key else { throw Problem(.notFound, detail: "No selling unit of this id is registered.", code: "DEVICE_UNKNOWN") }
        let file: RecoveryFile
        do throws(RecoveryError) {
            file = try RecoveryFile.verify(bytes, publicKey: key)
        } catch {
            throw problem(error)
        }
        guard file.statement.raffle == raffle.id, file.statement.rsu == rsu else {
            throw Problem(.invalidValues, detail: "The recovery file is of another raffle or unit.", field: "body", code: "INVALID")
        }
        return try file.sales.map { sale in
            guard let upload = try? Raffles.SaleUpload(sale) else {
                throw Problem(.invalidValues, detail: "Sale \(sale.ticket) cannot be taken over.", field: "body", code: "INVALID")
            }
            return upload
        }
    }

    private func problem(_ error: RecoveryError) -> Problem {
        switch error {
        case .unknownKey, .wrongSignature:
            Problem(
                .invalidValues, detail: "The recovery file is not signed with the unit's key.", field: "body", code: "SIGNATURE_INVALID")
        case .malformed(let line, let message):
            Problem(.invalidValues, detail: "Line \(line) of the recovery file \(message).", field: "body", code: "INVALID")
        }
    }
}
