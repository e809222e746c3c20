internal import Elections
internal import HTTPTypes
internal import Hummingbird
internal import VoteService

/// Casting through the full HTTP server: HTTP/2, and HTTP/1.1 requests that the front door does not read itself.
struct BallotRoutes: Sendable {
    let house: House

    func cast(_ request: Request, _ context: HouseContext) async throws -> Response {
        let body = try await request.collectBody(upTo: BallotStyle.bodyBytesMax)
        let election = Array((context.parameters.get("id") ?? "").utf8)
        let authorization = request.headers[.authorization].map { Array($0.utf8) }
        let contentType = request.headers[.contentType].map { Array($0.utf8) }
        let now = house.clock()
        let intake = house.intake
        let answer: CastAnswer = try await withCheckedThrowingContinuation { continuation in
            let reply = Reply.callback { continuation.resume(returning: $0) }
            let refusal = election.withUnsafeBytes { election in
                body.withUnsafeBytes { body in
                    authorization.withOptionalBytes { authorization in
                        contentType.withOptionalBytes { contentType in
                            intake.admit(
                                election: election, authorization: authorization, contentType: contentType, body: body, now: now,
                                reply: reply)
                        }
                    }
                }
            }
            if let refusal { continuation.resume(throwing: Problem(refusal)) }
        }
        return try response(to: answer)
    }

    private func response(to answer: CastAnswer) throws -> Response {
        switch answer {
        case .recorded(let batch, let offset, let opening, let isNew):
            receipt(batch, offset, opening, status: isNew ? .created : .ok)
        case .repeated(let batch, let opening): receipt(batch, 0, opening, status: .ok)
        case .alreadyVoted: throw Problem(CastRefusal.alreadyVoted)
        case .notOpen(let state): throw Problem(CastRefusal.notOpen(state))
        case .unavailable(let error): throw Problem(error)
        }
    }

    private func receipt(
        _ batch: CommittedBatch, _ offset: Int, _ opening: Receipt.Opening?, status: HTTPResponse.Status
    ) -> Response {
        .bytes(batch.receipt(at: offset, opening: opening), type: "application/json", status: status)
    }
}

extension [UInt8]? {
    fileprivate func withOptionalBytes<Value>(_ body: (UnsafeRawBufferPointer?) -> Value) -> Value {
        guard let self else { return body(nil) }
        return self.withUnsafeBytes { body($0) }
    }
}
