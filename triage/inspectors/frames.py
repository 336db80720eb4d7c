"""MPEG audio recognised by two frame headers in a row (ISO/IEC 11172-3, 13818-3, 13818-7)."""

_BITRATES_1 = (
    (),
    (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    (0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384),
    (0, 32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448),
)
_LOW = (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)
_BITRATES_2 = ((), _LOW, _LOW, (0, 32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256))
_RATES = (44100, 48000, 32000)
_MPEG_1, _MPEG_2 = 3, 2
_LAYER_3, _LAYER_1 = 1, 3


def frame_type(head: bytes) -> str | None:
    """``audio/mpeg`` or ``audio/aac`` where a frame is followed by another, else null."""
    for length_of, mime in ((_mpeg_length, "audio/mpeg"), (_adts_length, "audio/aac")):
        length = length_of(head)
        if length and length_of(head[length : length + 8]):
            return mime
    return None


def _mpeg_length(header: bytes) -> int:
    if len(header) < 4 or header[0] != 0xFF or header[1] & 0xE0 != 0xE0:
        return 0
    version, layer = header[1] >> 3 & 3, header[1] >> 1 & 3
    bitrate, rate, padding = header[2] >> 4, header[2] >> 2 & 3, header[2] >> 1 & 1
    if version == 1 or layer == 0 or bitrate in {0, 15} or rate == 3:
        return 0
    table = _BITRATES_1 if version == _MPEG_1 else _BITRATES_2
    hertz = _RATES[rate] >> (_MPEG_1 - version if version else 2)
    bits = table[layer][bitrate] * 1000
    if layer == _LAYER_1:
        return (12 * bits // hertz + padding) * 4
    slots = 72 if layer == _LAYER_3 and version != _MPEG_1 else 144
    return slots * bits // hertz + padding


def _adts_length(header: bytes) -> int:
    if len(header) < 7 or header[0] != 0xFF or header[1] & 0xF6 != 0xF0:
        return 0
    length = (header[3] & 3) << 11 | header[4] << 3 | header[5] >> 5
    return length if length >= 7 else 0
