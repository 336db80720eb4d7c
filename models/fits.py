"""How a model that runs fits what comes in, in words."""

import msgspec


class Fits(msgspec.Struct, frozen=True, kw_only=True):
    """The model that runs, and whether inputs and calibration still hold."""

    model: str
    verdicts: int
    inputs: str
    calibration: str
