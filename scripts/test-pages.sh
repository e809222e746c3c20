#!/usr/bin/env bash
# The modules of the web pages, tested by node's own runner; nothing is installed from a package registry.
#
#   scripts/test-pages.sh [NAME…]      only Tests/Pages/NAME.test.mjs
set -euo pipefail
cd "$(dirname "$0")/.."

# What Debian 12 has; the first with WebCrypto's Ed25519 and a test runner is 18.
version_needed=18

if ! command -v node >/dev/null; then
    echo "pages: node is not installed: run scripts/setup.sh test (Debian's package is nodejs)" >&2
    exit 1
fi
version=$(node --version)
major=${version#v}
major=${major%%.*}
if [ "$major" -lt "$version_needed" ]; then
    echo "pages: node $version is too old: $version_needed or later is needed" >&2
    exit 1
fi

files=()
for name in "${@:-*}"; do
    for file in Tests/Pages/$name.test.mjs; do
        [ -f "$file" ] || { echo "pages: there is no $file" >&2; exit 1; }
        files+=("$file")
    done
done
echo "pages: ${#files[@]} files, node $version"
node --test --test-reporter=spec "${files[@]}"
