import Ledger

/// The worked example that other implementations have checked: three entries, their log, its keys and its signed checkpoint.
enum Worked {
    static let entries = [#"{"t":"ballot","n":1}"#, #"{"t":"ticket","n":2}"#, #"{"t":"draw","n":3}"#].map { Array($0.utf8) }
    static let leaves = entries.map { Hash.leaf($0) }
    static let origin = "vote.example/audit/2026"
    static let rootHex = "61c100a0b42b59f9c6de7dc8b61885fe57ce30c3ed894a661cdc67c893c54cd2"
    static let logSeed = (0..<32).map { UInt8($0) }
    static let witnessSeed = (0x64...0x83).map { UInt8($0) }
    static let logKey = "vote.example/audit/2026+eb14e161+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4"
    static let witnessKey = "wit.example/w1+1cd4c263+BAu8NGpXZnw4ASC9nH/X5R0sX9/qN80vW/QFssa/by14"
    static let witnessTime = Timestamp(seconds: 1_795_000_000)

    static let text = """
        vote.example/audit/2026
        3
        YcEAoLQrWfnG3n3IthiF/lfOMMPtiUpmHNxnyJPFTNI=

        """
    static let logLine =
        "— vote.example/audit/2026 6xThYUWLOBUq84B3mPRKnvuv2LAVnpXtMvdMQUrRYq4YVY9HUzP0A8+xX9yITFvhQhpG+Lr/1Q2etYtsAN4GJGViuwY=\n"
    static let witnessLine =
        "— wit.example/w1 HNTCYwAAAABq/YbAQJY/ZccoqinX9R+xwJGijZls5Gh8liLL1f2GwI5G2Gi/g+0IVXTkIEa+6uFJVJnjW2cKg0Cf0RewS2qfTPkHDg==\n"
    /// By a P-256 key whose public half is not part of the example.
    static let p256Line =
        "— vote.example/audit/2026 YG2HfjBGAiEAvJb0G04QFPy299gRfJdh7GMgMHVYCP4XQsOKeGR/WJkCIQDO+z0xxkxn5bsxUh2OoC+Z5H9ISPkqaxXeqyuf9YyZ0w==\n"
    static let note = text + "\n" + logLine + witnessLine + p256Line
    static let bundleHex =
        "00147b2274223a2262616c6c6f74222c226e223a317d00147b2274223a227469636b6574222c226e223a327d00127b2274223a2264726177222c226e223a337d"
    static let proof = """
        c2sp.org/tlog-proof@v1
        index 1
        VkMn1mpmLV2RlqD2bzGyurvMP6f4dmaPc7peO21CcZM=
        3gskE+NLoHS04e9dCm1kuQs7J4zTrkPfMvO48Hhuk5s=


        """ + note
}
