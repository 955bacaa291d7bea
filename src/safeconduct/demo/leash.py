"""Runs the program, and ends it when whoever started it is gone.

    python -m safeconduct.demo.leash serve FOLDER …

Whoever starts it keeps the other end of its standard input. That end closes when they end, however
they end, also when they are killed; then this process is told to stop as by SIGTERM.
"""

from __future__ import annotations

import os
import runpy
import signal
import threading


def _until_input_ends() -> None:
    while os.read(0, 1024):
        pass
    os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    threading.Thread(target=_until_input_ends, daemon=True).start()
    runpy.run_module("safeconduct", run_name="__main__", alter_sys=True)
