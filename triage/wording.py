"""Numbers, sizes and evidence's own words, as people read them."""

_UNITS = ("kB", "MB", "GB", "TB", "PB", "EB")


def visible(text: str) -> str:
    """Text with what does not print, bidi controls included, shown as Python escapes.

    The rule of ``triage.listing.show_path``, for text that is not a path.
    """
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def shortened(text: str, limit: int) -> str:
    """The first and last parts of a text of more than ``limit`` characters, and its length."""
    if len(text) <= limit:
        return text
    half = limit // 2
    return f"{text[:half]} […{count(len(text) - 2 * half)} characters left out…] {text[-half:]}"


def count(number: int) -> str:
    """A whole number with its thousands set apart."""
    return f"{number:,}"


def several(number: int, one: str, many: str | None = None) -> str:
    """A count and the noun that goes with it."""
    return f"{count(number)} {one if number == 1 else many or one + 's'}"


def size(number: int) -> str:
    """Bytes in the largest decimal unit (1 kB is 1,000 bytes) that leaves a whole digit."""
    if number < 1000:
        return several(number, "byte")
    value, units = float(number), iter(_UNITS)
    while True:
        value, unit = value / 1000, next(units)
        if value < 999.95 or unit == _UNITS[-1]:
            return f"{value:,.1f} {unit}"


def listed(words: list[str]) -> str:
    """Words joined as in a sentence."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
