public import Ledger

/// The `README.txt` of an exported ledger: what it is and how to check it.
public enum ExportReadme {
    /// Whose ledger it is.
    public enum Subject: Sendable {
        case election(String)
        case raffle(String)
    }

    public static func text(of subject: Subject, key: NoteVerifierKey, head: TreeHead) -> String {
        let name =
            switch subject {
            case .election(let id): "election \(id)"
            case .raffle(let id): "raffle \(id)"
            }
        return """
            The ledger of the \(name), \(head.size) entries, as of one signed checkpoint.

            Check it:           urna-verify .
            Better, with a key that you have from someone you trust:
                                urna-verify . --key '<verifier key>'
            The key that the server named when this was written:
                                \(key.text)

            \(besides(subject))
            checkpoint          the signed checkpoint: size and root hash of the log
            tile/entries/       the entries, 256 a file: for each its length (2 bytes, big-endian), then one JSON object
            tile/0/, tile/1/ …  the hashes of the log's Merkle tree

            The formats are public: c2sp.org/tlog-tiles, c2sp.org/tlog-checkpoint, c2sp.org/signed-note, RFC 6962, RFC 8785.

            """
    }

    private static func besides(_ subject: Subject) -> String {
        switch subject {
        case .election:
            """
            election.json       the definition of the election, its state, and the log's origin and key
            results.json        the results as the server published them
            """
        case .raffle:
            """
            raffle.json         the definition of the raffle, its state, sales, prizes and winners, and the log's origin and key
            draws/*.json        each draw: what was committed to, its pool, its beacon and secret, its numbers, its prizes
            draws/*.pool.txt    each draw's numbers in play with their tickets' commitments; its SHA-256 was fixed before the draw

            A verifiable draw can be drawn again without this software: recompute_draw.py FOLDER [DRAW].
            """
        }
    }
}
