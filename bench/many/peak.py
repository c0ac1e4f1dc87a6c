"""`python -m bench.many.peak`: the memory that one way to answer takes, alone in this process.

Printed as JSON, in MiB: `imports`, before there are cases, `held`, with the cases in the form that the way
takes and before anything is answered, and `peak`, the most while answering once. The kernel's highest
resident size is reset before the answer; where it cannot be, `peak` is the highest since the process began,
as getrusage tells.
"""

from __future__ import annotations

import argparse
import contextlib
import ctypes
import gc
import json
import resource
import subprocess
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

from bench.many.cases import draw_many
from bench.many.peer import ENTRANTS, QUESTIONS, Question, load_peers

STATUS = Path("/proc/self/status")
RESET = Path("/proc/self/clear_refs")


@dataclass(frozen=True, slots=True)
class Memory:
    """MiB of the process before there are cases, before answering, and at most while answering."""

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
    """A size of this process in MiB: 'VmRSS' now, 'VmHWM' the highest since it was reset."""
    with contextlib.suppress(OSError):
        for line in STATUS.read_text(encoding="ascii").splitlines():
            if line.startswith(f"{field}:"):
                return int(line.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def settle() -> None:
    """Gives freed memory back and forgets the highest size."""
    gc.collect()
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).malloc_trim(0)
    with contextlib.suppress(OSError):
        RESET.write_text("5", encoding="ascii")


def measure(module: str, name: str, question: Question, cases: int, seed: int) -> Memory:
    """One way, prepared and asked once, in this process."""
    peers, _ = load_peers(question, [each for each in ENTRANTS if each.module == module])
    (peer,) = (each for each in peers if each.name == name)
    settle()
    imports = resident("VmRSS")
    ready = peer.prepare(draw_many(cases, seed))
    peer.renew(ready)
    settle()
    held = resident("VmRSS")
    made = peer.answer(ready)
    peak = resident("VmHWM")
    del made
    return Memory(round(imports, 1), round(held, 1), round(max(held, peak), 1))


def measure_apart(module: str, name: str, question: Question, cases: int, seed: int) -> Memory:
    """The same in a process of its own."""
    given = {"--module": module, "--name": name, "--question": question, "--cases": cases, "--seed": seed}
    words = [str(each) for pair in given.items() for each in pair]
    ran = subprocess.run(
        [sys.executable, "-m", "bench.many.peak", *words], capture_output=True, text=True, check=True
    )
    return Memory(**json.loads(ran.stdout.splitlines()[-1]))


def main(arguments: list[str] | None = None) -> int:
    """Print one measurement."""
    parser = argparse.ArgumentParser(prog="python -m bench.many.peak", description=__doc__)
    parser.add_argument("--module", required=True, help="a module of bench.many.peers")
    parser.add_argument("--name", required=True, help="a way that it offers")
    parser.add_argument("--question", choices=QUESTIONS, required=True, help="what is asked")
    parser.add_argument("--cases", type=int, default=1_000_000, help="cases that are decided")
    parser.add_argument("--seed", type=int, default=2022, help="seed of the cases")
    chosen = parser.parse_args(arguments)
    found = measure(chosen.module, chosen.name, chosen.question, chosen.cases, chosen.seed)
    print(json.dumps(asdict(found)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
