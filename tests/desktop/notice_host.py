"""A notification service on the session's bus, spoken by jeepney: says what it got, then answers.

`python -m tests.desktop.notice_host [ACT [plain]]` prints one JSON document per line: `ready`,
`notice`, `pressed`. ACT is the code of the button to press, or `default` for the notice itself;
`plain` makes a service that has no buttons.
"""

from __future__ import annotations

import json
import sys
import time
from typing import Any

from jeepney import DBusAddress, HeaderFields, MessageType, new_signal
from jeepney.bus_messages import message_bus
from jeepney.io.blocking import open_dbus_connection
from jeepney.wrappers import new_method_return

NAME = "org.freedesktop.Notifications"
WHERE = DBusAddress("/org/freedesktop/Notifications", bus_name=NAME, interface=NAME)
SHAPE = f"""<node><interface name="{NAME}">
<method name="GetCapabilities"><arg type="as" direction="out"/></method>
<method name="GetServerInformation"><arg type="s" direction="out"/><arg type="s" direction="out"/>
<arg type="s" direction="out"/><arg type="s" direction="out"/></method>
<method name="Notify"><arg type="s" direction="in"/><arg type="u" direction="in"/>
<arg type="s" direction="in"/><arg type="s" direction="in"/><arg type="s" direction="in"/>
<arg type="as" direction="in"/><arg type="a{{sv}}" direction="in"/><arg type="i" direction="in"/>
<arg type="u" direction="out"/></method>
<method name="CloseNotification"><arg type="u" direction="in"/></method>
<signal name="ActionInvoked"><arg type="u"/><arg type="s"/></signal>
<signal name="NotificationClosed"><arg type="u"/><arg type="u"/></signal>
</interface></node>"""


def say(**facts: Any) -> None:
    """One line for who started us."""
    print(json.dumps(facts), flush=True)


def main(act: str, *, buttons: bool) -> None:
    """Be the service until the bus goes."""
    bus = open_dbus_connection(bus="SESSION")
    bus.send_and_get_reply(message_bus.RequestName(NAME))
    say(kind="ready")
    shown = 0
    while True:
        message = bus.receive()
        if message.header.message_type != MessageType.method_call:
            continue
        member = message.header.fields.get(HeaderFields.member)
        told: tuple[str, tuple[Any, ...]] | None = None
        if member == "Introspect":
            told = "s", (SHAPE,)
        elif member == "GetCapabilities":
            told = "as", (["body", "actions"] if buttons else ["body"],)
        elif member == "GetServerInformation":
            told = "ssss", ("host", "tests", "1", "1.2")
        elif member == "Notify":
            shown += 1
            told = "u", (shown,)
        bus.send(new_method_return(message, *(told or ())))
        if member == "Notify":
            name, _, _, title, body, acts, *_ = message.body
            say(kind="notice", application=name, title=title, body=body, acts=acts)
            if act:
                time.sleep(0.2)  # a person reads first
                bus.send(new_signal(WHERE, "ActionInvoked", "us", (shown, act)))
                say(kind="pressed", act=act)
        elif member == "CloseNotification":
            say(kind="closed", number=message.body[0])


if __name__ == "__main__":
    main(*sys.argv[1:2] or [""], buttons="plain" not in sys.argv[2:])
