#!/usr/bin/env bash
# The documentation, held to its word: every relative link leads somewhere, and the walks run as they are printed.
#
# A walk is what stands between "```sh run" and "```" on a page, in order, as one script. It runs in a folder of its own against
# servers on free ports, and has to verify a ledger with urna-verify and pass.
set -euo pipefail
cd "$(dirname "$0")/.."
root=$PWD
bin=${URNA_BIN:-$root/.build/debug}

pages=(README.md docs/raffles.md)
# A walk takes some ten seconds on a debug build: this is for a machine that is busy with other things.
walk_seconds_max=240

python3 - <<'PYTHON'
import re, sys
from pathlib import Path

SKIPPED = {".git", ".venv", ".demo", "node_modules", "checkouts", "repositories"}

def pages():
    for path in sorted(Path(".").rglob("*.md")):
        if not any(part in SKIPPED or part.startswith(".build") for part in path.parts):
            yield path

def prose(path):
    """The page without its blocks and spans of code."""
    text = re.sub(r"^```.*?^```", "", path.read_text(encoding="utf-8"), flags=re.M | re.S)
    return re.sub(r"`[^`\n]*`", lambda span: span.group().replace("](", "] ("), text)

def anchors(path):
    found = set()
    for heading in re.findall(r"^#+ +(.*)$", path.read_text(encoding="utf-8"), flags=re.M):
        slug = re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")
        found.add(slug)
    return found

links, broken = 0, []
for page in pages():
    for target in re.findall(r"\]\(([^)\s]+)\)", prose(page)):
        if re.match(r"[a-z][a-z0-9+.-]*:", target):
            continue
        links += 1
        name, _, anchor = target.partition("#")
        place = (page.parent / name) if name else page
        if not place.exists():
            broken.append(f"{page}: {target} is not there")
        elif anchor and place.suffix == ".md" and anchor not in anchors(place):
            broken.append(f"{page}: {target}: there is no such heading")
print("\n".join(broken) or f"docs: {links} relative links lead somewhere")
if not links:
    sys.exit("docs: no links were found: the pattern is broken")
sys.exit(1 if broken else 0)
PYTHON

if [ ! -x "$bin/urna" ] || [ ! -x "$bin/urna-verify" ]; then
    echo "docs: there is no $bin/urna or urna-verify: run 'make build'" >&2
    exit 1
fi

folder=$(mktemp -d "${TMPDIR:-/tmp}/urna-docs-XXXXXX")
trap 'rm -rf "$folder"' EXIT

# walk PAGE: runs the page's walk; nothing of the caller's settings reaches it.
walk() {
    local page=$1 place status=0 passed verifications
    place=$folder/${page//\//-}
    mkdir -p "$place/here"
    {
        # Whatever the walk leaves running is ended by its id, also when a step fails.
        # shellcheck disable=SC2016 # It is the walk that expands this.
        echo 'trap '\''for job in $(jobs -p); do kill "$job" 2>/dev/null || true; done; wait'\'' EXIT'
        awk '/^```sh run$/ { inside = 1; next } /^```$/ { inside = 0 } inside' "$root/$page"
    } > "$place/walk.sh"
    verifications=$(grep -c '^urna-verify ' "$place/walk.sh" || true)
    if [ "$verifications" -eq 0 ]; then
        echo "docs: $page has no walk with urna-verify" >&2
        return 1
    fi
    # Without --foreground, a timeout ends the whole group of processes.
    (cd "$place/here" && exec env -i PATH="$bin:$PATH" HOME="$place" LANG=C.UTF-8 URNA_PORT=0 \
        timeout --kill-after=10 "$walk_seconds_max" bash -euo pipefail "$place/walk.sh") > "$place/out" 2>&1 || status=$?
    if [ "$status" -ne 0 ]; then
        cat "$place/out"
        [ ! -f "$place/here/serve.log" ] || tail -5 "$place/here/serve.log"
        echo "docs: the walk of $page failed with status $status" >&2
        return 1
    fi
    passed=$(grep -c 'checks passed' "$place/out" || true)
    if [ "$passed" -ne "$verifications" ]; then
        cat "$place/out"
        echo "docs: $page asked for $verifications verifications, $passed passed" >&2
        return 1
    fi
    echo "docs: the walk of $page ran, and urna-verify passed $passed times"
}

failed=0
for page in "${pages[@]}"; do
    walk "$page" || failed=1
done
exit "$failed"
