from itertools import repeat

from casework.basis.file import write_basis
from monitor.behaviour.usual import lines as words
from monitor.behaviour.usual import usual
from monitor.store.opening import open_store
from tests.monitor.behaviour.lived import lived
from tests.monitor.behaviour.streams import covered, lines, play
from tests.monitor.desk import Desk


def test_before_there_is_enough_it_says_how_much_there_is() -> None:
    assert list(words(usual("P-1", lived(9)))) == ["P-1: no baseline yet: 9 of 14 days"]


def test_what_is_usual_is_said_in_words() -> None:
    found = list(words(usual("P-1", lived(21))))
    assert found[0] == "P-1: usual after 21 watched days, the last 2026-11-22"
    assert "  use between midnight and five: 0 min" in found
    assert "  use in all: 3 h 5 min" in found
    assert found[-1] == "  counterparts known: 3"


def test_the_commands_say_what_is_usual_and_whether_the_archive_gives_it(desk: Desk) -> None:
    desk.home.mkdir(exist_ok=True)
    store = open_store(desk.home)
    play(store, lines(), repeat(200))
    store.close()
    write_basis(desk.basis, covered())
    desk.library.write_text(
        "library: test\nversion: '1'\nlanguage: en\nterms:\n"
        "  - {id: ill, category: test, severity: low, any: [ill],"
        " examples: {match: [ill], ignore: [well]}}\n"
    )
    assert "no baseline yet: 0 of 14 days" in desk.monitor("baseline", "P-7").out
    assert "usual after" in desk.monitor("baseline", "P-1").out
    (found,) = desk.monitor("baseline", "P-1", "--json").lines()
    assert found["ready"] is True
    answer = desk.monitor("rebuild", "P-1", *desk.rules())
    assert (answer.code, "exactly what they give" in answer.out) == (0, True)
    desk.cover(people=("P-9",))
    assert desk.monitor("rebuild", "P-1", *desk.rules()).code == 3
