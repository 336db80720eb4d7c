"""The words of planted episodes: each is found by a library that is shipped, under its theme."""

from typing import NamedTuple

CONCEALMENT, CONTACT, CRISIS = "concealment", "contact", "crisis"


class Cue(NamedTuple):
    """Words, and the category under which a shipped library finds them."""

    text: str
    theme: str


WORDS = (
    Cue("I still have a phone they don't know about", CONCEALMENT),
    Cue("delete everything before they visit", CONCEALMENT),
    Cue("how do I get round the monitoring software", CONCEALMENT),
    Cue("ring me on the other phone", CONCEALMENT),
    Cue("he sells cloned cards at the market", "serious-crime"),
    Cue("I have been drinking again", "substances"),
)
"""Words that raise an alert by themselves."""

APPROACH = (
    Cue("so where do you live? I am near the harbour", CONTACT),
    Cue("add me on Telegram, it is easier there", CONTACT),
    Cue("can we meet on Saturday?", CONTACT),
    Cue("keep this between us, please", CONTACT),
    Cue("meet me at the pier and come alone", CONTACT),
)
"""Words of an approach, in the order in which they come over days; only the last raise an alert."""

WELFARE = (
    Cue("I can't go on like this", CRISIS),
    Cue("I don't want to be here any more", CRISIS),
    Cue("nobody would miss me", CRISIS),
)
"""Words that ask for somebody to ring and see how the writer is."""

CONCEALED = ("which vpn is any good?", "open it in an incognito window", "use the tor browser")
CONTACTS = ("add me on Telegram", "where do you live?", "this is my other account")
MEETINGS = ("can we meet on Saturday?", "you could stay at mine", "meet me at the pier")
MILD = (*MEETINGS, *CONTACTS, *CONCEALED)
"""Mild words, of which none raises an alert by itself."""

TUNNEL = "Harbour VPN"
VPN = Cue("Harbour VPN", CONCEALMENT)
VAULT = Cue("Photo vault calculator", CONCEALMENT)
