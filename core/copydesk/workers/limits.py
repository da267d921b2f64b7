"""What the system can enforce on a worker process; applied by the worker itself before any plugin is imported."""

import ctypes
import os
import resource
import signal
import sys

__all__ = ["apply_limits", "die_with_parent"]

_PR_SET_PDEATHSIG = 1
"""From linux/prctl.h."""


def die_with_parent(parent: int) -> None:
    """Ask the kernel to kill this process when the one that started it ends, even while a plugin hangs in C.

    Args:
        parent: the expected parent; if it is gone already, this process ends at once.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)


def apply_limits(memory_mb: int) -> None:
    """Cap the address space, so that too much memory is a MemoryError here and no trouble elsewhere; no core dumps."""
    _lower(resource.RLIMIT_AS, memory_mb * 1024 * 1024)
    _lower(resource.RLIMIT_CORE, 0)


def _lower(which: int, wanted: int) -> None:
    _soft, hard = resource.getrlimit(which)
    limit = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    resource.setrlimit(which, (limit, hard))
