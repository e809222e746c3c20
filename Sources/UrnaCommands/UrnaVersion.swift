/// The version of this software, as it stands in ledgers and answers.
public enum UrnaVersion {
    public static let text = "0.1.0"
}
