extension JurisdictionProfile {
    /// GLI-31 alone, which leaves all of this to the regulator.
    public static let gliBase = JurisdictionProfile(
        id: "GLI-BASE", title: "GLI-31 without a regulator's additions", sources: ["GLI-31 v1.1, chapters 2 to 6"])

    /// Every profile, the default first.
    public static let all: [JurisdictionProfile] = [gliBase]

    /// The profile with this id, or nil.
    public static func find(_ id: String) -> JurisdictionProfile? {
        all.first { $0.id.utf8.elementsEqual(id.utf8) }
    }
}
