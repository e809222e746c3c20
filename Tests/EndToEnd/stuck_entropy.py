"""A random source for the server that a check can make stick: health tests have to find it, and nothing may be drawn from it."""

import shutil
import sys
from pathlib import Path

from harness import run, skip


class StuckEntropy:
    """Start the server with `environment`; `stick` and `mend` take effect at once."""

    def __init__(self, folder):
        compiler = shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")
        if not sys.platform.startswith("linux") or compiler is None:
            skip("the random source is replaced with LD_PRELOAD: this needs Linux and a C compiler")
        library = Path(folder) / "stuckentropy.so"
        run(compiler, "-shared", "-fPIC", "-O1", "-Wall", "-Werror", "-o", library, Path(__file__).with_name("stuckentropy.c"))
        self._file = Path(folder) / "stuckentropy"
        self.environment = {"LD_PRELOAD": str(library), "STUCKENTROPY": str(self._file)}

    def stick(self):
        self._file.touch()

    def mend(self):
        self._file.unlink()
