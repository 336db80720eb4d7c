from datetime import timedelta

from sqlalchemy import func, select

from casework.basis.span import BasisSpan
from monitor.assess import Rules
from monitor.cover import Cover
from monitor.engine import Engine
from monitor.housekeeping import Tidied, tidy
from monitor.policy import Policy
from monitor.records import Batch
from monitor.store.opening import Store
from monitor.store.tables import ARCHIVE, PEOPLE, SEEN
from tests.monitor.desk import NOON, Desk, said
from tests.monitor.made import AT, DAY, HOUR, cover, every_kind, rules
from tests.monitor.recorded import TOPIC, recorded, records


def kept(store: Store, *spans: BasisSpan) -> Rules:
    """Some of one person's events, archived under these spans."""
    judged = rules(cover(*spans))
    lines = [line for line in recorded(300) if b'"P-1"' in line]
    place, _ = store.take_over(TOPIC, 0)
    Engine(store, lambda: AT).keep(Batch(records(lines), {place: len(lines)}), judged)
    assert archive(store)
    return judged


def archive(store: Store) -> list[int | None]:
    """Until when each pack is kept."""
    with store.reading() as connection:
        return list(connection.execute(select(ARCHIVE.c.kept_until)).scalars())


def under(known: Cover, **policy: object) -> Rules:
    return rules(known, Policy(**policy))  # type: ignore[arg-type]


def order(ends: int | None, begun: int = AT - HOUR) -> list[BasisSpan]:
    return every_kind(begun, ends, person="P-1", device="D-1")


def test_events_go_when_the_order_ends_and_not_before(store: Store) -> None:
    judged = kept(store, *order(AT + DAY))
    assert tidy(store, judged, AT + DAY - 1).packs == 0
    assert tidy(store, judged, AT + DAY).packs == 1
    assert archive(store) == []


def test_terms_that_are_varied_keep_what_was_kept_under_the_former(store: Store) -> None:
    varied = order(AT + 9 * HOUR) + order(AT + 9 * DAY, AT + 9 * HOUR)
    judged = kept(store, *varied)
    assert archive(store) == [AT + 9 * DAY]
    assert tidy(store, judged, AT + DAY).packs == 0


def test_an_order_that_is_extended_keeps_them(store: Store) -> None:
    kept(store, *order(AT + DAY))
    assert tidy(store, rules(cover(*order(None))), AT + 2 * DAY).packs == 0
    assert archive(store) == [None]


def test_a_consent_that_is_withdrawn_lets_them_go(store: Store) -> None:
    kept(store, *order(None))
    assert tidy(store, rules(cover(*order(AT + 12 * HOUR))), AT + DAY).packs == 1


def test_a_later_order_does_not_keep_what_an_earlier_one_let_go(store: Store) -> None:
    kept(store, *order(AT + DAY))
    anew = order(AT + DAY) + order(None, AT + 3 * DAY)
    assert tidy(store, rules(cover(*anew)), AT + 4 * DAY).packs == 1


def test_of_people_who_are_not_on_file_any_more_the_packs_own_time_stands(store: Store) -> None:
    kept(store, *order(AT + DAY))
    nobody = rules(cover(*every_kind(person="P-7")))
    assert tidy(store, nobody, AT + DAY - 1).packs == 0
    assert tidy(store, nobody, AT + DAY).packs == 1


def test_once_the_order_is_over_nothing_is_remembered_of_what_was_typed(store: Store) -> None:
    judged = kept(store, *order(AT + DAY))

    def remembered() -> list[bool]:
        with store.writing() as connection:
            return [bool(one.content) for one in store.people.held(connection, ["P-1"]).values()]

    tidy(store, judged, AT + DAY - 1)
    assert remembered() == [True]
    tidy(store, judged, AT + DAY)
    assert remembered() == [False]
    with store.reading() as connection:
        assert connection.execute(select(PEOPLE.c.wake)).scalars().all() == [None]


def seen(store: Store) -> int:
    with store.reading() as connection:
        return int(connection.execute(select(func.count()).select_from(SEEN)).scalar_one())


def test_duplicates_are_forgotten_after_the_horizon(store: Store) -> None:
    judged = kept(store, *order(None))
    count = seen(store)
    horizon = judged._replace(policy=Policy(horizon=10))
    assert tidy(store, horizon, AT + 10 * DAY) == Tidied(0, 0)
    gone = tidy(store, horizon, AT + 60 * DAY).seen
    assert gone == count
    assert seen(store) == 0


def test_the_command_says_what_is_gone(desk: Desk) -> None:
    desk.run(desk.written(said("tea")))
    desk.cover(until=NOON + timedelta(hours=1))
    answer = desk.monitor("tidy", *desk.rules(), "--json")
    assert answer.lines() == [{"packs": 1, "seen": 0, "baselines": 0}]
    assert desk.monitor("tidy", *desk.rules()).out == (
        "0 packs of events, 0 marks of events seen and 0 baselines are gone\n"
    )


def test_a_running_process_tidies(desk: Desk) -> None:
    desk.run(desk.written(said("tea")))
    desk.cover(until=NOON + timedelta(hours=1))
    desk.run(desk.written(said("coffee", 2), name="later.jsonl"))
    assert desk.monitor("tidy", *desk.rules(), "--json").lines() == [
        {"packs": 0, "seen": 0, "baselines": 0}
    ]
