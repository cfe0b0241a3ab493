"""The records as Zendesk spells them: every key a recorded answer has, in its order."""

from __future__ import annotations

import re
from datetime import datetime
from html import escape, unescape
from typing import Any, Final
from urllib.parse import quote

Row = dict[str, Any]
_TAG: Final = re.compile(r"<[^>]*>")
_END: Final = re.compile(r"</(?:p|li|h\d|tr|pre|blockquote)>|<br\s*/?>")
_NOBODY: Final[Row] = {"from": {}, "to": {}, "rel": None}


def stamp(at: datetime) -> str:
    """A moment as it spells it."""
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


def ticket(base: str, number: int, at: datetime, **known: Any) -> Row:
    """A ticket; its `raw_subject` and `description` follow from what is known."""
    subject = str(known.pop("subject", ""))
    return {
        "url": f"{base}/api/v2/tickets/{number}.json",
        "id": number,
        "external_id": None,
        "via": {"channel": "api", "source": _NOBODY},
        "created_at": stamp(at),
        "updated_at": stamp(at),
        "generated_timestamp": int(at.timestamp()),
        "type": None,
        "subject": subject,
        "raw_subject": subject,
        "description": "",
        "priority": None,
        "status": "new",
        "recipient": None,
        "requester_id": None,
        "submitter_id": None,
        "assignee_id": None,
        "organization_id": None,
        "group_id": None,
        "collaborator_ids": [],
        "follower_ids": [],
        "email_cc_ids": [],
        "forum_topic_id": None,
        "problem_id": None,
        "has_incidents": False,
        "is_public": True,
        "due_at": None,
        "tags": [],
        "custom_fields": [],
        "satisfaction_rating": {"score": "unoffered"},
        "sharing_agreement_ids": [],
        "custom_status_id": None,
        "encoded_id": f"SIM-{number}",
        "followup_ids": [],
        "ticket_form_id": 360,
        "brand_id": 370,
        "allow_channelback": False,
        "allow_attachments": True,
        "from_messaging_channel": False,
        "support_type": "agent",
        **known,
    }


def comment(number: int, at: datetime, author: int, body: str, *, public: bool) -> Row:
    """What was written on a ticket."""
    return {
        "id": number,
        "type": "Comment",
        "author_id": author,
        **bodies({"body": body}),
        "public": public,
        "attachments": [],
        "audit_id": number + 1,
        "via": {"channel": "api", "source": _NOBODY},
        "created_at": stamp(at),
        "metadata": {"system": {}, "custom": {}},
    }


def bodies(said: Row) -> Row:
    """The three spellings of one comment. Of a plain one whatever looks like a tag is cut."""
    dressed = str(said.get("html_body") or "")
    if dressed:
        plain = unescape(_TAG.sub("", _END.sub("\n", dressed))).strip()
    else:
        plain = _TAG.sub("", str(said.get("body") or ""))
        dressed = f'<p dir="auto">{escape(plain)}</p>'
    around = f'<div class="zd-comment" dir="auto">{dressed}</div>'
    return {"body": plain, "html_body": around, "plain_body": plain}


def attachment(base: str, number: int, name: str, kind: str, size: int) -> Row:
    """A file that was sent up."""
    return {
        "url": f"{base}/api/v2/attachments/{number}.json",
        "id": number,
        "file_name": name,
        "content_url": f"{base}/attachments/token/{number}/?name={quote(name)}",
        "mapped_content_url": f"{base}/attachments/token/{number}/?name={quote(name)}",
        "content_type": kind,
        "size": size,
        "width": None,
        "height": None,
        "inline": False,
        "deleted": False,
        "malware_access_override": False,
        "malware_scan_result": "malware_not_found",
        "thumbnails": [],
    }


def audit(number: int, of: int, at: datetime, author: int, events: list[Row]) -> Row:
    """What one write changed."""
    return {
        "id": number,
        "ticket_id": of,
        "created_at": stamp(at),
        "author_id": author,
        "metadata": {"system": {}, "custom": {}},
        "events": events,
        "via": {"channel": "api", "source": _NOBODY},
    }


def deleted(one: Row, at: datetime, actor: Row) -> Row:
    """A ticket that can still be brought back, as their list has it."""
    return {
        "id": one["id"],
        "subject": one["subject"],
        "description": one["description"],
        "actor": {"id": actor["id"], "name": actor["name"]},
        "deleted_at": stamp(at),
        "previous_state": one["status"],
    }


def field(base: str, number: int, kind: str, title: str, at: datetime, **known: Any) -> Row:
    """A field of tickets."""
    return {
        "url": f"{base}/api/v2/ticket_fields/{number}.json",
        "id": number,
        "type": kind,
        "title": title,
        "raw_title": title,
        "description": "",
        "raw_description": "",
        "position": 9999,
        "active": True,
        "required": False,
        "collapsed_for_agents": False,
        "regexp_for_validation": None,
        "title_in_portal": title,
        "raw_title_in_portal": title,
        "visible_in_portal": False,
        "editable_in_portal": False,
        "required_in_portal": False,
        "agent_can_edit": True,
        "tag": None,
        "created_at": stamp(at),
        "updated_at": stamp(at),
        "removable": kind == "tagger",
        "key": None,
        "agent_description": None,
        "raw_agent_description": None,
        **known,
    }


def option(number: int, value: str, name: str) -> Row:
    """One choice of a dropdown; `value` is the tag that is sent."""
    return {"id": number, "name": name, "raw_name": name, "value": value, "default": False}


def group(base: str, number: int, name: str, at: datetime, *, deleted: bool = False) -> Row:
    """Who owns an area."""
    return {
        "url": f"{base}/api/v2/groups/{number}.json",
        "id": number,
        "is_public": True,
        "name": name,
        "description": "",
        "default": False,
        "deleted": deleted,
        "created_at": stamp(at),
        "updated_at": stamp(at),
    }


def organization(base: str, number: int, name: str, at: datetime, **known: Any) -> Row:
    """A company that asks."""
    return {
        "url": f"{base}/api/v2/organizations/{number}.json",
        "id": number,
        "name": name,
        "shared_tickets": False,
        "shared_comments": False,
        "external_id": None,
        "created_at": stamp(at),
        "updated_at": stamp(at),
        "domain_names": [],
        "details": "",
        "notes": "",
        "group_id": None,
        "tags": [],
        "organization_fields": {},
        **known,
    }


def user(base: str, number: int, name: str, email: str, at: datetime, **known: Any) -> Row:
    """A person: one who asks, or one who answers."""
    return {
        "id": number,
        "url": f"{base}/api/v2/users/{number}.json",
        "name": name,
        "email": email,
        "created_at": stamp(at),
        "updated_at": stamp(at),
        "time_zone": "UTC",
        "iana_time_zone": "Etc/UTC",
        "phone": None,
        "locale": "en-US",
        "organization_id": None,
        "role": "end-user",
        "verified": True,
        "ticket_restriction": None,
        "external_id": None,
        "tags": [],
        "active": True,
        "suspended": False,
        "shared": False,
        "notes": "",
        "details": "",
        **known,
    }
