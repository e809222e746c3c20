#!/usr/bin/env bash
# Runs every test and prints a summary: the Swift suites, then each executable in Tests/EndToEnd and each scripts/test-*.sh.
#
#   scripts/test.sh [NAME…]     only the end-to-end checks whose file name holds a NAME
#
# An end-to-end check exits with 0 (passed), 77 (skipped: it has printed why) or anything else (failed).
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1

# One check may take this long before it is ended: ten times what the slowest needs on two cores.
check_seconds_max=1200
suites_seconds_max=1800
export URNA_BIN=${URNA_BIN:-$PWD/.build/debug}
flags=(--explicit-target-dependency-import-check error)
python=python3
[ -x .venv/bin/python3 ] && python=$PWD/.venv/bin/python3

passed=0 failed=0 skipped=0 lines=()

step() {
    local name=$1 started=$SECONDS outcome
    shift
    printf '\n== %s\n' "$name"
    "$@"
    case $? in
        0) outcome=passed passed=$((passed + 1)) ;;
        77) outcome=skipped skipped=$((skipped + 1)) ;;
        124) outcome='failed: out of time' failed=$((failed + 1)) ;;
        *) outcome=failed failed=$((failed + 1)) ;;
    esac
    lines+=("$(printf '%-34s %5d s  %s' "$name" $((SECONDS - started)) "$outcome")")
    [ "$outcome" = passed ] || [ "$outcome" = skipped ]
}

finish() {
    printf '\n== summary\n'
    printf '%s\n' "${lines[@]}"
    printf '%d passed, %d failed, %d skipped\n' "$passed" "$failed" "$skipped"
    exit $((failed > 0))
}

if [ $# -eq 0 ]; then
    step 'build' swift build "${flags[@]}" --build-tests || finish
    # One test at a time: on two cores, tests of timeouts and of the network would wait for each other.
    # What failed is said again with the summary, where it is found without reading the whole log.
    suites_log=$(mktemp)
    trap 'rm -f "$suites_log"' EXIT
    # shellcheck disable=SC2317  # called by step
    swift_suites() {
        timeout --foreground --kill-after=10 "$suites_seconds_max" swift test "${flags[@]}" --skip-build --no-parallel 2>&1 | tee "$suites_log"
    }
    step 'swift test' swift_suites || lines+=("$(grep -E ' (recorded an issue|failed after|Fatal error|Crash)' "$suites_log" | head -60)")
fi

checks=()
for check in scripts/test-*.sh Tests/EndToEnd/*; do
    if [ ! -f "$check" ] || [ ! -x "$check" ]; then continue; fi
    for wanted in "${@:-}"; do
        case ${check##*/} in *"$wanted"*) checks+=("$check") && break ;; esac
    done
done
if [ ${#checks[@]} -eq 0 ]; then
    echo "test: no end-to-end check is called '$*'" >&2
    exit 2
fi
for check in "${checks[@]}"; do
    case $check in
        *.py) step "$check" timeout --foreground --kill-after=10 "$check_seconds_max" "$python" "$check" ;;
        *) step "$check" timeout --foreground --kill-after=10 "$check_seconds_max" "$check" ;;
    esac
done
finish
