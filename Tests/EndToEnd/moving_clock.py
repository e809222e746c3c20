"""A wall clock for the server that a check can move on: nobody waits a day for a day to be over."""

import os
import shutil
import sys
from pathlib import Path

from harness import run, skip


class MovingClock:
    """Start the server with `environment`; `move` takes effect at once. Only forwards: nothing here is about clocks that are set back."""

    def __init__(self, folder):
        compiler = shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")
        if not sys.platform.startswith("linux") or compiler is None:
            skip("the clock is moved with LD_PRELOAD: this needs Linux and a C compiler")
        library = Path(folder) / "clockshift.so"
        run(compiler, "-shared", "-fPIC", "-O1", "-Wall", "-Werror", "-o", library, Path(__file__).with_name("clockshift.c"))
        self.seconds, self._file = 0, Path(folder) / "clockshift"
        self.environment = {"LD_PRELOAD": str(library), "CLOCKSHIFT": str(self._file)}

    def move(self, seconds):
        self.seconds += seconds
        new = self._file.with_suffix(".new")
        new.write_text(f"{self.seconds}\n")
        os.replace(new, self._file)
