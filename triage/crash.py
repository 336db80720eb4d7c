"""A test hook: die at a chosen point, as a pulled plug would have it.

``SKERRY_CRASH_AFTER=stage:n`` makes the process kill itself the n-th time it passes ``stage``. The
stages are ``survey``, ``walk``, ``examined``, ``carve``, ``commit``, ``digest``, ``rematch``,
``sample`` and ``finish``.
"""

import os
import signal

_WANTED, _, _COUNT = os.environ.get("SKERRY_CRASH_AFTER", "").partition(":")
_passed: dict[str, int] = {}


def crash_point(stage: str) -> None:
    """Pass a stage; the process ends here by SIGKILL where the environment asks for it."""
    if stage != _WANTED:
        return
    _passed[stage] = _passed.get(stage, 0) + 1
    if _passed[stage] == int(_COUNT or "1"):
        os.kill(os.getpid(), signal.SIGKILL)
