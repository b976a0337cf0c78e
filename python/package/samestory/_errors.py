"""What can go wrong, said in the words of the command line."""

from __future__ import annotations

from typing import Optional


class Error(Exception):
    """Every error of samestory: what failed, why, and what to do about it.

    >>> import samestory
    >>> try:
    ...     samestory.cluster([{"text": "A train has reached Khasan."}], bands=20)
    ... except samestory.Error as error:
    ...     print(error)
    cannot use bands=20
      cause: bands × rows must be 128
      help:  give 1, 2, 4, 8, 16, 32, 64 or 128
    """

    what: str
    """What failed, and where."""
    cause: Optional[str]
    """Why."""
    help: Optional[str]
    """What to do about it."""

    def __init__(
        self, what: str, cause: Optional[str] = None, help: Optional[str] = None
    ) -> None:
        super().__init__(what, cause, help)
        self.what, self.cause, self.help = what, cause, help

    def __str__(self) -> str:
        lines = [self.what]
        if self.cause is not None:
            lines.append(f"  cause: {self.cause}")
        if self.help is not None:
            lines.append(f"  help:  {self.help}")
        return "\n".join(lines)


class SettingError(Error, ValueError):
    """A setting, or two settings together, make no sense."""


class InputError(Error, ValueError):
    """An input is not what it should be, or too many of its records were refused."""


class FileError(Error, OSError):
    """A file could not be read or written."""

    # OSError formats its own arguments.
    __str__ = Error.__str__
