"""When Python looks for garbage that refers to itself: seldom, in a process that makes none."""

import gc

YOUNG = 50_000
"""Objects made since the last look before the next: a few batches' worth, instead of 700."""


def collect_seldom() -> None:
    """Leave what stands now out of every look to come; libraries and the basis are for good."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, 50, 100)
