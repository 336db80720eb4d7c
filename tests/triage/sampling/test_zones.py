from hypothesis import given
from hypothesis import strategies as st

from triage.records import Volume
from triage.sampling.zones import Grid, Grids, Zone, zones_of

MIB = 1 << 20


def volume(offset: int, length: int, block: int | None) -> Volume:
    return Volume(source=0, ordinal=0, kind="ext4", offset=offset, length=length, block_size=block)


def places(grid: Grid, length: int) -> set[int]:
    return set(range(grid.residue, length, grid.step))


def test_files_lie_at_the_blocks_of_their_volume_and_elsewhere_at_any_sector() -> None:
    zones = zones_of([volume(63 * 512, MIB, 4096)], 4 * MIB)
    grids = Grids(zones)
    assert zones[1] == Zone(63 * 512, 63 * 512 + MIB, 4096, 63 * 512 % 4096)
    assert grids.at(16 * 4096, 17 * 4096, 4096) == Grid(4096, 3584)
    assert grids.at(2 * MIB, 2 * MIB + 4096, 4096) == Grid(512, 0)


def test_where_two_zones_meet_the_places_of_both_are_read() -> None:
    grids = Grids(zones_of([volume(63 * 512, MIB, 4096)], 4 * MIB))
    assert grids.at(7 * 4096, 8 * 4096, 4096) == Grid(512, 0)


def test_blocks_smaller_than_the_volumes_lie_at_their_own_size() -> None:
    grids = Grids(zones_of([volume(0, 4 * MIB, 4096)], 4 * MIB))
    assert grids.at(0, 4096, 512) == Grid(512, 0)
    assert grids.at(0, 65536, 65536) == Grid(4096, 0)


def test_a_medium_without_volumes_is_read_at_every_sector() -> None:
    assert zones_of([], MIB) == (Zone(0, MIB, 512, 0),)


sectors = st.integers(0, 63)
steps = st.sampled_from([1, 2, 4, 8, 16, 32])
grids_drawn = st.builds(
    lambda step, residue: Grid(512 * step, 512 * (residue % step)), steps, sectors
)


@given(grids_drawn, grids_drawn)
def test_a_joint_grid_has_all_places_of_both(one: Grid, two: Grid) -> None:
    both = places(one.both(two), 65536)
    assert places(one, 65536) | places(two, 65536) <= both


@given(
    st.lists(st.tuples(sectors, st.integers(1, 40), steps), max_size=4),
    st.integers(0, 15),
)
def test_no_place_where_a_file_may_begin_is_left_out(
    drawn: list[tuple[int, int, int]], unit: int
) -> None:
    size = 64 * 512
    volumes = [volume(512 * at, 512 * length, 512 * step) for at, length, step in drawn]
    grids = Grids(zones_of(volumes, size))
    start = unit * 2048
    found = {start + place for place in places(grids.at(start, start + 2048, 2048), 2048)}
    for each in volumes:
        first, step = each.offset or 0, each.block_size or 512
        end = min(size, first + (each.length or 0))
        wanted = {at for at in range(first, end, step) if start <= at < start + 2048}
        assert wanted <= found
