"""OpenSSL's SHA-256 as the yardstick of the ledger core: hashes per second of one input size, on one core."""

import re

from harness import processes


def per_second(input_bytes, seconds):
    output = processes.run(
        ["openssl", "speed", "-mr", "-elapsed", "-seconds", str(seconds), "-bytes", str(input_bytes), "-evp", "sha256"],
        seconds + 30)
    bytes_per_second = float(re.search(r"^\+F:.*:([\d.]+)\s*$", output, re.MULTILINE).group(1))
    return bytes_per_second / input_bytes
