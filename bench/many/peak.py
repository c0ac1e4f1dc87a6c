"""The memory of this process, at its highest while something is answered."""

from __future__ import annotations

import contextlib
import ctypes
import gc
import resource
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.many.cases import Many
from bench.many.peer import Peer

STATUS = Path("/proc/self/status")
RESET = Path("/proc/self/clear_refs")


@dataclass(frozen=True, slots=True)
class Memory:
    """MiB of the process with its libraries loaded, with the cases ready, and at most while answering."""

    imports: float
    held: float
    peak: float

    @property
    def cases(self) -> float:
        """MiB that the cases take, ready to be asked about."""
        return self.held - self.imports

    @property
    def more(self) -> float:
        """MiB that answering took."""
        return self.peak - self.held


def resident(field: str) -> float:
    """A size of this process in MiB: 'VmRSS' now, 'VmHWM' the highest since it was reset.

    Where the system does not tell, the highest since the process began, as getrusage says.
    """
    with contextlib.suppress(OSError):
        for line in STATUS.read_text(encoding="ascii").splitlines():
            if line.startswith(f"{field}:"):
                return int(line.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def settle() -> None:
    """Gives freed memory back and forgets the highest size."""
    gc.collect()
    if "pyarrow" in sys.modules:
        sys.modules["pyarrow"].default_memory_pool().release_unused()
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).malloc_trim(0)
    with contextlib.suppress(OSError):
        RESET.write_text("5", encoding="ascii")


def answer_once(
    peer: Peer[Any, Any], draw: Callable[[], Many], few: Callable[[], Many]
) -> tuple[Any, Memory]:
    """A way made ready and asked once, and the memory on the way.

    It is asked about a few cases before, so that libraries that load when first used are not taken for cases.
    """
    warm = peer.prepare(few())
    peer.renew(warm)
    peer.answer(warm)
    del warm
    settle()
    imports = resident("VmRSS")
    ready = peer.prepare(draw())
    peer.renew(ready)
    settle()
    held = resident("VmRSS")
    made = peer.answer(ready)
    peak = resident("VmHWM")
    del made
    return ready, Memory(round(imports, 1), round(held, 1), round(max(held, peak), 1))
