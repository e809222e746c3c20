#!/usr/bin/env bash
# The compliance matrix, held to its word: complete, every file and every test that it names exists, and the page is its page.
#
# What is only planned fails, too: URNA_COMPLIANCE_STRICT=0 lets it pass. The check is then shown to fail on matrices that are wrong.
set -euo pipefail
cd "$(dirname "$0")/.."

python=${PYTHON:-python3}
URNA_COMPLIANCE_STRICT=${URNA_COMPLIANCE_STRICT:-1} "$python" scripts/compliance.py check

folder=$(mktemp -d "${TMPDIR:-/tmp}/urna-compliance-XXXXXX")
trap 'rm -rf "$folder"' EXIT

# refused WHY WHAT-IT-SAYS CHANGE: a copy that CHANGE (Python, on `matrix`, `first` and `text`) made wrong has to be refused, and for that reason.
refusals=0
refused() {
    local why=$1 says=$2 change=$3
    # The page beside the copy is the right one, so that nothing but the change can be found fault with.
    "$python" - "$folder" "$change" <<'PYTHON'
import json, pathlib, sys
sys.path.insert(0, "scripts")
sys.dont_write_bytecode = True
import compliance
folder = pathlib.Path(sys.argv[1])
matrix = compliance.read(compliance.MATRIX)
first = matrix["requirements"][0]
page = compliance.page
names = {"matrix": matrix, "first": first, "text": None}
exec(sys.argv[2], names)
(folder / "gli-31.json").write_text(names["text"] or compliance.written(matrix), encoding="utf-8")
try:
    (folder / "gli-31.md").write_text(page(matrix) + names.get("tail", ""), encoding="utf-8")
except (KeyError, TypeError):
    pass  # A matrix that is not even one has no page, and is refused for itself.
PYTHON
    if "$python" scripts/compliance.py --matrix "$folder/gli-31.json" check > "$folder/out" 2>&1; then
        echo "compliance: the check passes $why" >&2
        exit 1
    fi
    if ! grep -qF -- "$says" "$folder/out"; then
        cat "$folder/out"
        echo "compliance: the check refuses $why, and does not say: $says" >&2
        exit 1
    fi
    refusals=$((refusals + 1))
}

tested='first["met"] = "test"; first["code"] = ["Sources/Ledger"]; first["tests"]'
refused 'a made-up sentence' 'LedgerTests has no test “pigs fly”' "$tested = ['LedgerTests: pigs fly']"
refused 'a made-up target' 'names neither' "$tested = ['MadeUpTests: pigs fly']"
refused 'a made-up check' 'there is no executable file Tests/EndToEnd/pigs.py' "$tested = ['Tests/EndToEnd/pigs.py']"
refused 'a check that make test does not run' 'there is no executable file Tests/EndToEnd/harness.py' "$tested = ['Tests/EndToEnd/harness.py']"
refused 'a text that a check does not hold' 'does not hold “pigs fly”' "$tested = ['Tests/EndToEnd/origin.py: pigs fly']"
refused 'a requirement tested by nothing' 'names no test' "$tested = []"
refused 'a file that is not there' 'there is no Sources/Pigs' 'first["met"] = "code"; first["tests"] = []; first["code"] = ["Sources/Pigs"]'
refused 'internal control by nobody' 'does not say what the operator does' 'first["met"] = "internal-control"; first.pop("operator", None)'
refused 'a MUST that nothing meets' 'is met by nothing' 'first["level"] = "MUST"; first["met"] = "not-applicable"'
refused 'a lost requirement' "missing ['A1']" 'matrix["requirements"].remove(first)'
refused 'a repeated requirement' "repeated ['A1']" 'matrix["requirements"].insert(0, first)'
refused 'a lost decision' 'decisions are not' 'matrix["decisions"].pop()'
refused 'an unknown member' 'has the members' 'first["pigs"] = "fly"'
refused 'a member that stands twice' 'stands twice' 'text = "{\"standard\": \"a\", \"standard\": \"b\"}"'
refused 'a matrix written by hand' 'not in its written form' 'import json; text = json.dumps(matrix)'
refused 'a page that is out of date' 'gli-31.md is out of date' 'tail = "pigs fly"'
URNA_COMPLIANCE_STRICT=1 refused 'plans, when asked for the whole' 'A1: is still planned' 'first["met"] = "planned"'

# And it knows tests by both their names: the sentence and the function.
"$python" - <<'PYTHON'
import pathlib, sys, tempfile
sys.path.insert(0, "scripts")
sys.dont_write_bytecode = True
import compliance
with tempfile.TemporaryDirectory() as folder:
    pathlib.Path(folder, "A.swift").write_text('''
@Suite("Draws (all)") struct DrawTests {
    @Test("a \\"void\\" (or two) is never drawn", arguments: [1, (2)])
    func voids() async throws {}
    @Test func plain() {}
    @Test(.tags(.slow)) @MainActor func tagged() {}
    @Test func `spoken name`() {}
    // @Test("in a comment") func commented() {}
    @Test("off", .disabled("later")) func off() {}
    func notATest() {}
}
''')
    pathlib.Path(folder, "B.swift").write_text('@Suite(.disabled()) struct B { @Test("sleeps") func sleeps() {} }\n')
    found = compliance.swift_tests(pathlib.Path(folder))
wanted = {'a "void" (or two) is never drawn', "voids", "plain", "tagged", "spoken name"}
if found != wanted:
    sys.exit(f"compliance: tests are found wrongly: {found ^ wanted}")
PYTHON
echo "compliance: $refusals wrong matrices were refused, each for its reason"
