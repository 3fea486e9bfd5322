"""Downloading one file: with resume, retries, a lock and a digest.

``pooch`` keeps the registry, checks the digest and moves a finished file into place; it always begins at the
first byte, so the downloader below is given to it: it keeps what has arrived in ``.NAME.part`` and asks for the
rest.  Two processes that want the same file take turns.
"""

from __future__ import annotations

import errno
import math
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from counterpoise.data.read import sha256
from counterpoise.data.turn import turn
from counterpoise.vocabulary import CounterpoiseError, DataError

if TYPE_CHECKING:
    import requests

__all__ = ["HostError", "NotThere", "Progress", "Settings", "download"]

Progress = Callable[[str, int, int], None]
"""What a download calls: name, bytes so far, bytes in all (0 if the host does not say)."""
_PIECE = 1 << 16
_PARTIAL, _BEYOND = 206, 416
_GONE = (401, 403, 404, 410, 451)


class HostError(CounterpoiseError):
    """A host that cannot be reached, breaks off or refuses."""

    exit_code = 4


class NotThere(HostError):  # noqa: N818
    """A host that answers, and does not have the file."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How patient a download is.

    Attributes:
        timeout: Seconds without a byte after which a host counts as silent.
        retries: How often a broken connection is taken up again.
        pause: Seconds before the first new try; doubled each time.

    Raises:
        CounterpoiseError: The timeout is not positive, or the number of retries negative.
    """

    timeout: float = 30.0
    retries: int = 4
    pause: float = 0.5

    def __post_init__(self) -> None:
        """Refuse what no download could go by."""
        if not 0 < self.timeout < math.inf:
            raise CounterpoiseError(
                f"The timeout is {self.timeout:g} seconds.",
                where="--timeout",
                hint="Write a positive number of seconds, such as 30.",
            )
        if self.retries < 0:
            raise CounterpoiseError(
                f"The number of retries is {self.retries}.",
                where="--retries",
                hint="Write 0 for one try only, or a positive number.",
            )


def download(
    url: str,
    target: Path,
    expected: str | None = None,
    *,
    settings: Settings | None = None,
    progress: Progress | None = None,
) -> Path:
    """Download ``url`` to ``target``, unless a good copy is there already.

    Args:
        url: Address of the file.
        target: Where to put it; what stands there is replaced by a verified file or not at all.
        expected: Its SHA-256 digest; without one, the length that the host declares is all that is checked.
        settings: Timeout and retries.
        progress: Called as bytes arrive.

    Returns:
        ``target``.

    Raises:
        HostError: The host cannot be reached, breaks off, or answers with an error.
        NotThere: The host does not have the file.
        DataError: The file is not the one whose digest is expected; nothing was replaced.
        OSError: The disk refuses; what has arrived is kept.
    """
    import pooch

    target.parent.mkdir(parents=True, exist_ok=True)
    source = _Resuming(
        target.with_name(f".{target.name}.part"), settings or Settings(), progress or (lambda *_: None)
    )
    keeper = pooch.create(
        path=target.parent, base_url="", registry={target.name: expected}, urls={target.name: url},
        retry_if_failed=0,
    )  # fmt: skip
    pooch.get_logger().setLevel("ERROR")
    with turn(target.with_name(f".{target.name}.lock")):
        try:
            keeper.fetch(target.name, downloader=source)
        except ValueError as error:  # pooch's word for a wrong digest
            raise DataError(
                f"The file that {url} serves is not the one that is expected: "
                f"its digest is {source.found[:12]}, not {(expected or '')[:12]}.",
                where=target,
                hint="It was altered, cut short or renewed; nothing was replaced. Try again, or another --mirror.",
            ) from error
    return target


class _Resuming:
    """A downloader for pooch that goes on where the last try broke off."""

    def __init__(self, part: Path, settings: Settings, progress: Progress) -> None:
        self.part, self.settings, self.progress = part, settings, progress
        self.found = ""

    def __call__(self, url: str, output: Any, keeper: Any, check_only: bool = False) -> bool | None:
        import requests

        if check_only:
            return None
        tries = self.settings.retries + 1
        for attempt in range(tries):
            try:
                self._receive(url)
                break
            except (requests.RequestException, _BrokenError) as error:
                if attempt + 1 == tries:
                    raise self._failed(url, error) from error
                time.sleep(self.settings.pause * 2**attempt)
        self.found = sha256(self.part)
        shutil.move(self.part, output)
        return None

    def _receive(self, url: str) -> None:
        """One connection: append what the host sends to what is there."""
        import requests

        have = self.part.stat().st_size if self.part.exists() else 0
        asked = {"Accept-Encoding": "identity", **({"Range": f"bytes={have}-"} if have else {})}
        with requests.get(url, headers=asked, stream=True, timeout=self.settings.timeout) as answer:
            if answer.status_code == _BEYOND:  # what is there is no beginning of this file
                self.part.unlink()
                raise _BrokenError("the host has fewer bytes than were kept")
            if answer.status_code in _GONE:
                raise NotThere(
                    f"The host answers {answer.status_code} {answer.reason} to {url}.",
                    hint="The file has moved: see the publisher's page, or name a --mirror.",
                )
            if answer.status_code >= 400:
                raise _BrokenError(f"the host answers {answer.status_code} {answer.reason}")
            self._append(answer, have if answer.status_code == _PARTIAL else 0)

    def _append(self, answer: requests.Response, have: int) -> None:
        coming = int(answer.headers.get("Content-Length", 0))
        whole = have + coming if coming else 0
        free = shutil.disk_usage(self.part.parent).free
        if coming > free:
            raise OSError(
                errno.ENOSPC, f"No space left: {free:,} bytes free, {coming:,} needed", self.part.parent
            )
        name = self.part.name[1:].removesuffix(".part")
        with self.part.open("ab") as file:
            if file.tell() != have:
                file.truncate(have)
            for piece in answer.iter_content(_PIECE):
                file.write(piece)
                file.flush()
                have += len(piece)
                self.progress(name, have, whole)
        if whole and have != whole:
            raise _BrokenError(f"{have:,} of {whole:,} bytes arrived")

    def _failed(self, url: str, error: Exception) -> HostError:
        kept = self.part.stat().st_size if self.part.exists() else 0
        what = _plainly(error)
        again = (
            f"{kept:,} bytes are kept: the same command goes on from there." if kept else "Try again later"
        )
        return HostError(
            f"{url} could not be downloaded: {what}.",
            hint=again if kept else f"{again}, or name another --mirror; what you have is unchanged.",
        )


class _BrokenError(Exception):
    """A connection that may do better next time."""


def _plainly(error: Exception) -> str:
    """The failure in a few words: the libraries' own run over several lines."""
    import requests

    if isinstance(error, _BrokenError):
        return str(error)
    if isinstance(error, requests.Timeout):
        return "the host is silent"
    if isinstance(error, requests.exceptions.ChunkedEncodingError):
        return "the connection broke off"
    if isinstance(error, requests.ConnectionError):
        if "Read timed out" in str(error):
            return "the host is silent"
        return "the host cannot be reached" if "Max retries" in str(error) else "the connection broke off"
    return type(error).__name__
