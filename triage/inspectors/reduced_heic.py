"""A HEIC reduced to the means of 8x8 or 4x4 pixels of its luma, by FFmpeg's HEVC decoder.

It takes a little over half the time of libheif's full decode: FFmpeg parses the coefficients
quicker, nothing is converted to RGB, and the filters that smooth the edges of blocks are left out
(within a still picture nothing is predicted from what they change). Anything unusual is left to
the full decode, as is every picture that may match.
"""

from collections.abc import Iterator

import numpy as np
from av.codec.context import CodecContext
from av.error import FFmpegError
from av.packet import Packet
from av.video.codeccontext import VideoCodecContext
from av.video.frame import VideoFrame
from PIL import Image

from hashsets.reduced import Reduced, reduced, turned
from triage.inspectors.heic_layout import LUMA_IS_GREY, Layout, bytes_of, layout
from triage.inspectors.meta_boxes import UnusualLayout
from triage.inspectors.reduced_scale import factor_of

FULL_RANGE = 2
"""``AVCOL_RANGE_JPEG`` of libavutil; anything else is 16 to 235."""

PLANES = frozenset(f"{name}{sampling}p" for name in ("yuv", "yuvj") for sampling in (420, 422, 444))
"""Pixel formats whose first plane is luma of eight bits."""

STRETCHED = [min(255, max(0, round((level - 16) * 255 / 219))) for level in range(256)]
"""Luma of limited range as grey levels (ITU-R BT.601)."""


def reduced_heic(body: bytes, image: Image.Image) -> Reduced | None:
    """The reduced picture, upright; null where the full decode must be had.

    ``image`` is the same HEIC with its header read by libheif, which must agree on its size.
    """
    factor = factor_of(image.size)
    if factor == 1 or image.format != "HEIF" or image.mode != "RGB":
        return None
    try:
        plan = layout(body)
        if plan.upright != image.size:
            return None
        picture = reduced(means(body, plan, factor), factor, plan.size)
    except (UnusualLayout, FFmpegError):
        return None
    for turn in plan.turns:
        picture = turned(picture, turn)
    return picture


def means(body: bytes, plan: Layout, factor: int) -> Image.Image:
    """The means of ``factor`` x ``factor`` pixels of a HEIC, before it is turned.

    Raises ``UnusualLayout`` or ``FFmpegError``.
    """
    if len(plan.tiles) > 1 and any(side % factor for side in plan.tile):
        raise UnusualLayout("tiles of no whole number of cells")
    width, height = plan.size
    grey = Image.new("L", (-(-width // factor), -(-height // factor)))
    limited = False
    for number, frame in enumerate(_frames(body, plan)):
        row, column = divmod(number, plan.columns)
        left, top = column * plan.tile[0], row * plan.tile[1]
        seen = (min(plan.tile[0], width - left), min(plan.tile[1], height - top))
        if min(seen) > 0:
            cells = _luma(frame).reduce(factor, (0, 0, *seen))
            grey.paste(cells, (left // factor, top // factor))
        limited = frame.color_range != FULL_RANGE
    return grey.point(STRETCHED) if limited else grey


def _frames(body: bytes, plan: Layout) -> Iterator[VideoFrame]:
    """One frame a tile, in order, each checked to be as the container says."""
    decoder = _decoder(plan)
    count = 0
    for frame in _decoded(decoder, body, plan):
        if frame.pts != count or not _as_stated(frame, plan):
            raise UnusualLayout("a tile that decodes to something else")
        yield frame
        count += 1
    if count != len(plan.tiles):
        raise UnusualLayout("a tile without a picture")


def _decoder(plan: Layout) -> VideoCodecContext:
    decoder = CodecContext.create("hevc", "r")
    decoder.thread_count = 1
    decoder.extradata = plan.configuration
    width, height = plan.tile
    most = str((width + 64) * (height + 64))
    decoder.options = {"skip_loop_filter": "all", "err_detect": "explode", "max_pixels": most}
    return decoder


def _decoded(decoder: VideoCodecContext, body: bytes, plan: Layout) -> Iterator[VideoFrame]:
    for number, extents in enumerate(plan.tiles):
        packet = Packet(bytes_of(body, plan, extents))
        packet.pts = packet.dts = number
        yield from decoder.decode(packet)
    yield from decoder.decode(None)


def _as_stated(frame: VideoFrame, plan: Layout) -> bool:
    whole = (frame.width, frame.height) == plan.tile and not frame.is_corrupt
    full = frame.color_range == FULL_RANGE
    plain = frame.format.name in PLANES and frame.colorspace in LUMA_IS_GREY
    return whole and plain and plan.full_range in {None, full}


def _luma(frame: VideoFrame) -> Image.Image:
    plane = frame.planes[0]
    samples = np.frombuffer(memoryview(plane), np.uint8)
    size = (frame.width, frame.height)
    return Image.frombuffer("L", size, samples, "raw", "L", plane.line_size, 1)
