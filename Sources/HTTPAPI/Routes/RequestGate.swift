internal import AuthService
internal import HTTPTypes
internal import Hummingbird
internal import Identity
internal import Ledger

extension House {
    /// Who asks, and that they may do one of some things; without any, somebody who is here will do.
    ///
    /// - Throws: a problem; what was refused is on record.
    func authority(
        of request: Request, _ context: HouseContext, for operation: Operation, needs permissions: Permission...
    ) async throws -> Authority {
        let description = operation.description
        do throws(OfficeFailure) {
            let authority = try await people.authority(
                bearing: request.bearer, from: context.peer, area: description.tag.rawValue.lowercased(),
                isChange: description.method != .get)
            try await people.require(permissions, of: authority, action: operation.rawValue)
            return authority
        } catch {
            throw Problem(error)
        }
    }

    /// The selling unit that signed a request.
    ///
    /// - Parameter body: the whole of it, as it came.
    /// - Throws: a problem whose code the unit acts on; what was refused is on record.
    func unit(
        of request: Request, body: [UInt8], for operation: Operation, purpose: DevicePurpose = .work
    ) async throws -> Device {
        guard let header = request.headers[.urnaRSU],
            let signed = SignedRequest(
                header: header, method: request.method.rawValue, path: request.head.path ?? "", bodyDigest: .sha256(body))
        else { throw Problem(DeviceRefusal.signatureInvalid) }
        do throws(OfficeFailure) {
            return try await devices.admit(signed, for: purpose, action: operation.rawValue)
        } catch {
            throw Problem(error)
        }
    }
}

extension HTTPField.Name {
    /// ``DeviceRequest/headerName``.
    static let urnaRSU: HTTPField.Name = {
        guard let name = HTTPField.Name(DeviceRequest.headerName) else { preconditionFailure("this is a header's name") }
        return name
    }()
}
