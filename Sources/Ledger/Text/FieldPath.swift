/// Paths that name a place in a JSON document, such as `contests[0].candidates[2].id`.
public enum FieldPath {
    /// Longest member name shown in a path: a longer one comes from nobody's keyboard.
    public static let nameCharactersMax = 64

    /// The path of a member. A name that should not be shown to anyone becomes `?`.
    public static func member(_ name: String, of path: String) -> String {
        let shown = PlainText.problem(in: name, charactersMax: nameCharactersMax) == nil ? name : "?"
        return path.isEmpty ? shown : path + "." + shown
    }

    /// The path of an element of an array.
    public static func element(_ index: Int, of path: String) -> String {
        "\(path)[\(index)]"
    }
}
