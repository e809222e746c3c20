#!/usr/bin/env bash
# The checks of the pages in a real browser: each Tests/Browser file that is executable, with Debian's Chromium. They come two at a time, but
# for the one that takes times, which comes first and alone.
#
#   scripts/test-browser.sh [NAME…]     only the checks whose file name holds a NAME
#
# Exits with 0 (passed), 77 (skipped: it has printed why) or 1.
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1

# What one check may take, in seconds: five times what the slowest needs.
check_seconds_max=600
at_once=2
export URNA_BIN=${URNA_BIN:-$PWD/.build/debug}
python=${URNA_PYTHON:-python3}
[ -n "${URNA_PYTHON:-}" ] || [ ! -x .venv/bin/python3 ] || python=$PWD/.venv/bin/python3

chromium=${URNA_CHROMIUM:-/usr/bin/chromium}
if [ ! -x "$chromium" ]; then
    echo "SKIPPED: there is no $chromium (Debian's package chromium; scripts/setup.sh test)"
    exit 77
fi
if ! "$python" -c 'import playwright, axe_core_python, cryptography' 2>/dev/null; then
    echo "SKIPPED: the Python packages of Tests/Browser/requirements.txt are not installed (scripts/setup.sh test)"
    exit 77
fi

checks=()
for check in Tests/Browser/*.py; do
    [ -x "$check" ] || continue
    for wanted in "${@:-}"; do
        case ${check##*/} in *"$wanted"*) checks+=("$check") && break ;; esac
    done
done
if [ ${#checks[@]} -eq 0 ]; then
    echo "test-browser: no check is called '$*'" >&2
    exit 2
fi

logs=$(mktemp -d)
trap 'rm -rf "$logs"' EXIT
failed=0

# Output is kept and shown whole, so that two checks do not talk over each other.
perform() {
    local check=$1 name=${1##*/} began=$SECONDS status
    timeout --kill-after=10 "$check_seconds_max" "$python" "$check" > "$logs/$name" 2>&1
    status=$?
    printf '%s (%d s)\n%s\n' "-- $name" $((SECONDS - began)) "$(sed 's/^/   /' "$logs/$name")"
    return $status
}

for check in "${checks[@]}"; do
    [ "${check##*/}" = weight.py ] && { perform "$check" || failed=1; }
done
running=0
for check in "${checks[@]}"; do
    [ "${check##*/}" = weight.py ] && continue
    if [ $running -ge $at_once ]; then
        wait -n || failed=1
        running=$((running - 1))
    fi
    perform "$check" &
    running=$((running + 1))
done
while [ $running -gt 0 ]; do
    wait -n || failed=1
    running=$((running - 1))
done
exit $failed
