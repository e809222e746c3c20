public import Logging

/// A log handler that writes one JSON object a line: `time`, `level`, `label`, `message`, then the metadata, flat.
///
/// A nested dictionary becomes names with dots (`peer.port`), an array of values an array of texts. A metadata name
/// that is taken gets an underscore (`level_`). Lines never contain a raw control character or line separator, and
/// texts over 2,048 bytes are cut and end in `…`, so that nobody can forge a line or fill a disk with one.
///
/// Wrap secrets in ``Redacted``; this handler can't tell a token from a name.
public struct JSONLogHandler: LogHandler {
    public var logLevel: Logger.Level
    public var metadata: Logger.Metadata = [:]
    public var metadataProvider: Logger.MetadataProvider?

    private let label: String
    private let output: LogOutput
    private let now: @Sendable () -> LogTime

    public init(
        label: String, output: LogOutput = .standardError, logLevel: Logger.Level = .info,
        metadataProvider: Logger.MetadataProvider? = nil
    ) {
        self.init(label: label, output: output, logLevel: logLevel, metadataProvider: metadataProvider, now: LogTime.now)
    }

    init(
        label: String, output: LogOutput, logLevel: Logger.Level, metadataProvider: Logger.MetadataProvider?,
        now: @escaping @Sendable () -> LogTime
    ) {
        self.label = label
        self.output = output
        self.logLevel = logLevel
        self.metadataProvider = metadataProvider
        self.now = now
    }

    public subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    public func log(event: LogEvent) {
        var line = JSONLine()
        line.add("time", now().text)
        line.add("level", event.level.rawValue)
        line.add("label", label)
        line.add("message", event.message.description)
        if let error = event.error { line.add("error", "\(error)") }
        for (name, value) in merged(with: event.metadata).sorted(by: { $0.key < $1.key }) {
            add(name, value, to: &line, depth: 0)
        }
        output.append(line: line.finished())
    }

    /// The nearer wins: the call's own metadata over the handler's, the handler's over the provider's.
    private func merged(with own: Logger.Metadata?) -> Logger.Metadata {
        var all = metadataProvider?.get() ?? [:]
        all.merge(metadata) { _, handler in handler }
        if let own { all.merge(own) { _, nearest in nearest } }
        return all
    }

    /// Deepest nesting that is spelt out; deeper values are printed as one text.
    private static let depthMax = 4

    private func add(_ name: String, _ value: Logger.MetadataValue, to line: inout JSONLine, depth: Int) {
        switch value {
        case .dictionary(let members) where depth < Self.depthMax:
            for (key, member) in members.sorted(by: { $0.key < $1.key }) {
                add("\(name).\(key)", member, to: &line, depth: depth + 1)
            }
        case .array(let values): line.add(name, values.map { "\($0)" })
        case .string, .stringConvertible, .dictionary: line.add(name, "\(value)")
        }
    }
}
