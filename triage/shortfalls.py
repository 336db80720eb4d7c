"""What an examination did not do, one plain sentence each."""

from collections.abc import Iterator

from triage.carving.unallocated import UNALLOCATED
from triage.figures import Coverage, SourceCoverage, VolumeCoverage
from triage.reasons import Reason
from triage.wording import count, listed, several, size


def not_examined(coverage: Coverage) -> tuple[str, ...]:
    """The sentences, gravest first. They name sources by label and repeat no path."""
    return (
        *_unfinished(coverage),
        *(line for source in coverage.sources for line in _source(source)),
        *_states(coverage),
        *_content(coverage),
        *_carved(coverage),
        *_kinds_of_data(coverage),
        *_sets(coverage),
        *_rules(coverage),
        *_pictures(coverage),
    )


def _unfinished(coverage: Coverage) -> Iterator[str]:
    if coverage.finished:
        return
    pending = coverage.entries.pending
    reached = (
        f"{several(pending, 'entry', 'entries')} of {count(coverage.entries.total)} listed so far "
        f"{'was' if pending == 1 else 'were'} not reached"
        if pending
        else "parts of it were not reached"
    )
    yield f"The examination is not finished: {reached}."


def _source(source: SourceCoverage) -> Iterator[str]:
    if not source.surveyed:
        yield f"Source {source.label} was not opened to its end: what it holds is not known."
    elif all(volume.file_system == UNALLOCATED for volume in source.volumes):
        yield f"Nothing in source {source.label} could be listed: {_nothing(source)}."
    for volume in source.volumes:
        if volume.listed:
            continue
        if volume.file_system == UNALLOCATED:
            yield f"The space of source {source.label} that belongs to no file was not all carved."
        else:
            yield f"The {_volume(volume)} was not listed to its end: it may hold more entries."
    if source.agrees is False:
        yield (
            f"Source {source.label} is not what it was when it was made: "
            "its digest differs from the one it carries."
        )
    if source.sha256 is None and source.kind != "folder":
        yield f"Source {source.label} has no digest yet."


def _nothing(source: SourceCoverage) -> str:
    carved = "it was examined only by carving, as if it were empty space"
    return carved if source.volumes else "none of it was examined"


def _volume(volume: VolumeCoverage) -> str:
    where = f" at byte {count(volume.partition)}" if volume.partition is not None else ""
    return f"{volume.file_system} volume{where} of source {volume.source}"


def _states(coverage: Coverage) -> Iterator[str]:
    sentences = {
        "failed": "could not be examined",
        "partial": "examined in part only",
        "skipped": "left out by policy or authority",
    }
    for state, sentence in sentences.items():
        number = coverage.entries.states[state]
        if number:
            verb = "was " if number == 1 else "were "
            yield (
                f"{several(number, 'entry', 'entries')} "
                f"{'' if sentence.startswith('could') else verb}{sentence}."
            )
    unallocated = _gap(coverage, Reason.UNALLOCATED_NOT_EXAMINED)
    if unallocated:
        yield f"Space that belongs to no file was not examined ({size(unallocated)})."


def _gap(coverage: Coverage, reason: Reason) -> int:
    return sum(gap.size for gap in coverage.gaps if gap.reason == reason)


def _content(coverage: Coverage) -> Iterator[str]:
    content = coverage.content
    if content.unexamined:
        yield (
            f"{size(content.unexamined)} of {size(content.total)} of file content was not examined."
        )
    if content.unsized:
        yield f"{several(content.unsized, 'file has', 'files have')} no known size."


def _carved(coverage: Coverage) -> Iterator[str]:
    if coverage.carved:
        yield (
            f"Space that belongs to no file was searched for {listed([*coverage.carved])} in one "
            "piece: other formats, and files in several pieces, are not found there."
        )


def _kinds_of_data(coverage: Coverage) -> Iterator[str]:
    if coverage.not_authorised:
        kinds = [f"{kind} ({count(number)})" for kind, number in coverage.not_authorised.items()]
        yield f"Outside the recorded authority, and so not read: {listed(kinds)}."


def _sets(coverage: Coverage) -> Iterator[str]:
    if not any(found.disposition == "alert" for found in coverage.sets):
        yield "No alert hash set was used: no file was compared with known images of concern."
    for found in coverage.sets:
        for kind, number in found.not_computable.items():
            yield (
                f"{several(number, f'{kind} hash', f'{kind} hashes')} of set "
                f"{found.name}@{found.version} could not be compared: "
                f"Skerry does not compute {kind}."
            )
        if found.disposition == "alert":
            yield from (f"{caution[0].upper()}{caution[1:]}." for caution in found.cautions)


def _rules(coverage: Coverage) -> Iterator[str]:
    for rule in coverage.rules:
        if rule.problem is not None:
            yield f"Rule file {rule.name} does not compile: none of its rules ran."
        for refused in rule.refused:
            yield f"Rule {refused} of file {rule.name} does not compile: it did not run."


def _pictures(coverage: Coverage) -> Iterator[str]:
    pictures = coverage.pictures
    if pictures.undecoded:
        yield (
            f"{several(pictures.undecoded, 'picture')} could not be decoded: compared by digest "
            "only, not by likeness."
        )
    if pictures.low_quality:
        yield (
            f"{several(pictures.low_quality, 'picture has', 'pictures have')} too little detail "
            "for likeness to be relied on."
        )
    if pictures.videos:
        yield (
            f"{several(pictures.videos, 'video was', 'videos were')} compared whole, by digest: "
            "frames were not looked at."
        )
