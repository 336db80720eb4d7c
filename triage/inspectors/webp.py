"""The size a WebP file declares, read without its decoder (RFC 9649, section 2)."""

_SIZE_BITS = 0x3FFF


def canvas_size(head: bytes) -> tuple[int, int] | None:
    """Width and height in pixels, or null where the header does not say.

    libwebp's animation decoder takes memory for its canvas before any limit of ours can look.
    """
    kind, body = head[12:16], head[20:30]
    if len(body) < 10:
        return None
    if kind == b"VP8X":
        return _plus_one(body[4:7]), _plus_one(body[7:10])
    if kind == b"VP8L":
        bits = int.from_bytes(body[1:5], "little")
        return (bits & _SIZE_BITS) + 1, (bits >> 14 & _SIZE_BITS) + 1
    if kind == b"VP8 ":
        width = int.from_bytes(body[6:8], "little") & _SIZE_BITS
        return width, int.from_bytes(body[8:10], "little") & _SIZE_BITS
    return None


def _plus_one(field: bytes) -> int:
    return int.from_bytes(field, "little") + 1
