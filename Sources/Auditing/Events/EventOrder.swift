/// Which end of time a search begins at.
public enum EventOrder: String, Hashable, Sendable, CaseIterable {
    case oldestFirst = "asc"
    case newestFirst = "desc"
}
