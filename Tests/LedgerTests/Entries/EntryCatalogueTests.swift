import Ledger
import Testing

@Suite("The catalogue of entries")
struct EntryCatalogueTests {
    @Test("The page lists every kind with its fields, its example and the example's leaf hash")
    func page() throws {
        let example = try JSONValue.parse(Worked.entries[2])
        let catalogue = EntryCatalogue(kinds: [
            EntryKind(
                name: "raffle.draw", summary: "A number was drawn.", appendedBy: "the draw, once for each prize.",
                fields: [
                    EntryField(name: "t", type: "string", meaning: "`draw`"),
                    EntryField(name: "n", type: "integer | null", meaning: "Which draw.", required: false),
                ],
                example: example)
        ])
        let expected = """
            # Ledger entries

            <!-- Generated from the catalogue of entry types in the code. Do not edit. -->

            An entry is one JSON object in canonical form (RFC 8785). Its leaf hash is SHA-256 over a zero byte and the entry's bytes.

            | type | what it records |
            |---|---|
            | [`raffle.draw`](#raffledraw) | A number was drawn. |

            ## raffle.draw

            A number was drawn.

            Appended by: the draw, once for each prize.

            | field | type | | meaning |
            |---|---|---|---|
            | `t` | string | required | `draw` |
            | `n` | integer \\| null | optional | Which draw. |

            ```json
            {"n":3,"t":"draw"}
            ```

            Leaf hash `\(Hash.leaf(Array(#"{"n":3,"t":"draw"}"#.utf8)).hex)`

            """
        #expect(catalogue.markdown() == expected)
        #expect(catalogue.markdown() == catalogue.markdown())
    }
}
