"""The one door for floats."""

from __future__ import annotations

_EXACT = 2**53


def float_text(value: float) -> str:
    """The shortest text of a float, which is how it goes to Rust."""
    if isinstance(value, float):
        return float.__repr__(value)
    if isinstance(value, int) and not isinstance(value, bool) and -_EXACT <= value <= _EXACT:
        return str(value)
    raise TypeError(f"value: found a {type(value).__name__}, expected a float: an amount that is no float is passed as a Decimal")
