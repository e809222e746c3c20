"""What the figures were measured on, read from the machine itself."""

import os
import platform
import re
import shutil
import subprocess


def describe():
    return {
        "cpu": _first(r"model name\s*:\s*(.+)", _read("/proc/cpuinfo")),
        "cores": os.cpu_count(),
        "memoryGiB": round(int(_first(r"MemTotal:\s*(\d+)", _read("/proc/meminfo"))) / (1 << 20), 1),
        "kernel": platform.release(),
        "system": _first(r'PRETTY_NAME="(.+)"', _read("/etc/os-release")),
        "versions": {
            "swift": _version(["swift", "--version"], r"Swift version (\S+)"),
            "nginx": _version(["nginx", "-v"], r"nginx/(\S+)"),
            "nchan": _version(["dpkg-query", "-W", "-f", "${Version}", "libnginx-mod-nchan"], r"(?:\d+:)?(\S+)"),
            "wrk": _version(["wrk", "-v"], r"wrk (\S+)"),
            "postgresql": _version([postgres_tool("postgres") or "postgres", "--version"], r"PostgreSQL\) (\S+)"),
            "openssl": _version(["openssl", "version"], r"OpenSSL (\S+)"),
        },
    }


def postgres_tool(name):
    """Where Debian keeps PostgreSQL's newest `name`, or None."""
    found = shutil.which(name)
    if found:
        return found
    base = "/usr/lib/postgresql"
    versions = sorted(os.listdir(base), key=lambda v: [int(p) for p in v.split(".")]) if os.path.isdir(base) else []
    for version in reversed(versions):
        path = f"{base}/{version}/bin/{name}"
        if os.access(path, os.X_OK):
            return path
    return None


def _read(path):
    try:
        with open(path) as file:
            return file.read()
    except OSError:
        return ""


def _first(pattern, text):
    match = re.search(pattern, text)
    return match.group(1).strip() if match else "0"


def _version(command, pattern):
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=20)
    except (OSError, subprocess.TimeoutExpired):
        return "absent"
    match = re.search(pattern, done.stdout + done.stderr)
    return match.group(1) if match else "absent"
