/// One published vector; the letters are those of the data files.
struct CAVPVector {
    /// E: entropy input.
    var entropy: [UInt8] = []
    /// N: nonce.
    var nonce: [UInt8] = []
    /// P: personalization string.
    var personalization: [UInt8] = []
    /// R and S: entropy input and additional input of the reseed.
    var reseed: (entropy: [UInt8], additional: [UInt8]) = ([], [])
    /// A and B: additional input of the first and the second request.
    var additional: [[UInt8]] = [[], []]
    /// X and Y: entropy input of the first and the second request, with prediction resistance.
    var fresh: [[UInt8]] = [[], []]
    /// O: what the second request returns.
    var output: [UInt8] = []

    static func parse(_ text: String) -> [CAVPVector] {
        text.split(separator: "\n", omittingEmptySubsequences: false).split(separator: "").map { lines in
            lines.reduce(into: CAVPVector()) { vector, line in
                let bytes = hex(String(line.dropFirst(2)))
                switch line.first {
                case "E": vector.entropy += bytes
                case "N": vector.nonce += bytes
                case "P": vector.personalization += bytes
                case "R": vector.reseed.entropy += bytes
                case "S": vector.reseed.additional += bytes
                case "A": vector.additional[0] += bytes
                case "B": vector.additional[1] += bytes
                case "X": vector.fresh[0] += bytes
                case "Y": vector.fresh[1] += bytes
                case "O": vector.output += bytes
                default: preconditionFailure("no such letter: \(line)")
                }
            }
        }
    }
}
