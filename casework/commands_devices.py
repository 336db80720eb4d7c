"""``skerry devices …``: devices that are notified, found, or suspected."""

import argparse

from casework.asking import Parsers, act_of, command, group, listing, store_of
from casework.commands_people import register_import
from casework.importing.rows import day
from casework.moments import day_of, utc_now
from casework.records.device import Device, DeviceStanding, Notified, Serial, Shared
from casework.terminal import tell, tell_json, tell_rows

HEADER = ("device", "person", "standing", "description", "shared", "notified", "revision")


def register(halves: Parsers) -> None:
    """Add the commands."""
    commands = group(halves, "devices", "devices that are notified, found, or suspected")
    parser = listing(commands, "list", "every device", "skerry devices list --person P-0042")
    parser.add_argument("--person")
    parser.set_defaults(perform=_list)
    parser = command(commands, "show", "one device and its revisions", "skerry devices show D-17")
    parser.add_argument("device")
    parser.set_defaults(perform=_show)
    example = "skerry devices add D-17 --person P-0042 --standing notified --description 'a phone'"
    parser = command(commands, "add", "file a device", example)
    parser.add_argument("device")
    parser.add_argument("--person", required=True)
    parser.add_argument("--standing", required=True, choices=[str(one) for one in DeviceStanding])
    parser.add_argument("--description", required=True)
    parser.add_argument("--serial", action="append", default=[], type=_serial, metavar="IMEI=123")
    parser.add_argument("--shared", choices=[str(one) for one in Shared], default="unknown")
    parser.add_argument("--notified", type=day, metavar="DAY", help="default, if notified: today")
    parser.set_defaults(perform=_add)
    register_import(commands, "devices")


def _serial(text: str) -> Serial:
    scheme, parted, number = text.partition("=")
    if not parted:
        raise argparse.ArgumentTypeError(f"{text!r} is not SCHEME=NUMBER")
    return Serial(scheme=scheme, number=number)


def _list(given: argparse.Namespace) -> int:
    with store_of(given).writing(act_of(given)) as writing:
        if given.person:
            writing.consulted(given.person)
            found = writing.of(given.person, Device)
        else:
            found = list(writing.every(Device))
            writing.searched("devices", [stored.record.id for stored in found])
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
    with store_of(given).writing(act_of(given)) as writing:
        current = writing.get(Device, given.device)
        writing.consulted(current.record.person)
        history = [current, *writing.history(Device, given.device)[:-1]]
    for stored in history:
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
    with store_of(given).writing(act_of(given)) as writing:
        writing.add(device)
    tell(f"{device.id} filed")
    return 0
