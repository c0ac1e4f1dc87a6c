"""Many threads meeting the same rules for the first time."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from amp_rules import Rulebook, build_plan, load_rulebook


def test_threads_may_build_plans_at_the_same_moment() -> None:
    books = [load_rulebook("nsp", edition="2022") for _ in range(4)]
    together = Barrier(len(books))

    def build(book: Rulebook) -> str:
        together.wait()
        return build_plan(book).digest

    with ThreadPoolExecutor(len(books)) as pool:
        digests = set(pool.map(build, books))
    assert len(digests) == 1
