"""``skerry devices …``: devices that are notified, found, or suspected."""

import argparse

from casework import commands_device_leads
from casework.accounts.within import listed
from casework.asking import Parsers, command, group, listing, option, signed_in
from casework.commands_people import register_import
from casework.importing.rows import day
from casework.moments import day_of, utc_now
from casework.records.device import Device, DeviceStanding, Notified, Serial, Shared
from casework.terminal import tell, tell_json, tell_rows

HEADER = ("device", "person", "standing", "description", "shared", "notified", "revision")


def register(halves: Parsers) -> None:
    """Add the commands."""
    commands = group(halves, "devices", "devices that are notified, found, or suspected")
    example = "skerry devices list --person P-0042"
    parser = listing(commands, "list", "every device within reach", example, "device.consult")
    parser.add_argument("--person")
    parser.set_defaults(perform=_list)
    example = "skerry devices show D-17"
    parser = command(commands, "show", "one device and its revisions", example, "device.consult")
    parser.add_argument("device")
    parser.set_defaults(perform=_show)
    example = "skerry devices add D-17 --person P-0042 --standing notified --description 'a phone'"
    parser = command(commands, "add", "file a device", example, "device.add")
    parser.add_argument("device")
    parser.add_argument("--person", required=True)
    parser.add_argument("--standing", required=True, choices=[str(one) for one in DeviceStanding])
    parser.add_argument("--description", required=True)
    parser.add_argument("--serial", action="append", default=[], type=_serial, metavar="IMEI=123")
    parser.add_argument("--shared", choices=[str(one) for one in Shared], default="unknown")
    parser.add_argument(
        "--notified", type=option(day), metavar="DAY", help="default, if notified: today"
    )
    parser.set_defaults(perform=_add)
    register_import(commands, "devices")
    commands_device_leads.register(commands)


def _serial(text: str) -> Serial:
    scheme, parted, number = text.partition("=")
    if not parted:
        raise argparse.ArgumentTypeError(f"{text!r} is not SCHEME=NUMBER")
    return Serial(scheme=scheme, number=number)


def _list(given: argparse.Namespace) -> int:
    with signed_in(given) as access:
        if given.person:
            found = access.consult_all(Device, given.person)
        else:
            found = listed(access, Device, "devices")
    tell_rows(HEADER, [(*_line(stored.record), stored.revision) for stored in found], given.format)
    return 0


def _line(device: Device) -> tuple[object, ...]:
    last = max((span.since for span in device.notified), default=None)
    return (
        device.id,
        device.person,
        str(device.standing),
        device.description,
        str(device.shared),
        last.isoformat() if last else None,
    )


def _show(given: argparse.Namespace) -> int:
    with signed_in(given) as access:
        for stored in access.history(Device, given.device):
            tell_json(stored)
    return 0


def _add(given: argparse.Namespace) -> int:
    standing = DeviceStanding(given.standing)
    since = given.notified
    if since is None and standing is DeviceStanding.NOTIFIED:
        since = day_of(utc_now())
    device = Device(
        id=given.device,
        person=given.person,
        standing=standing,
        description=given.description,
        serials=tuple(given.serial),
        shared=Shared(given.shared),
        notified=(Notified(since=since),) if since else (),
    )
    with signed_in(given) as access:
        access.add(device)
    tell(f"{device.id} filed")
    return 0
