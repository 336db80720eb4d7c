"""Sorted intervals of whole numbers that join when they come close: what was heard, and counted."""

Intervals = list[list[int]]


def noted(intervals: Intervals, value: int, reach: int) -> None:
    """Add a value; intervals that are no further apart than ``reach`` become one.

    The result depends on the values only, not on their order.
    """
    if intervals and intervals[-1][0] <= value <= intervals[-1][1] + reach:
        intervals[-1][1] = max(intervals[-1][1], value)
        return
    begin = end = value
    apart = []
    for first, last in intervals:
        if last < begin - reach or first > end + reach:
            apart.append([first, last])
        else:
            begin, end = min(begin, first), max(end, last)
    apart.append([begin, end])
    apart.sort()
    intervals[:] = apart


def bounded(intervals: Intervals, most: int) -> None:
    """Forget the earliest, so that there are no more than ``most``."""
    del intervals[:-most]


def holds_all(intervals: Intervals, first: int, last: int) -> bool:
    """Whether every number from first to last is in one interval."""
    return any(begin <= first and last <= end for begin, end in intervals)
