from pathlib import Path

import numpy as np
import pytest

from hashsets.index.part_tables import LINE, layout_of, read_layout
from hashsets.index.plan import Cut, best_cut, cut, search_cost, thresholds, worth_searching
from tests.hashsets.index.cores import HERE, running
from tests.hashsets.index.corpora import crowded, indexed


@pytest.mark.parametrize("width", [8, 32])
def test_both_cores_build_the_same_tables(width: int) -> None:
    entries = crowded(900, width, 4)
    for one in cut(8 * width, 3 if width == 8 else 13):
        for signature_start in (0, 8 * width - 16):
            built = []
            for name in ("numpy", HERE[-1]):
                offsets = np.empty((1 << one.bits) + 1, dtype=np.uint32)
                signatures = np.empty(len(entries), dtype=np.uint16)
                ids = np.empty(len(entries), dtype=np.uint32)
                with running(name) as core:
                    text = entries.tobytes()
                    core.build_part(
                        text, width // 8, *part(one), signature_start, offsets, signatures, ids
                    )
                built.append((offsets.tobytes(), signatures.tobytes(), ids.tobytes()))
            assert built[0] == built[1]


def part(one: Cut) -> tuple[int, int]:
    return one.start, one.bits


def test_what_is_written_is_read_as_it_was_laid_out(tmp_path: Path) -> None:
    entries = crowded(900, 32, 4)
    path = tmp_path / "parts"
    indexed(path, entries, 31, parts=11)
    layout = read_layout(path, 4, len(entries))
    assert layout == layout_of(4, len(entries), cut(256, 11))
    assert all(at % LINE == 0 for one in layout.tables for at in (one.offsets, one.ids))


@pytest.mark.parametrize("size", [64, 256])
@pytest.mark.parametrize("entries", [0, 10**4, 10**6, 10**7, 10**8, 10**9])
def test_a_cut_covers_the_hash_with_parts_that_hold_a_signature(size: int, entries: int) -> None:
    cuts = best_cut(size, entries)
    assert [one.start for one in cuts[1:]] == [one.start + one.bits for one in cuts[:-1]]
    assert cuts[0].start == 0
    assert cuts[-1].start + cuts[-1].bits == size
    assert all(16 <= one.bits <= 24 for one in cuts)


def test_larger_sets_and_radii_are_expected_to_cost_more() -> None:
    cuts = best_cut(256, 10**7)
    costs = [search_cost(cuts, 10**7, radius) for radius in range(65)]
    assert costs == sorted(costs)
    assert search_cost(cuts, 10**6, 31) < costs[31]


def test_the_tables_are_left_where_comparing_all_is_quicker() -> None:
    assert worth_searching(best_cut(256, 10**7), 10**7, 31)
    assert not worth_searching(best_cut(256, 20_000), 20_000, 64)
    assert not worth_searching(best_cut(256, 10**7), 10**7, 128)


@pytest.mark.parametrize(("size", "radius"), [(64, 8), (64, 16), (256, 31), (256, 64)])
def test_no_other_share_of_the_radius_is_cheaper(size: int, radius: int) -> None:
    cuts = best_cut(size, 10**7)
    best = thresholds(cuts, 10**7, radius)
    assert sum(one + 1 for one in best) == radius + 1
    assert max(best) - min(best) <= 1, "parts of equal width are searched alike"
