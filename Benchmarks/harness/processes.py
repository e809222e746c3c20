"""Starts the programs of a benchmark, reads what the kernel says of them, and ends every one of them by its id."""

import atexit
import os
import signal
import subprocess
import time

PAGE = os.sysconf("SC_PAGE_SIZE")
TICKS = os.sysconf("SC_CLK_TCK")
STOP_SECONDS = 10

_running = []


def start(command, log=None, **options):
    """Starts `command` in a process group of its own; it is killed when the run ends, however it ends."""
    if log is not None:
        with open(log, "ab") as output:
            process = subprocess.Popen(command, stdout=output, stderr=output, start_new_session=True, **options)
    else:
        process = subprocess.Popen(command, start_new_session=True, **options)
    _running.append(process)
    return process


def run(command, timeout, **options):
    """Runs `command` to its end and returns its standard output; a failure carries both outputs."""
    process = start(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, **options)
    try:
        output, errors = process.communicate(timeout=timeout)
    finally:
        stop(process, signal.SIGKILL)
    if process.returncode != 0:
        tail = (output + errors).decode(errors="replace")[-2000:]
        raise RuntimeError(f"{command[0]} ended with {process.returncode}:\n{tail}")
    return output.decode()


def stop(process, how=signal.SIGTERM):
    """Ends `process` and what it started: asked first (unless `how` is SIGKILL), then killed."""
    if process in _running:
        _running.remove(process)
    if process.poll() is None:
        _signal(process, how)
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            pass
    _signal(process, signal.SIGKILL)
    process.wait()


def _signal(process, number):
    try:
        os.killpg(process.pid, number)
    except ProcessLookupError:
        pass


def stop_all():
    for process in list(reversed(_running)):
        stop(process, signal.SIGKILL)


def guard():
    """Makes the end of this program, by any signal it can see, the end of everything it started."""
    atexit.register(stop_all)

    def leave(number, _frame):
        raise SystemExit(128 + number)

    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, leave)


def family(pid):
    """`pid` and its descendants: an nginx master and its workers, say. None for 0."""
    pids = [pid] if pid else []
    for parent in pids:
        try:
            with open(f"/proc/{parent}/task/{parent}/children") as children:
                pids += [int(child) for child in children.read().split()]
        except OSError:
            pass
    return pids


def rss(pid):
    """Resident bytes of `pid` and its descendants."""
    total = 0
    for member in family(pid):
        try:
            with open(f"/proc/{member}/statm") as statm:
                total += int(statm.read().split()[1]) * PAGE
        except OSError:
            pass
    return total


def cpu(pid):
    """CPU seconds, user and kernel, that `pid` and its descendants have used."""
    total = 0
    for member in family(pid):
        try:
            with open(f"/proc/{member}/stat") as stat:
                fields = stat.read().rsplit(")", 1)[1].split()
            total += int(fields[11]) + int(fields[12])
        except OSError:
            pass
    return total / TICKS


def kernel_memory():
    """Bytes that the kernel holds for TCP data (`socket`) and in its object caches (`slab`)."""
    with open("/proc/net/sockstat") as sockstat:
        tcp = next(line for line in sockstat if line.startswith("TCP:")).split()
    with open("/proc/meminfo") as meminfo:
        slab = next(line for line in meminfo if line.startswith("Slab:")).split()
    return {"socket": int(tcp[tcp.index("mem") + 1]) * PAGE, "slab": int(slab[1]) * 1024}


def wait_until(condition, seconds, what, every=0.05):
    """Polls `condition` and returns its first true value; raises when `seconds` have passed."""
    deadline = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > deadline:
            raise TimeoutError(f"waited {seconds:g} s for {what}")
        time.sleep(every)
