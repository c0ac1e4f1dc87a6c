"""The machine and the packages a run was made with."""

import contextlib
import ctypes
import os
import platform
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

M_TRIM_THRESHOLD = -1
M_TOP_PAD = -2
HEAP_KEPT = 256 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Machine:
    """What a reader needs to place the figures; the load is the system's one-minute average."""

    processor: str
    cores: int
    system: str
    python: str
    heap_kept: bool
    load_before: float


def keep_heap() -> bool:
    """Whether glibc was told to keep freed memory for the run, instead of returning it after each case.

    It applies to all peers alike; without it, those that free large blocks are timed by where in the heap
    these happen to lie.
    """
    with contextlib.suppress(OSError, AttributeError):
        mallopt = ctypes.CDLL(None).mallopt
        return bool(mallopt(M_TRIM_THRESHOLD, HEAP_KEPT)) and bool(mallopt(M_TOP_PAD, HEAP_KEPT // 16))
    return False


def describe_machine(heap_kept: bool) -> Machine:
    """This machine, now."""
    return Machine(
        processor=find_processor(),
        cores=len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1,
        system=f"{platform.system()} {platform.machine()}",
        python=f"{platform.python_implementation()} {platform.python_version()}",
        heap_kept=heap_kept,
        load_before=round(os.getloadavg()[0], 2),
    )


def find_processor() -> str:
    """The model name, as far as the system tells."""
    with contextlib.suppress(OSError):
        for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or "unknown"


def find_version(distribution: str) -> str | None:
    """The installed version, None where there is none."""
    try:
        return metadata.version(distribution)
    except metadata.PackageNotFoundError:
        return None
