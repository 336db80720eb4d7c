"""Write the canary pictures beside this file: run it by hand when a format is added.

The picture is ``triage.inspectors.canary_picture.known_picture``; the lossy files are close to it,
the others equal to it.
"""

from pathlib import Path

import pillow_heif

from triage.inspectors.canary_picture import known_picture

HERE = Path(__file__).parent


def main() -> None:
    """Encode the known picture in every format."""
    pillow_heif.register_heif_opener()
    picture = known_picture()
    picture.save(HERE / "canary.jpg", quality=90, subsampling=0)
    picture.save(HERE / "canary.png")
    picture.quantize(256).save(HERE / "canary.gif")
    picture.save(HERE / "canary.webp", lossless=True)
    picture.save(HERE / "canary.tif", compression="tiff_lzw")
    picture.save(HERE / "canary.bmp")
    picture.save(HERE / "canary.heic", quality=90)
    picture.save(HERE / "canary.avif", quality=90)


if __name__ == "__main__":
    main()
