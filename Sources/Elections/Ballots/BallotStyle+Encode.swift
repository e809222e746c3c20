internal import Ledger

/// The text of a write-in, and which of a contest's codes it stands at.
struct WriteInText {
    var contest: Int
    var codeIndex: Int
    var text: String
}

extension BallotStyle {
    /// Canonical JSON of the selections that `marks` came from.
    func encode(_ marks: [Marks], writeIns: [WriteInText], sizeHint: Int) -> [UInt8] {
        var out: [UInt8] = []
        out.reserveCapacity(sizeHint)
        out.append(UInt8(ascii: "{"))
        for contest in contestOrder where !marks[contest].isBlank {
            if out.count > 1 { out.append(UInt8(ascii: ",")) }
            contestIDs.append(contest, to: &out)
            out.append(UInt8(ascii: ":"))
            let codes = marks[contest].codes
            let style = contests[contest]
            if style.shape == .scores {
                style.encode(scores: codes, to: &out)
            } else if writeIns.isEmpty {
                style.encode(list: codes, to: &out)
            } else {
                style.encode(list: codes, writeIns: writeIns.filter { $0.contest == contest }, to: &out)
            }
        }
        out.append(UInt8(ascii: "}"))
        return out
    }
}

extension ContestStyle {
    fileprivate func encode(list codes: [UInt16], writeIns: [WriteInText] = [], to out: inout [UInt8]) {
        out.append(UInt8(ascii: "["))
        // Candidates left to write before a shared rank ends; 0 outside of one.
        var shared = 0
        var index = 0
        var needsComma = false
        while index < codes.count {
            if needsComma { out.append(UInt8(ascii: ",")) }
            needsComma = true
            let code = codes[index]
            if code == Marks.skipped {
                out.append(contentsOf: "null".utf8)
            } else if code == Marks.overvote {
                shared = Int(codes[index + 1])
                out.append(UInt8(ascii: "["))
                needsComma = false
                index += 2
                continue
            } else if let writeIn = writeIns.first(where: { $0.codeIndex == index }) {
                JSONValue.object([("writeIn", .string(writeIn.text))]).encode(canonicalInto: &out)
            } else {
                candidates.append(Int(code), to: &out)
            }
            index += 1
            if shared > 0 {
                shared -= 1
                if shared == 0 { out.append(UInt8(ascii: "]")) }
            }
        }
        out.append(UInt8(ascii: "]"))
    }

    fileprivate func encode(scores codes: [UInt16], to out: inout [UInt8]) {
        var byPosition = [UInt16](repeating: 0, count: positionsById.count)
        for index in stride(from: 0, to: codes.count, by: 2) { byPosition[Int(codes[index])] = codes[index + 1] }
        out.append(UInt8(ascii: "{"))
        var needsComma = false
        for position in positionsById where byPosition[Int(position)] > 0 {
            if needsComma { out.append(UInt8(ascii: ",")) }
            needsComma = true
            candidates.append(Int(position), to: &out)
            out.append(UInt8(ascii: ":"))
            out.append(contentsOf: String(byPosition[Int(position)]).utf8)
        }
        out.append(UInt8(ascii: "}"))
    }
}
