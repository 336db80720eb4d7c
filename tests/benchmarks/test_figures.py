from benchmarks.figures import Figure, Load, measure, table

FLOOR = Figure("floor", (1.0, 3.0, 2.0), 100, 10_000_000)


def test_a_figure_is_the_median_of_its_repetitions() -> None:
    assert FLOOR.median == 2.0


def test_a_figure_is_given_as_times_the_floor() -> None:
    twice = Figure("twice", (4.0,), 100, 10_000_000)
    assert twice.record(FLOOR)["times_floor"] == 2.0
    assert table([FLOOR, twice]).splitlines()[2].split()[-1] == "2.00"


def test_work_is_repeated_as_often_as_asked() -> None:
    done: list[int] = []
    figure = measure("work", Load(1, 1), 4, lambda: done.append(1))
    assert len(done) == len(figure.seconds) == 4
