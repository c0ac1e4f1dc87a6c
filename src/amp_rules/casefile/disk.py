"""Regular files under a lock; whatever the operating system refuses is a StorageError."""

from __future__ import annotations

import errno
import fcntl
import os
import stat
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from amp_rules.casefile.errors import StorageError

_FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_DENIED: Final = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})
_NOT_A_FILE: Final = frozenset({errno.ELOOP, errno.EISDIR, errno.ENXIO, errno.ENOTDIR, errno.ENODEV})
_MESSAGES: Final = {
    "missing": "there is no such file",
    "exists": "there is such a file already",
    "not-a-file": "expected a regular file, found something else",
    "denied": "permission denied",
    "full": "no room to write",
    "too-large": "larger than a case file may be",
    "failed": "the operating system refused",
}
_TRIES: Final = 100
_BLOCK: Final = 64 * 1024


def storage_error(path: Path, reason: str) -> StorageError:
    """The error for one reason, in its own words."""
    return StorageError(path, reason, _MESSAGES[reason])


def _reason(error: OSError) -> str:
    if error.errno == errno.ENOENT:
        return "missing"
    if error.errno == errno.EEXIST:
        return "exists"
    if error.errno in _NOT_A_FILE:
        return "not-a-file"
    if error.errno in _DENIED:
        return "denied"
    return "full" if error.errno in _FULL else "failed"


@contextmanager
def typed(path: Path) -> Iterator[None]:
    """What the operating system refuses inside becomes a StorageError."""
    try:
        yield
    except OSError as error:
        raise storage_error(path, _reason(error)) from None


@contextmanager
def locked(path: Path, write: bool = False) -> Iterator[int]:
    """The open file under a lock, shared for reading and exclusive for writing.

    Raises StorageError; a symbolic link, a directory and a pipe are not followed, opened or waited for.
    """
    _nameable(path)
    with typed(path):
        descriptor = _opened(path, write)
        try:
            yield descriptor
        finally:
            os.close(descriptor)


def _nameable(path: Path) -> None:
    """Raises StorageError for a path that no file can have."""
    try:
        possible = b"\0" not in os.fsencode(path)
    except UnicodeError:
        possible = False
    if not possible:
        raise storage_error(path, "missing")


def _opened(path: Path, write: bool) -> int:
    access = os.O_RDWR | os.O_APPEND if write else os.O_RDONLY
    for _ in range(_TRIES):
        descriptor = os.open(path, access | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK)
        try:
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                raise OSError(errno.ENODEV, "")
            fcntl.flock(descriptor, fcntl.LOCK_EX if write else fcntl.LOCK_SH)
            if os.path.samestat(os.fstat(descriptor), path.lstat()):
                return descriptor
        except BaseException:
            os.close(descriptor)
            raise
        os.close(descriptor)  # replaced while waiting for the lock
    raise OSError(errno.EBUSY, "")


def write_whole(descriptor: int, content: bytes) -> None:
    """Appends the bytes in one write and waits for the disk; takes them back where that fails.

    Raises OSError.
    """
    before = os.fstat(descriptor).st_size
    try:
        if os.write(descriptor, content) != len(content):
            raise OSError(errno.ENOSPC, "")
        os.fsync(descriptor)
    except OSError:
        os.ftruncate(descriptor, before)
        raise


def cut(descriptor: int, size: int) -> None:
    """Shortens the file and waits for the disk."""
    os.ftruncate(descriptor, size)
    os.fsync(descriptor)


@dataclass(frozen=True, slots=True)
class Ending:
    """The last whole line of a file, and the torn bytes that follow it; `whole` is where those start.

    `line` is None where no whole line was found within reach; `first` says that it is the file's only one.
    """

    line: bytes | None
    first: bool
    torn: bytes
    whole: int


def ending(descriptor: int, most: int) -> Ending:
    """How the file ends; looks back over at most a little more than `most` bytes.

    Raises OSError.
    """
    end = start = os.fstat(descriptor).st_size
    found = b""
    while start > 0 and len(found) <= most and found.count(b"\n") < 2:
        size = min(max(_BLOCK, len(found)), start)
        start -= size
        found = os.pread(descriptor, size, start) + found
    last = found.rfind(b"\n")
    before = found.rfind(b"\n", 0, max(last, 0))
    reached = before >= 0 or start == 0
    return Ending(
        line=found[before + 1 : last] if last >= 0 and reached else None,
        first=before < 0,
        torn=found[last + 1 :],
        whole=end - len(found) + last + 1,
    )


def sync_folder(path: Path) -> None:
    """Waits until the folder's list of names is on the disk."""
    descriptor = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def write_new(path: Path, content: Iterable[bytes]) -> None:
    """A new file that is either there as a whole or not at all.

    Raises FileExistsError where there is something already, OSError, and StorageError for no possible path.
    """
    _nameable(path)
    draft = path.with_name(f".{path.name[:100]}.new-{os.getpid()}-{os.urandom(4).hex()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            for part in content:
                stream.write(part)
            stream.flush()
            os.fsync(stream.fileno())
        os.link(draft, path, follow_symlinks=False)
    finally:
        draft.unlink()
    sync_folder(path)


def set_aside(path: Path, content: bytes) -> Path:
    """Keeps torn bytes beside the file, under the first free name `<name>.torn-<n>`.

    Raises OSError.
    """
    number = 1
    while True:
        beside = path.with_name(f"{path.name}.torn-{number}")
        try:
            write_new(beside, (content,))
        except FileExistsError:
            number += 1
        else:
            return beside
