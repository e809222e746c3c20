/// Every page there is.
public enum PageCatalogue {
    public static let pages: [Page] = [
        Page(name: "home", path: "/", subject: .lists, parts: ["elections", "raffles"]),
        Page(name: "election", path: "/e/{id}", subject: .election(withResults: true), parts: ["election", "results"]),
        Page(name: "vote", path: "/e/{id}/vote", subject: .election(withResults: false), parts: ["needs-script", "election"]),
        Page(name: "results", path: "/e/{id}/results", subject: .election(withResults: true), parts: ["results"]),
        Page(
            name: "screen", path: "/e/{id}/screen", subject: .election(withResults: true), parts: ["results"], isBare: true,
            moreStrings: ["results"]),
        Page(name: "check", path: "/check", parts: ["needs-script"], features: ["camera"]),
        Page(name: "raffle", path: "/r/{id}", subject: .raffle, parts: ["raffle", "draws"]),
        Page(name: "raffle-screen", path: "/r/{id}/screen", subject: .raffle, parts: ["raffle"], isBare: true, moreStrings: ["raffle"]),
        Page(name: "draw", path: "/r/{id}/draw", subject: .raffle, parts: ["draws"], moreStrings: ["raffle"]),
        Page(name: "ledger", path: "/ledger/e/{id}", subject: .ledger(ofRaffle: false), parts: ["needs-script", "log"]),
        Page(name: "ledger", path: "/ledger/r/{id}", subject: .ledger(ofRaffle: true), parts: ["needs-script", "log"]),
        Page(name: "login", path: "/login", subject: .login, audience: .anyoneNamed, parts: ["needs-script"]),
        Page(name: "console/overview", path: "/console", subject: .lists, audience: .staff, parts: ["elections", "raffles"]),
        Page(name: "console/election-new", path: "/console/elections/new", audience: .staff, parts: ["needs-script"]),
        Page(
            name: "console/election", path: "/console/e/{id}", subject: .election(withResults: true), audience: .staff,
            parts: ["election", "results"]),
        Page(name: "console/raffle-new", path: "/console/raffles/new", audience: .staff, parts: ["needs-script"]),
        Page(name: "console/raffle", path: "/console/r/{id}", subject: .raffle, audience: .staff, parts: ["raffle", "draws"]),
        Page(name: "console/people", path: "/console/people", audience: .staff, parts: ["needs-script"]),
        Page(name: "console/account", path: "/console/account", audience: .staff, parts: ["needs-script"], moreStrings: ["console-people"]),
        Page(name: "console/remote", path: "/console/remote", audience: .staff, parts: ["needs-script"]),
        Page(name: "audit/overview", path: "/audit", subject: .software, audience: .anyoneNamed, parts: ["software"]),
        Page(name: "audit/events", path: "/audit/events", audience: .staff, parts: ["needs-script"]),
        Page(name: "audit/reports", path: "/audit/reports/{id}", subject: .raffle, audience: .staff, parts: ["reports"]),
    ]

    /// Shown where nothing is.
    public static let notFound = Page(name: "not-found", path: "", parts: ["not-found"])
    /// Shown when something went wrong here.
    public static let error = Page(name: "error", path: "", parts: ["error"])

    /// The page at a path, and the id in it.
    public static func page(at path: String) -> (page: Page, id: String?)? {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false).dropFirst()
        for page in pages {
            let pattern = page.path.split(separator: "/", omittingEmptySubsequences: false).dropFirst()
            guard parts.count == pattern.count else { continue }
            var id: String?
            let matches = zip(pattern, parts).allSatisfy { expected, part in
                guard expected == "{id}" else { return expected == part }
                id = String(part)
                return !part.isEmpty
            }
            if matches { return (page, id) }
        }
        return nil
    }
}
