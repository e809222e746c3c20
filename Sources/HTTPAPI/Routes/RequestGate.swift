internal import AuthService
internal import HTTPTypes
internal import Hummingbird
internal import Identity
internal import Ledger
internal import RaffleService

extension House {
    /// What stands before an operation: who asks is looked at before anything of what they ask, ids in the path included.
    func gate(of operation: Operation, before handler: @escaping Route.Handler) -> Route.Handler {
        switch operation.description.caller {
        case .staff:
            return { request, context in
                var context = context
                context.authority = try await caller(request, context, of: operation)
                return try await handler(request, context)
            }
        case .device:
            // The signature covers the body, which the handler reads; without a header that is one, nothing is read.
            return { request, context in
                guard signed(request, body: []) != nil else { throw Problem(DeviceRefusal.signatureInvalid) }
                return try await handler(request, context)
            }
        case .anyone, .anyoneOrStaff, .administrator, .voter, .login: return handler
        }
    }

    private func caller(_ request: Request, _ context: HouseContext, of operation: Operation) async throws -> Authority {
        let description = operation.description
        do throws(OfficeFailure) {
            return try await people.authority(
                bearing: request.bearer, from: context.peer, area: description.tag.rawValue.lowercased(),
                isChange: description.method != .get, isLeaving: operation == .endSession)
        } catch {
            throw Problem(error)
        }
    }

    /// Who asks where anyone may; nil for everybody who does not show who they are.
    func authorityIfAny(of request: Request, _ context: HouseContext, for operation: Operation) async -> Authority? {
        guard request.bearer != nil else { return nil }
        return try? await caller(request, context, of: operation)
    }

    /// Who asks, and that they may do one of some things; without any, somebody who is here will do.
    ///
    /// - Throws: a problem; what was refused is on record.
    func authority(
        of request: Request, _ context: HouseContext, for operation: Operation, needs permissions: Permission...
    ) async throws -> Authority {
        let authority: Authority
        if let asked = context.authority {
            authority = asked
        } else {
            authority = try await caller(request, context, of: operation)
        }
        do throws(OfficeFailure) {
            try await people.require(permissions, of: authority, action: operation.rawValue)
            return authority
        } catch {
            throw Problem(error)
        }
    }

    /// The selling unit that signed a request.
    ///
    /// - Parameters:
    ///   - body: the whole of it, as it came.
    ///   - raffle: what the request is about, whose rules for units are kept; nil for one that is about none.
    /// - Throws: a problem whose code the unit acts on; what was refused is on record.
    func unit(
        of request: Request, body: [UInt8], for operation: Operation, in raffle: RunningRaffle? = nil, purpose: DevicePurpose = .work
    ) async throws -> Device {
        guard let signed = signed(request, body: body) else { throw Problem(DeviceRefusal.signatureInvalid) }
        do throws(OfficeFailure) {
            return try await devices.admit(signed, for: purpose, action: operation.rawValue, keeping: unitPolicy(in: raffle))
        } catch {
            throw Problem(error)
        }
    }

    private func signed(_ request: Request, body: [UInt8]) -> SignedRequest? {
        request.headers[.urnaRSU].flatMap { header in
            SignedRequest(
                header: header, method: request.method.rawValue, path: request.head.path ?? "", bodyDigest: .sha256(body))
        }
    }
}

extension HTTPField.Name {
    /// ``DeviceRequest/headerName``.
    static let urnaRSU: HTTPField.Name = named(DeviceRequest.headerName)
    /// The session of a draw's second official.
    static let urnaSecondOfficial: HTTPField.Name = named(House.secondOfficialHeader)

    private static func named(_ text: String) -> HTTPField.Name {
        guard let name = HTTPField.Name(text) else { preconditionFailure("this is a header's name") }
        return name
    }
}
