"""Values in words."""

from math import expm1


def minutes(stretches: float) -> str:
    """Five-minute stretches as hours and minutes."""
    whole = round(max(stretches, 0.0) * 5)
    return f"{whole // 60} h {whole % 60} min" if whole >= 60 else f"{whole} min"


def share(part: float) -> str:
    """A share as a percentage."""
    return f"{100 * part:.0f} %"


def number(value: float) -> str:
    """A number, with a decimal where it is not whole."""
    return f"{value:.0f}" if value == int(value) else f"{value:.1f}"


def counted(logarithm: float) -> str:
    """The number that a logarithm of one more stands for."""
    return number(round(expm1(logarithm), 1))
