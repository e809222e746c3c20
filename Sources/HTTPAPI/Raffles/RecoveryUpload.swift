internal import Hummingbird
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

    /// Why a file is to be taken that does not hold all that its unit sold; nil when such a file is not to be taken.
    static func reasonForIncomplete(_ request: Request) throws -> String? {
        guard try request.flag("incomplete") else { return nil }
        guard let reason = request.uri.queryParameters["reason"].map(String.init), PublicText.isFit(reason) else {
            throw Problem(.invalidValues, detail: "An incomplete file is taken only with a reason.", field: "reason", code: "INVALID")
        }
        return reason
    }

    /// A file that is signed by the unit, and of this raffle.
    func file(in bytes: [UInt8]) throws -> RecoveryFile {
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
        return file
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
