"""An account that nobody uses is closed after twelve months, with notice before."""

from datetime import date, timedelta

NOTICE = timedelta(days=30)


def closes_on(last_used: date) -> date:
    """The day from which an account last used on that day is closed."""
    try:
        return last_used.replace(year=last_used.year + 1)
    except ValueError:  # 29 February
        return date(last_used.year + 1, 3, 1)


def is_unused(last_used: date, today: date) -> bool:
    """Whether it is closed by today; no housekeeping need have run."""
    return today >= closes_on(last_used)


def notice_due(last_used: date, today: date) -> bool:
    """Whether its holder is to be told that it will be closed."""
    return closes_on(last_used) - NOTICE <= today < closes_on(last_used)
