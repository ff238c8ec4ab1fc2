"""``python -m lab.die_with_parent MODULE ARGS…``: run a module as a child that ends with the lab.

However the lab ends, even by ``kill -9``, no container may stay behind. So the child ends when its
standard input is closed, a pipe whose other end only the lab holds; and on Linux the kernel kills
it with its parent.
"""

from __future__ import annotations

import ctypes
import os
import runpy
import signal
import sys
import threading

PR_SET_PDEATHSIG = 1


def _end_with_parent() -> None:
    """Leave at once when the other end of standard input is closed."""
    while os.read(0, 4096):
        pass
    os._exit(1)


def main() -> None:
    """Watch for the end of the parent, then run the module named on the command line."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    sys.argv = sys.argv[1:]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
