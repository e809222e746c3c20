"""Compiles the load generators, and finds or builds the release binary of `urna`."""

import os
import subprocess

from harness import processes

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
BENCHMARKS = os.path.join(ROOT, "Benchmarks")
BUILT = os.path.join(BENCHMARKS, ".build-tools")
FLAGS = ["-O2", "-std=gnu11", "-Wall", "-Wextra", "-Werror"]
SOURCES = {
    "openloop": ["openloop/openloop.c"],
    "idle": ["memory/idle.c"],
    "watchers": ["watchers/watchers.c", "watchers/stream.c"],
    "stream_test": ["watchers/stream_test.c", "watchers/stream.c"],
}


def tool(name):
    """The path of a load generator, compiled when its sources are newer."""
    os.makedirs(BUILT, exist_ok=True)
    target = os.path.join(BUILT, name)
    sources = [os.path.join(BENCHMARKS, source) for source in SOURCES[name]]
    inputs = sources + [os.path.join(BENCHMARKS, folder, file) for folder in {"common", os.path.dirname(SOURCES[name][0])}
                        for file in os.listdir(os.path.join(BENCHMARKS, folder)) if file.endswith(".h")]
    if not os.path.exists(target) or any(os.path.getmtime(i) > os.path.getmtime(target) for i in inputs):
        processes.run(["cc", *FLAGS, "-o", target, *sources], 120)
        if name == "watchers":
            processes.run([tool("stream_test")], 60)
    return target


def release_binary(given=None):
    """`given` (the program, or the folder it lies in), or a fresh release build of `urna` in its own scratch folder."""
    if given:
        path = os.path.join(given, "urna") if os.path.isdir(given) else given
        if not os.access(path, os.X_OK):
            raise SystemExit(f"{path} is no program that can be run: build it with `make release`, or name another with --binary")
        return os.path.abspath(path)
    command = ["swift", "build", "-c", "release", "--product", "urna", "--scratch-path", os.path.join(ROOT, ".build-release")]
    if subprocess.run(command, cwd=ROOT).returncode != 0:
        raise SystemExit("the release build failed")
    return os.path.join(ROOT, ".build-release", "release", "urna")


def revision():
    try:
        run = subprocess.run(["git", "describe", "--always", "--dirty"], cwd=ROOT, capture_output=True, text=True, timeout=20)
        return run.stdout.strip() or "unknown"
    except OSError:
        return "unknown"
