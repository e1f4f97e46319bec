"""The class above all errors of openitem, and how the native module makes one."""

from __future__ import annotations

from typing import Any


class OpenItemError(ValueError):
    """Everything that openitem refuses. `code` is stable; the message is for people.

    Below it stands a class a kind (`InvalidInputError`, `ConflictError`, …), and below these a class a code
    (`WouldOverApply`), whose data are its attributes.
    """

    code: str = ""
    """The stable code: `would_over_apply`."""
    kind: str = ""
    """The kind: `conflict`."""
    data: dict[str, Any]
    """The fields of the error by their names."""

    def __init__(self, message: str, data: dict[str, Any] | None = None) -> None:
        super().__init__(message)
        self.data = {} if data is None else data
        # What an error of its code holds are its attributes.
        self.__dict__.update(self.data)

    @property
    def message(self) -> str:
        """What was found and what was expected."""
        return str(self)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, OpenItemError):
            return NotImplemented
        return (type(self), self.args, self.data) == (type(other), other.args, other.data)

    def __hash__(self) -> int:
        return hash((type(self), self.args))

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (str(self), self.data)
