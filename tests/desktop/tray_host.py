"""A tray on the session's bus, spoken by jeepney: says what sign it got, then presses a line.

`python -m tests.desktop.tray_host LINE` prints one JSON document per line: `ready`, `sign`, `menu`,
`pressed`.
"""

from __future__ import annotations

import json
import sys
from typing import Any

from jeepney import DBusAddress, HeaderFields, Message, MessageType, new_method_call
from jeepney.bus_messages import message_bus
from jeepney.io.blocking import DBusConnection, open_dbus_connection
from jeepney.wrappers import new_method_return

WATCHER = "org.kde.StatusNotifierWatcher"
ITEM = "org.kde.StatusNotifierItem"
MENU = "com.canonical.dbusmenu"
FACTS = {"IsStatusNotifierHostRegistered": ("b", True), "ProtocolVersion": ("i", 0)}
SHAPE = f"""<node><interface name="{WATCHER}">
<method name="RegisterStatusNotifierItem"><arg type="s" direction="in"/></method>
<property name="IsStatusNotifierHostRegistered" type="b" access="read"/>
<property name="ProtocolVersion" type="i" access="read"/></interface></node>"""


def say(**facts: Any) -> None:
    """One line for who started us."""
    print(json.dumps(facts), flush=True)


def answer(message: Message) -> tuple[str, tuple[Any, ...]] | None:
    """Signature and body of the answer to a call; None for one that wants none."""
    member = message.header.fields.get(HeaderFields.member)
    if member == "Introspect":
        return "s", (SHAPE,)
    if member == "Get":
        return "v", (FACTS.get(message.body[1], ("s", "")),)
    if member == "GetAll":
        return "a{sv}", (FACTS,)
    return None


def ask(bus: DBusConnection, where: DBusAddress, member: str, kinds: str, *body: Any) -> Any:
    """What the program says to a call of ours."""
    return bus.send_and_get_reply(new_method_call(where, member, kinds, body), timeout=5).body


def press(bus: DBusConnection, owner: str, line: str) -> None:
    """Read the sign and its menu, then press the line that begins with these words."""
    item = DBusAddress("/StatusNotifierItem", owner, "org.freedesktop.DBus.Properties")
    (facts,) = ask(bus, item, "GetAll", "s", ITEM)
    say(kind="sign", tooltip=facts["ToolTip"][1][2], id=facts["Id"][1])
    menu = DBusAddress(facts["Menu"][1], owner, MENU)
    (_, (_, _, children)) = ask(bus, menu, "GetLayout", "iias", 0, -1, [])
    lines = {
        child[1][1].get("label", ("s", ""))[1]: child[1][0]
        for child in children
    }  # fmt: skip
    say(kind="menu", lines=[words for words in lines if words])
    number = next(number for words, number in lines.items() if words.startswith(line))
    ask(bus, menu, "Event", "isvu", number, "clicked", ("s", ""), 0)
    say(kind="pressed", line=line)


def main(line: str) -> None:
    """Be the tray until the bus goes."""
    bus = open_dbus_connection(bus="SESSION")
    bus.send_and_get_reply(message_bus.RequestName(WATCHER))
    say(kind="ready")
    while True:
        message = bus.receive()
        if message.header.message_type != MessageType.method_call:
            continue
        told = answer(message)
        bus.send(new_method_return(message, *(told or ())))
        fields = message.header.fields
        if fields.get(HeaderFields.member) == "RegisterStatusNotifierItem":
            press(bus, fields[HeaderFields.sender], line)


if __name__ == "__main__":
    main(sys.argv[1])
