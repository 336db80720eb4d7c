"""What an operator orders of an import."""

import msgspec

from hashsets.formats.mapping import Mapping
from hashsets.profile import Profile
from hashsets.records import Algorithm, Disposition
from hashsets.signer import Signer


class ImportOrder(msgspec.Struct, frozen=True, kw_only=True):
    """What the operator asked for.

    ``version`` is, where null, made from the content. ``algorithm`` is that of digests the files do
    not name. ``pipeline`` says how the perceptual hashes were made, where that is known. ``signer``
    is whose signature of the profile was verified, null where it has none. ``extends`` names the
    stored set (``name@version``) that the files add to. ``mapping`` says what the columns of the
    files mean, in place of a format. ``ignore_reported`` says that a list of reported material may
    be loaded to be ignored.
    """

    name: str
    disposition: Disposition
    importer: str
    version: str | None = None
    format: str = "auto"
    algorithm: Algorithm | None = None
    profile: Profile | None = None
    signer: Signer | None = None
    pipeline: str | None = None
    extends: str | None = None
    mapping: Mapping | None = None
    ignore_reported: bool = False
