"""What a worker process begins with: it ends when its parent does, however that ended."""

import ctypes
import signal
import sys
from contextlib import suppress

# Of Linux's <sys/prctl.h>: the signal to get when the parent dies.
PR_SET_PDEATHSIG = 1


def end_with_parent() -> None:
    """Have this process killed when its parent dies, as it else would go on and hold the parent's locks.

    Elsewhere than on Linux nothing is done.
    """
    if sys.platform == "linux":
        with suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
