internal import NIOConcurrencyHelpers

/// How many large downloads are made at once. Each has a thread and reads a whole ledger, and anybody may ask for one.
final class DownloadPlaces: Sendable {
    /// Enough to keep a fast network busy, few enough that ballots and sales feel nothing of them.
    static let placesMax = 4

    private let taken = NIOLockedValueBox(0)

    /// A download's place; given back when the last reference to it goes.
    final class Place: Sendable {
        private let places: DownloadPlaces

        fileprivate init(_ places: DownloadPlaces) { self.places = places }

        deinit { places.taken.withLockedValue { $0 -= 1 } }
    }

    /// - Throws: `tooManyDownloads`.
    func take() throws -> Place {
        let isFree = taken.withLockedValue { taken in
            guard taken < Self.placesMax else { return false }
            taken += 1
            return true
        }
        guard isFree else { throw Problem(.tooManyDownloads, detail: "\(Self.placesMax) large downloads are under way: try again soon.") }
        return Place(self)
    }
}
