#!/usr/bin/env bash
# Makes a machine ready: Debian packages by name, only those missing, and the Python tools of the third-party checks.
#
#   scripts/setup.sh [GROUP…]      groups: build lint test bench (default: build lint test)
#
# It changes nothing when all is there, and says what it cannot do. It never installs Swift, and starts no service.
# URNA_SKIP_THIRD_PARTY=1 leaves the Python tools out (no package index in reach); the checks that need them are then skipped.
set -euo pipefail
cd "$(dirname "$0")/.."

swift_needed=6.3
groups=("$@")
[ ${#groups[@]} -gt 0 ] || groups=(build lint test)

say() { printf 'setup: %s\n' "$*"; }
stop() { printf 'setup: cannot go on: %s\n' "$*" >&2; exit 1; }

# One line a package: what must be there already, then the package that brings it. A check that holds needs no package manager,
# so the script also works where the same things came from elsewhere.
needs() {
    case $1 in
        build) cat <<-'END'
			header:sqlite3.h libsqlite3-dev
			command:git git
			command:make make
			END
            ;;
        lint) echo "command:shellcheck shellcheck" ;;
        test) cat <<-'END'
			command:python3 python3
			python:ensurepip python3-venv
			command:curl curl
			command:openssl openssl
			command:node nodejs
			command:chromium chromium
			file:/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf fonts-dejavu-core
			END
            ;;
        bench) cat <<-'END'
			command:curl curl
			command:nginx nginx-light
			file:/usr/lib/nginx/modules/ngx_nchan_module.so libnginx-mod-nchan
			command:wrk wrk
			file:/usr/lib/postgresql/*/bin/initdb postgresql
			command:pgbench postgresql-contrib
			command:ip iproute2
			END
            ;;
        *) stop "no group '$1'; there are: build lint test bench" ;;
    esac
}

is_there() {
    local what=${1#*:}
    case $1 in
        command:*) command -v "$what" >/dev/null || [ -x "/usr/sbin/$what" ] ;;
        header:*) [ -e "/usr/include/$what" ] || [ -e "/usr/local/include/$what" ] ;;
        python:*) python3 -c "import $what" 2>/dev/null ;;
        file:*) compgen -G "$what" >/dev/null ;;
    esac
}

check_swift() {
    command -v swift >/dev/null || stop "Swift $swift_needed or later is not installed, and this script does not install it: see https://www.swift.org/install/linux"
    local found
    found=$(swift --version 2>/dev/null | sed -nE 's/.*Swift version ([0-9]+\.[0-9]+).*/\1/p' | head -n 1)
    [ -n "$found" ] || stop "'swift --version' does not answer with a version"
    [ "$(printf '%s\n' "$swift_needed" "$found" | sort -V | head -n 1)" = "$swift_needed" ] \
        || stop "Swift $found is too old: $swift_needed or later is needed (https://www.swift.org/install/linux)"
}

install_packages() {
    local packages=("$@") as_root=()
    if ! command -v apt-get >/dev/null; then
        say "this is not a Debian system. Install what these Debian packages hold, by this system's own names: ${packages[*]}"
        stop "only apt-get is known here"
    fi
    if [ "$(id -u)" -ne 0 ]; then
        if command -v sudo >/dev/null && { [ -t 0 ] || sudo -n true 2>/dev/null; }; then
            as_root=(sudo)
        else
            stop "not root, and no sudo. Ask an administrator for: apt-get install ${packages[*]}"
        fi
    fi
    say "installing ${packages[*]}"
    # A database or web server that is installed here must not start: benchmarks and tests start their own, on free ports.
    # Debian asks this file before it starts a service; 101 says no.
    local policy=/usr/sbin/policy-rc.d
    if [ ! -e $policy ]; then
        printf '#!/bin/sh\nexit 101\n' | "${as_root[@]}" tee $policy >/dev/null
        "${as_root[@]}" chmod 755 $policy
        # shellcheck disable=SC2064 # the values of now are meant
        trap "${as_root[*]} rm -f $policy" EXIT
    fi
    "${as_root[@]}" apt-get -o DPkg::Lock::Timeout=300 update -q >/dev/null || stop "'apt-get update' failed"
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
        apt-get -o DPkg::Lock::Timeout=300 install -q -y --no-install-recommends "${packages[@]}" >/dev/null || stop "'apt-get install ${packages[*]}' failed"
    # Where systemd runs, an installed service would still start with the machine.
    if [ -d /run/systemd/system ]; then
        local package
        for package in "${packages[@]}"; do
            case $package in
                nginx-light) "${as_root[@]}" systemctl disable --now nginx || true ;;
                postgresql) "${as_root[@]}" systemctl disable --now postgresql || true ;;
            esac
        done
    fi
}

# The newest Python of at least the version given, or nothing.
find_python() {
    local candidate
    for candidate in python3.14 python3.13 python3.12 python3 "$HOME"/.pyenv/versions/3.*/bin/python3; do
        # Asked of the interpreter itself: a name on the PATH can be a shim that finds nothing behind it.
        if "$candidate" -c "import sys, ensurepip, venv; sys.exit(sys.version_info < ($1, $2))" 2>/dev/null; then
            "$candidate" -c 'import sys; print(sys.executable)'
            return
        fi
    done
}

# The tools go in .venv, from the package index, pinned by Tests/EndToEnd/requirements*.txt and Tests/Browser/requirements.txt.
make_venv() {
    if [ -n "${URNA_SKIP_THIRD_PARTY:-}" ]; then
        say "URNA_SKIP_THIRD_PARTY is set: no Python tools; the checks in a browser, and those of schemathesis, aics-tlog and aics-witness, will be skipped"
        return
    fi
    local python files=(Tests/EndToEnd/requirements.txt Tests/Browser/requirements.txt) stamp
    python=$(find_python 3 12)
    if [ -n "$python" ]; then
        files+=(Tests/EndToEnd/requirements-log.txt)
    else
        say "no Python 3.12 or later found (Debian 12 has 3.11): the aics-tlog and aics-witness checks will be skipped"
        python=$(find_python 3 10)
        if [ -z "$python" ]; then
            say "no Python 3.10 or later with venv found: the checks in a browser and of schemathesis will be skipped too"
            return
        fi
    fi
    stamp="$python $(cat "${files[@]}" | cksum)"
    if [ -x .venv/bin/python3 ] && [ "$(cat .venv/urna-stamp 2>/dev/null)" = "$stamp" ]; then
        return
    fi
    say "installing Python tools in .venv ($("$python" --version))"
    rm -rf .venv
    "$python" -m venv .venv
    .venv/bin/python3 -m pip install --quiet --disable-pip-version-check "${files[@]/#/--requirement=}" \
        || stop "pip could not install the Python tools; to test without them, set URNA_SKIP_THIRD_PARTY=1"
    echo "$stamp" > .venv/urna-stamp
}

check_swift
missing=()
for group in "${groups[@]}"; do
    lines=$(needs "$group")
    while read -r what package; do
        is_there "$what" || missing+=("$package")
    done <<< "$lines"
done
if [ ${#missing[@]} -gt 0 ]; then
    install_packages "${missing[@]}"
fi
case " ${groups[*]} " in *" test "*) make_venv ;; esac
say "ready (${groups[*]})"
