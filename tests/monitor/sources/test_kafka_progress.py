from monitor.sources.kafka_progress import Progress


def test_a_partition_that_stands_still_while_records_wait_is_a_stall() -> None:
    progress = Progress(10)
    assert not progress.stalled(0, {0: 5, 1: 7}, {0: 5, 1: 9})
    assert not progress.stalled(10, {0: 5, 1: 7}, {0: 5, 1: 9})
    assert progress.stalled(10.1, {0: 5, 1: 7}, {0: 5, 1: 9})


def test_one_that_moves_or_has_nothing_to_read_is_none() -> None:
    progress = Progress(10)
    for second in range(0, 100, 5):
        assert not progress.stalled(second, {0: second, 1: 3}, {0: 1000, 1: 3})


def test_the_wait_begins_when_there_is_something_to_wait_for() -> None:
    progress = Progress(10)
    assert not progress.stalled(0, {0: 5}, {0: 5})
    assert not progress.stalled(50, {0: 5}, {0: 5})
    assert not progress.stalled(51, {0: 5}, {0: 6})
    assert not progress.stalled(60, {0: 5}, {0: 6})
    assert progress.stalled(61, {0: 5}, {0: 6})


def test_a_full_buffer_is_no_stall() -> None:
    progress = Progress(10)
    progress.stalled(0, {0: 5}, {0: 9})
    progress.held(8)
    assert not progress.stalled(16, {0: 5}, {0: 9})
    assert progress.stalled(19, {0: 5}, {0: 9})


def test_brokers_that_do_not_answer_are_given_three_times_as_long() -> None:
    progress = Progress(10)
    assert not progress.stalled(0, {}, None)
    assert not progress.stalled(30, {}, None)
    assert progress.stalled(31, {}, None)


def test_a_partition_that_comes_back_starts_anew() -> None:
    progress = Progress(10)
    progress.stalled(0, {0: 5}, {0: 9})
    progress.stalled(5, {}, {})
    assert not progress.stalled(12, {0: 5}, {0: 9})
