public import Elections
public import NIOCore

/// Elections, by their id.
extension ResultsHub {
    /// See ``changed(_:isFinal:render:)``.
    public func changed(_ election: ElectionID, isFinal: Bool = false, render: @escaping @Sendable () -> ResultsSnapshot?) {
        changed(.election(election), isFinal: isFinal, render: render)
    }

    public func newest(_ election: ElectionID) -> ResultsSnapshot? { newest(.election(election)) }

    public func admission(to election: ElectionID, resume: ResumePosition) -> Admission {
        admission(to: .election(election), resume: resume)
    }

    public func attach(
        _ channel: any Channel, to election: ElectionID, as kind: WatcherKind, resume: ResumePosition
    ) -> AttachOutcome {
        attach(channel, to: .election(election), as: kind, resume: resume)
    }

    public func stream(of election: ElectionID, resume: ResumePosition) -> ResultsStream? {
        stream(of: .election(election), resume: resume)
    }
}
