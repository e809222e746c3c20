#!/usr/bin/env bash
# Every check that needs no running server. All run, so that one call shows all there is to mend.
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1

failed=()
check() {
    local name=$1
    shift
    printf 'lint: %s\n' "$name"
    "$@" || failed+=("$name")
}

# The repository's own files, also where there is no git: not what builds and tools made.
own_files() {
    find . \( -name .git -o -name '.build*' -o -name .venv -o -name .demo \) -prune -o -type f "$@" -print0
}

shell_scripts() {
    if ! command -v shellcheck >/dev/null; then
        echo 'lint: shellcheck is not installed, so scripts are not checked (scripts/setup.sh lint)'
        return
    fi
    # Known by their first line, wherever they are.
    own_files -size -200k \
        | xargs -0 awk 'FNR == 1 && /^#!.*[\/ ](bash|sh)$/ { printf "%s%c", FILENAME, 0 } { nextfile }' \
        | xargs -0 -r shellcheck --external-sources --source-path=SCRIPTDIR
}

python_scripts() {
    own_files -name '*.py' | xargs -0 -r python3 -c 'import ast, sys
for path in sys.argv[1:]:
    ast.parse(open(path, encoding="utf-8").read(), path)'
}

generated_pages() {
    swift build --quiet --explicit-target-dependency-import-check error --product urna || return 1
    .build/debug/urna docs --check docs || {
        echo "lint: generated pages are out of date: run 'make docs' and commit them"
        return 1
    }
}

check 'swift format' swift format lint --strict --parallel --recursive Sources Tests Package.swift
check 'shell scripts' shell_scripts
check 'python scripts' python_scripts
check 'generated pages' generated_pages
check 'compliance matrix' scripts/compliance.py check

if [ ${#failed[@]} -gt 0 ]; then
    printf 'lint: failed: %s\n' "${failed[*]}" >&2
    exit 1
fi
echo 'lint: all fine'
