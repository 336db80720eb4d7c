import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.errors import MonitorError
from monitor.kafka.address import GROUP, Address, parse_address


def test_an_address_names_brokers_a_topic_and_a_group() -> None:
    address = parse_address(
        "kafka://a.example:9093,b.example,[::1]:9094/skerry.events?group=unit-4"
    )
    brokers = ("a.example:9093", "b.example:9092", "[::1]:9094")
    assert address == Address(brokers, "skerry.events", "unit-4")


def test_monitors_share_a_group_unless_told_otherwise() -> None:
    assert parse_address("kafka://localhost/skerry.events").group == GROUP


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("http://a/t", "begins with kafka://"),
        ("kafka://a", "ends with a topic"),
        ("kafka://a/", "ends with a topic"),
        ("kafka://a/..", "ends with a topic"),
        ("kafka://a/one/two", "ends with a topic"),
        ("kafka:///t", "HOST:PORT"),
        ("kafka://a:0/t", "HOST:PORT"),
        ("kafka://a:99999/t", "HOST:PORT"),
        ("kafka://a,/t", "HOST:PORT"),
        ("kafka://[::1/t", "brackets"),
        ("kafka://a/t?grup=x", "knows no grup"),
        ("kafka://a/t?group=", "empty"),
    ],
)
def test_an_address_that_cannot_be_understood_is_refused(url: str, said: str) -> None:
    with pytest.raises(MonitorError, match=said):
        parse_address(url)


def test_a_password_in_an_address_is_refused_and_not_repeated() -> None:
    with pytest.raises(MonitorError) as refused:
        parse_address("kafka://unit:hunter2@a.example:9092/skerry.events")
    assert "hunter2" not in str(refused.value)


@given(st.text())
def test_whatever_follows_the_scheme_is_understood_or_refused(text: str) -> None:
    try:
        address = parse_address(f"kafka://{text}")
    except MonitorError:
        return
    assert parse_address(f"{address}?group=g") == address._replace(group="g")
