import Ports
import Testing

/// A place where stores of one adapter are opened and closed again, over the same data. Every contract works on one.
protocol StoreFixture {
    associatedtype Store: BallotStore, RollStore, RaffleStore, SystemStore

    /// An empty place, gone with the fixture.
    init() throws
    /// A place that holds what `SystemStore.backup` wrote.
    init(restoring backup: String) throws
    /// Where a backup can be written.
    var backupPath: String { get }

    /// Opens the store, hands it over, closes it.
    func withStore<Answer>(_ body: (Store) throws -> Answer) throws -> Answer
}

/// Expects a store's error of a kind.
func expect(
    _ code: StoreError.Code, _ message: Comment? = nil, sourceLocation: SourceLocation = #_sourceLocation, _ body: () throws -> Void
) {
    do {
        try body()
        Issue.record("no error where \(code.rawValue) was expected", sourceLocation: sourceLocation)
    } catch let error as StoreError {
        #expect(error.code == code, "\(error)", sourceLocation: sourceLocation)
    } catch {
        Issue.record("\(error) where \(code.rawValue) was expected", sourceLocation: sourceLocation)
    }
}
