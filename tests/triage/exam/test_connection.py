import fcntl
import os
from pathlib import Path
from threading import Timer

import pytest

from triage.exam.connection import (
    ExamError,
    Lock,
    create,
    exists,
    is_sound,
    open_for_reading,
    open_for_writing,
    sqlite_release,
)


def test_the_sqlite_in_use_is_free_of_the_wal_reset_bug() -> None:
    assert is_sound(sqlite_release())


@pytest.mark.parametrize("release", [(3, 40, 1), (3, 44, 5), (3, 50, 6), (3, 51, 2), (3, 7, 0)])
def test_affected_releases_of_sqlite_are_known(release: tuple[int, ...]) -> None:
    assert not is_sound(release)


@pytest.mark.parametrize("release", [(3, 44, 6), (3, 50, 7), (3, 51, 3), (3, 53, 4)])
def test_mended_releases_of_sqlite_are_known(release: tuple[int, ...]) -> None:
    assert is_sound(release)


def test_only_one_run_writes_an_examination_at_a_time(tmp_path: Path) -> None:
    exam = tmp_path / "x.exam"
    lock = Lock(exam)
    with pytest.raises(ExamError, match="being written by another run"):
        Lock(exam)
    lock.close()
    Lock(exam).close()


def test_a_file_that_is_no_examination_is_refused_by_name(tmp_path: Path) -> None:
    for content in (b"text, not a database", b"\0" * 4096):
        path = tmp_path / "other.db"
        path.write_bytes(content)
        with pytest.raises(ExamError, match="is not an examination file"):
            open_for_reading(path)
    with pytest.raises(ExamError, match="no such examination file"):
        open_for_reading(tmp_path / "absent")


def test_a_folder_is_no_place_for_an_examination_file(tmp_path: Path) -> None:
    with pytest.raises(ExamError, match="is not a file"):
        exists(tmp_path)


def test_a_file_torn_at_birth_is_made_anew(tmp_path: Path) -> None:
    path = tmp_path / "x.exam"
    path.touch()
    assert not exists(path)
    create(path).close()
    assert exists(path)
    open_for_writing(path).close()


def test_an_examination_of_another_format_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.exam"
    connection = create(path)
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(ExamError, match="format 99"):
        open_for_writing(path)


def test_one_who_only_looks_does_not_turn_a_writer_away(tmp_path: Path) -> None:
    exam = tmp_path / "x.exam"
    looking = os.open(exam.with_name("x.exam.lock"), os.O_RDONLY | os.O_CREAT)
    fcntl.flock(looking, fcntl.LOCK_SH)
    Timer(0.1, os.close, (looking,)).start()
    Lock(exam).close()


def test_sorting_takes_no_room_on_any_disk(tmp_path: Path) -> None:
    connection = create(tmp_path / "x.exam")
    assert connection.execute("PRAGMA temp_store").fetchone() == (2,)  # MEMORY
    connection.close()
