"""What a reader who did not write Skerry has to know to read its report."""

METHOD = (
    "Evidence was opened for reading only. Everything that interprets it ran in separate processes "
    "without network or write access.",
    "MD5, SHA-1 and SHA-256 were computed over the whole content of each file. An exact finding "
    "means that one of them equals a record of an alert set.",
    "Pictures were compared by likeness too, with PDQ (256 bits; at most 31 may differ) and pHash "
    "(64 bits; at most 8 may differ), as they are and in seven rotations and mirrorings. Likeness "
    "is a lead, not proof.",
    "The type of a file was told from its content, not from its name.",
    "Known and ignore sets hide nothing: files they hold were examined, counted and listed like "
    "all others.",
    "Every finding is unverified until an examiner has confirmed it.",
    "Times are in UTC. Some file systems keep local time without its zone; their times are marked "
    "local-unknown.",
    "Paths are evidence. Bytes that are not text, and characters that do not show or that turn the "
    "direction of writing, are printed as escapes such as \\u202e.",
    "Paths on the examiner's machine are left out of this report; the examination file holds the "
    "full command lines.",
)

GLOSSARY = {
    "Alert, known, ignore": "What the operator said a hash set is for when it was imported.",
    "Category": "The number a hash set gives a record; its meaning is the set's own.",
    "Distance": "How many bits of two perceptual hashes differ; 0 is the same hash.",
    "Entry": "A file, directory, deleted file, or member of an archive.",
    "Finding": "Something that matters, with its reason.",
    "Gap": "Something that was not examined, with its reason.",
    "Hash set": "A list of digests of known files, pinned here to one version.",
    "Inode": "A file's address in its file system, as The Sleuth Kit prints it.",
    "Partition": "Where a volume begins, in bytes from the start of the source.",
    "PDQ, pHash": "Perceptual hashes: alike for pictures that look alike.",
    "Quality": "How much detail a picture gives PDQ to work with, from 0 to 100.",
    "Source": "A device, image, archive or folder that was examined.",
    "State": "done: examined whole. partial: digests, but some stage fell short. failed: not "
    "examined. skipped: left out by policy or authority. pending: not reached yet.",
    "Transform": "The turning, mirroring or trimming of borders by which two pictures are alike.",
}
