"""Who runs Skerry."""

import os
import pwd


def account() -> str:
    """The operating system's name for the account, or its number; no variable can change it."""
    number = os.getuid()
    try:
        return pwd.getpwuid(number).pw_name
    except KeyError:
        return f"uid {number}"
