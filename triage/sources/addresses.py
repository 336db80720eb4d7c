"""A set of inode numbers in little memory."""

_PAGE_BITS = 1 << 12


class AddressSet:
    """Non-negative numbers as bits of pages, made where needed (FAT's numbers are far apart)."""

    def __init__(self) -> None:
        self._pages: dict[int, bytearray] = {}

    def add(self, number: int) -> None:
        """Put ``number`` in."""
        page, bit = divmod(number, _PAGE_BITS)
        bits = self._pages.setdefault(page, bytearray(_PAGE_BITS // 8))
        bits[bit >> 3] |= 1 << (bit & 7)

    def __contains__(self, number: int) -> bool:
        page, bit = divmod(number, _PAGE_BITS)
        bits = self._pages.get(page)
        return bits is not None and bool(bits[bit >> 3] >> (bit & 7) & 1)
