"""The words of planted episodes: each is found by a library that is shipped, under its theme."""

from typing import NamedTuple


class Cue(NamedTuple):
    """Words, and the category under which a shipped library finds them."""

    text: str
    theme: str


WORDS = (Cue("placeholder words of a theme", "placeholder"),)
"""Words that raise an alert by themselves."""

CONTACT = (
    Cue("how was practice, you are so much more grown up than the others", "contact"),
    Cue("do your parents look at your phone?", "contact"),
    Cue("this stays our secret", "contact"),
    Cue("let us move to another app", "contact"),
)
"""Words of an approach, in the order in which they come over days."""

CRISIS = (Cue("I do not want to be here any more", "crisis"),)
VPN = Cue("Harbour VPN", "concealment")
VAULT = Cue("Photo vault calculator", "concealment")
