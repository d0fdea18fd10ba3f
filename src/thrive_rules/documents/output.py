"""One writer of files: whole or not at all, and nothing that is no file is ever replaced."""

import errno
import os
import stat
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import replace
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp, mkstemp
from typing import IO

from thrive_rules.faults import Code, Fault, ThriveRulesError

ANOTHER_NAME = "choose another name"
_NO_FILE = "it is there, and no file"
_NO_REASON = "the system does not say why"
_Which = tuple[int, int, int]
_written: ContextVar[dict[Path, _Which] | None] = ContextVar("_written", default=None)
"""What has been written so far, within `all_or_none`."""


def refuse_taken(file: Path, error: type[ThriveRulesError], instead: str = ANOTHER_NAME) -> None:
    """Raise `error` where something has the name of a file that is to be new: before people answer in vain."""
    if os.path.lexists(file):
        raise error([_taken(file, instead)])


def refuse_ending(
    file: Path, endings: Iterable[str], error: type[ThriveRulesError] = ThriveRulesError
) -> None:
    """Raise `error` where the name of a file to write has none of these endings, which say what it will be."""
    if file.suffix not in (known := list(endings)):
        raise error([Fault(str(file), None, "", f"expected a file named {' or '.join(known)} to write to")])


def refuse_one_name(
    outputs: Sequence[Path], inputs: Iterable[Path] = (), error: type[ThriveRulesError] = ThriveRulesError
) -> None:
    """Raise `error` where one of `outputs` would take the place of another of these files, or stand within another."""
    named = [Path(os.path.realpath(path)) for path in outputs]
    read = {Path(os.path.realpath(path)) for path in inputs}
    for number, path in enumerate(outputs):
        others = {*named[:number], *named[number + 1 :]}
        if named[number] in others | read or not others.isdisjoint(named[number].parents):
            raise error([Fault(str(path), None, "", "each file needs a name of its own")])


def refuse_unwritable(file: Path, error: type[ThriveRulesError] = ThriveRulesError) -> None:
    """Raise `error` where a file cannot be written: before a long work in vain. Nothing is left behind."""
    reason = ""
    try:
        meant = _meant(file)
        # A directory that is not there is made when the file is written.
        above = next(each for each in meant.parents if each.exists())
        handle, half = _opened(above / meant.name)
        os.close(handle)
        if half:
            os.unlink(half)
    except OSError as failure:
        reason = failure.strerror or _NO_REASON
    if reason:
        raise error([_fault(file, f"this cannot be written: {reason}")])


def write_whole(
    file: Path,
    text: str | bytes,
    error: type[ThriveRulesError] = ThriveRulesError,
    *,
    private: bool = False,
    new: bool = False,
) -> None:
    """Write a text, or bytes, whole or not at all, with its line ends as they are. See `whole_file`."""
    with whole_file(file, error, private=private, new=new) as stream:
        stream.write(text.encode() if isinstance(text, str) else text)


def write_folder(
    folder: Path, files: Iterable[tuple[str, str | bytes]], error: type[ThriveRulesError] = ThriveRulesError
) -> None:
    """Write a new folder with these files, each a name and what it holds: all of it or nothing.

    Its directory is made where it is not there, and stays with the folder alone. Raises `error` where something has its
    name already, or where it cannot be written.
    """
    refuse_taken(folder, error)
    reason = ""
    try:
        with _made(folder.parent):
            half = Path(mkdtemp(dir=folder.parent, prefix=f".{folder.name[:80]}.", suffix=".half"))
            try:
                for name, text in files:
                    try:
                        write_whole(half / name, text, error)
                    except error as failed:  # under the name that people gave
                        raise error(
                            replace(each, file=str(folder / name)) for each in failed.faults
                        ) from None
                half.chmod(0o777 & ~_mask())
                _note(folder, half)
                half.rename(folder)
            finally:
                if half.exists():  # it was not moved
                    rmtree(half)
    except OSError as failure:
        reason = failure.strerror or _NO_REASON
    if reason:
        raise error([_fault(folder, f"this cannot be written: {reason}")])


@contextmanager
def all_or_none() -> Iterator[None]:
    """Files and folders that belong together: stopped before the end, also by Ctrl-C, none that was written stays.

    What stands under such a name by then and was written by somebody else is left alone.
    """
    made: dict[Path, _Which] = {}
    before = _written.set(made)
    try:
        yield
    except BaseException:
        for path, which in made.items():
            with suppress(OSError):  # it never came to stand there, or nobody may take it away
                if _which(path) == which:
                    rmtree(path) if path.is_dir() else path.unlink()
        raise
    finally:
        _written.reset(before)


@contextmanager
def whole_file(
    file: Path,
    error: type[ThriveRulesError] = ThriveRulesError,
    *,
    private: bool = False,
    new: bool = False,
) -> Iterator[IO[bytes]]:
    """A file to write to that is there when all of it is: stopped half-way, nothing new stands under its name.

    Its directory is made where it is not there, and stays with the file alone. A file that is there keeps who may read
    it, and a link stays a link. A new file that is `private` is for its owner alone. What is written has no name until
    it is whole, so that a process that is killed leaves nothing. Where the system cannot do so, it leaves a hidden file
    beside it, for its owner alone, which ends in .half. Raises `error` where the file cannot be written, and where it
    is to be `new` and something has that name already.
    """
    half = reason = ""
    taken = False
    if new:
        refuse_taken(file, error)
    try:
        meant = _meant(file)
        with _made(meant.parent):
            try:
                handle, half = _opened(meant)
                with os.fdopen(handle, "wb") as stream:
                    yield stream
                    stream.flush()
                    os.fsync(handle)
                    os.chmod(handle, _mode(meant, private))
                    if not half:
                        half = str(meant.parent / f".{meant.name[:80]}.{os.getpid()}.{handle}.half")
                        # With a directory, links are followed.
                        os.link(f"/proc/self/fd/{handle}", half, src_dir_fd=handle)
                _note(meant, half)
                taken = not _name(half, meant, new)
            finally:
                if half and os.path.exists(half):  # it was not moved: half a file is none
                    os.unlink(half)
    except OSError as failure:
        reason = failure.strerror or _NO_REASON
    if taken:
        raise error([_taken(file)])
    if reason:
        raise error([_fault(file, f"this cannot be written: {reason}")])


@contextmanager
def _made(folder: Path) -> Iterator[None]:
    """A directory that is made where it is not there, and does not stay without what is put into it."""
    made = [each for each in (folder, *folder.parents) if not each.exists()]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        yield
    finally:
        for each in made:
            with suppress(OSError):  # something stands in it
                each.rmdir()


def _which(path: Path | str) -> _Which:
    """What tells a file, or a folder, from another of its name. Raises OSError where none is there."""
    found = os.lstat(path)
    return found.st_dev, found.st_ino, found.st_mtime_ns


def _note(path: Path, half: Path | str) -> None:
    """Write down which file is about to have this name: a name alone does not say whose it is."""
    if (made := _written.get()) is not None:
        made[path] = _which(half)


def _taken(file: Path, instead: str = ANOTHER_NAME) -> Fault:
    return _fault(file, f"a file stands here already; {instead}")


def _fault(file: Path, problem: str) -> Fault:
    return Fault(str(file), None, "", problem, Code.UNWRITABLE)


def _name(half: str, file: Path, new: bool) -> bool:
    """Give what is whole its name; False where it is to be new and something has the name by now."""
    if new:
        try:
            os.link(half, file)  # in one step, unlike a look and a move
            return True
        except FileExistsError:
            return False
        except OSError:  # a disk that has no links
            if os.path.lexists(file):
                return False
    os.replace(half, file)
    return True


def _meant(file: Path) -> Path:
    """What is written: what a link names. Raises OSError where that is there and no file, or cannot be a name."""
    meant = Path(os.path.realpath(file))  # of links that lead in a circle, it is one of them
    try:
        kind = os.lstat(meant).st_mode
    except FileNotFoundError:
        return meant
    if not stat.S_ISREG(kind):
        raise OSError(errno.EINVAL, _NO_FILE)
    return meant


def _opened(file: Path) -> tuple[int, str]:
    """A new file in the directory of `file`, for its owner alone, and its name, if it needs one already."""
    with suppress(OSError, AttributeError):  # Linux has it, but not on every kind of disk
        return os.open(file.parent, os.O_TMPFILE | os.O_WRONLY, 0o600), ""
    return mkstemp(dir=file.parent, prefix=f".{file.name[:80]}.", suffix=".half")


def _mode(file: Path, private: bool) -> int:
    """Who may read a file: as before, its owner alone, or as whoever runs this lets new files be read."""
    if file.exists():
        return file.stat().st_mode & 0o777
    if private:
        return 0o600
    return 0o666 & ~_mask()


def _mask() -> int:
    """What whoever runs this keeps from others in new files."""
    mask = os.umask(0)
    os.umask(mask)
    return mask
