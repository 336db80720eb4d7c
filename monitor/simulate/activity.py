"""What people do with their devices: sessions of a few events of one kind, a little time apart."""

from collections.abc import Callable
from random import Random

from monitor.simulate.population import Persona
from monitor.simulate.wording import MESSAGES, PATHS, SEARCHES, VISITS

Made = list[tuple[str, str]]
"""The short type and the data, as JSON, of each event of a session, in order."""

Session = Callable[[Random, Persona, int], Made]


def session(chance: Random, persona: Persona, count: int) -> Made:
    """So many events of one sitting."""
    return WHEEL[int(chance.random() * len(WHEEL))](chance, persona, count)


def _one(chance: Random, things: tuple[str, ...]) -> str:
    return things[int(chance.random() * len(things))]


def _chat(chance: Random, persona: Persona, count: int) -> Made:
    app, other = _one(chance, persona.chats), _one(chance, persona.counterparts)
    head = f'{{"app":"{app}","counterparty":"{other}","text":"'
    draw, whole, made = chance.random, len(MESSAGES), []
    for _ in range(count):
        way = "message_sent" if draw() < 0.5 else "message_received"
        made.append((way, f'{head}{MESSAGES[int(draw() * whole)]}"}}'))
    return made


def _typing(chance: Random, persona: Persona, count: int) -> Made:
    head = f'{{"app":"{_one(chance, persona.notes)}","text":"'
    made: Made = []
    while len(made) < count:
        text = _one(chance, MESSAGES)
        cut = int(chance.random() * len(text))
        if len(made) + 1 < count:
            made.append(("keystrokes", f'{head}{text[:cut]}"}}'))
            made.append(("keystrokes", f'{head}{text[cut:]} "}}'))
        else:
            made.append(("keystrokes", f'{head}{text} "}}'))
    return made


def _browsing(chance: Random, persona: Persona, count: int) -> Made:
    app = persona.browser
    query = f'{{"engine":"search.example","query":"{_one(chance, SEARCHES)}","app":"{app}"}}'
    made = [("search", query)]
    while len(made) < count:
        url, title = VISITS[int(chance.random() * len(VISITS))]
        made.append(("url_visit", f'{{"url":"{url}","title":"{title}","app":"{app}"}}'))
    return made


def _apps(chance: Random, persona: Persona, count: int) -> Made:
    made: Made = []
    for _ in range(count):
        app, seconds = _one(chance, persona.others), 5 + int(chance.random() * 900)
        made.append(("app_used", f'{{"app":"{app}","seconds":{seconds}}}'))
    return made


def _reading(chance: Random, persona: Persona, count: int) -> Made:
    app = _one(chance, persona.others)
    return [
        ("screen_text", f'{{"app":"{app}","text":"{_one(chance, MESSAGES)}"}}')
        for _ in range(count)
    ]


def _files(chance: Random, persona: Persona, count: int) -> Made:
    made: Made = []
    reader = persona.others[0]
    for _ in range(count):
        path = _one(chance, PATHS)
        if chance.random() < 0.5:
            made.append(("file_opened", f'{{"path":"{path}","app":"{reader}"}}'))
        else:
            url = VISITS[int(chance.random() * len(VISITS))][0]
            size = 1000 + int(chance.random() * 1e6)
            made.append(("file_downloaded", f'{{"path":"{path}","url":"{url}","size":{size}}}'))
    return made


def _pictures(chance: Random, persona: Persona, count: int) -> Made:
    app = _one(chance, persona.others)
    made: Made = []
    for _ in range(count):
        md5 = f"{int(chance.random() * 2**53):032x}"
        made.append(("image_seen", f'{{"md5":"{md5}","app":"{app}"}}'))
    return made


def _connections(chance: Random, persona: Persona, count: int) -> Made:
    made: Made = []
    for _ in range(count):
        if chance.random() < 0.8:
            made.append(("network_joined", f'{{"ssid":"{_one(chance, persona.networks)}"}}'))
        else:
            name = _one(chance, persona.gadgets)
            made.append(("device_connected", f'{{"name":"{name}","via":"bluetooth"}}'))
    return made


def _installing(chance: Random, persona: Persona, count: int) -> Made:
    app = _one(chance, persona.others)
    made = [("app_installed", f'{{"app":"{app}"}}'), ("app_removed", f'{{"app":"{app}"}}')]
    return [made[number % 2] for number in range(count)]


SHARES: tuple[tuple[Session, int], ...] = (
    (_chat, 44),
    (_typing, 14),
    (_browsing, 16),
    (_apps, 12),
    (_reading, 5),
    (_files, 3),
    (_pictures, 3),
    (_connections, 2),
    (_installing, 1),
)
WHEEL = tuple(made for made, share in SHARES for _ in range(share))
