/// What selling units must keep to: the installation's rules, and for requests about a raffle those of its definition.
public struct DevicePolicy: Hashable, Sendable {
    /// Failed validations in a row that disable a unit.
    public var failuresMax = 3
    /// How far a unit's clock may be from the server's, either way.
    public var skewMilliseconds: Int64 = 120_000
    /// How much later than signed a request may arrive besides: a batch on a slow line takes its time. Nothing is let in twice meanwhile.
    public var transitMilliseconds: Int64 = 0
    /// How long a unit may work before it must show again who it is and who operates it.
    public var sessionMilliseconds: Int64 = 60 * 60 * 1000
    /// How long it may be silent: after that its link is taken for lost, and it must show again.
    public var silenceMilliseconds: Int64 = 5 * 60 * 1000
    /// How long a challenge is good.
    public var challengeMilliseconds: Int64 = 2 * 60 * 1000
    /// How long an enrolment code is good.
    public var enrolmentMilliseconds: Int64 = 15 * 60 * 1000

    public static let standard = DevicePolicy()

    public init() {}

    /// Of two policies, the one that is harder to keep, rule by rule.
    public func stricter(_ other: DevicePolicy) -> DevicePolicy {
        var both = self
        both.failuresMax = min(failuresMax, other.failuresMax)
        both.skewMilliseconds = min(skewMilliseconds, other.skewMilliseconds)
        both.transitMilliseconds = min(transitMilliseconds, other.transitMilliseconds)
        both.sessionMilliseconds = min(sessionMilliseconds, other.sessionMilliseconds)
        both.silenceMilliseconds = min(silenceMilliseconds, other.silenceMilliseconds)
        both.challengeMilliseconds = min(challengeMilliseconds, other.challengeMilliseconds)
        both.enrolmentMilliseconds = min(enrolmentMilliseconds, other.enrolmentMilliseconds)
        return both
    }
}
