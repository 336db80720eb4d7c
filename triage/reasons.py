"""Why something was not examined: the closed list, each with advice for the examiner."""

from enum import StrEnum


class Reason(StrEnum):
    """A gap's reason."""

    # parts of a source
    UNSUPPORTED_CONTAINER = "unsupported-container"
    UNSUPPORTED_FILE_SYSTEM = "unsupported-file-system"
    ENCRYPTED = "encrypted"
    DAMAGED = "damaged"
    MISSING_SEGMENT = "missing-segment"
    UNREADABLE = "unreadable"
    LISTING_LOOP = "listing-loop"
    JOURNAL_NOT_REPLAYED = "journal-not-replayed"
    UNALLOCATED_NOT_EXAMINED = "unallocated-not-examined"
    CHANGED_DURING_READING = "changed-during-reading"
    DIGEST_MISMATCH = "digest-mismatch"
    # deleted entries
    CONTENT_GONE = "content-gone"
    REALLOCATED = "reallocated"
    # carved entries
    FRAGMENT = "fragment"
    # content
    SPARSE = "sparse"
    UNSUPPORTED_FORMAT = "unsupported-format"
    LIMIT_DEPTH = "limit-depth"
    LIMIT_COUNT = "limit-count"
    LIMIT_BYTES = "limit-bytes"
    LIMIT_RATIO = "limit-ratio"
    LIMIT_PIXELS = "limit-pixels"
    YARA_LIMIT = "yara-limit"
    YARA_ERROR = "yara-error"
    RULE_NOT_COMPILED = "rule-not-compiled"
    NOT_COMPUTABLE = "not-computable"
    # the examination itself
    PROCESSOR_TIME = "processor-time"
    DEADLINE = "deadline"
    MEMORY = "memory"
    CRASHED = "crashed"
    INTERNAL = "internal"
    NOT_AUTHORISED = "not-authorised"
    KNOWN = "known"
    NOT_REACHED = "not-reached"


ADVICE: dict[Reason, str] = {
    Reason.UNSUPPORTED_CONTAINER: "Convert the container to raw or E01 with the tool that made it.",
    Reason.UNSUPPORTED_FILE_SYSTEM: "Take a file-system extraction (zip or tar) with the phone's "
    "extraction tool, or open it with a tool that reads this file system.",
    Reason.ENCRYPTED: "Obtain the password or key, or a decrypted extraction.",
    Reason.DAMAGED: "Look at it by hand; try a second tool.",
    Reason.MISSING_SEGMENT: "Find the missing part of the image and run again.",
    Reason.UNREADABLE: "See that the storage is whole and run again; image the device again if it "
    "can be.",
    Reason.LISTING_LOOP: "The directory was listed once, at another place; look at it by hand.",
    Reason.JOURNAL_NOT_REPLAYED: "The newest changes may be in the journal only; mount a copy.",
    Reason.UNALLOCATED_NOT_EXAMINED: "Run again with --carve all, or look at it with a tool "
    "that reads this file system.",
    Reason.CHANGED_DURING_READING: "The source changed while it was read; use a write blocker, and "
    "run again.",
    Reason.DIGEST_MISMATCH: "The image is not what it was when made; do not rely on it.",
    Reason.CONTENT_GONE: "Only the name is left; content may be found by carving.",
    Reason.REALLOCATED: "The space now belongs to another file, examined under its own name.",
    Reason.FRAGMENT: "Its structure breaks off; the rest may lie elsewhere. Look at it by hand.",
    Reason.SPARSE: "Only the stored parts were examined; the whole digest was not computed.",
    Reason.UNSUPPORTED_FORMAT: "Open it with a program that reads this format.",
    Reason.LIMIT_DEPTH: "Archives nested deeper were not opened; unpack a copy by hand.",
    Reason.LIMIT_COUNT: "Not all members were opened; unpack a copy by hand.",
    Reason.LIMIT_BYTES: "Larger than the limit; examine a copy by hand.",
    Reason.LIMIT_RATIO: "It unpacks to far more than it holds (an archive bomb?); look by hand.",
    Reason.LIMIT_PIXELS: "More pixels than the limit; open it with an image viewer.",
    Reason.YARA_LIMIT: "The rules saw only part of this file, or ran out of time on it.",
    Reason.YARA_ERROR: "The rules gave no result for this file.",
    Reason.RULE_NOT_COMPILED: "Mend the rule file and run again.",
    Reason.NOT_COMPUTABLE: "Match these with a tool that is licensed to compute them.",
    Reason.PROCESSOR_TIME: "It took more processor time than the limit; look at it by hand.",
    Reason.DEADLINE: "It took too long on this machine; run again, or look at it by hand.",
    Reason.MEMORY: "It needs more memory than the limit; look at it by hand.",
    Reason.CRASHED: "It crashed a parser twice; treat it with care and look at it by hand.",
    Reason.INTERNAL: "Skerry failed here; please report it.",
    Reason.NOT_AUTHORISED: "Outside the recorded authority; nothing was read from it.",
    Reason.KNOWN: "A set of known files holds it: by policy only its digests were taken; examine "
    "again with skip_known off where that is not enough.",
    Reason.NOT_REACHED: "The examination ended before this was reached; resume it.",
}
