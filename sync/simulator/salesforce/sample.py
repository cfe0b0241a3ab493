"""The sample book as an org has it: the accounts, people and work of the other simulators.

Companies have the same names and domains as there, so a customer can be met in two sources.
"""

from __future__ import annotations

import base64
import html
import re
from datetime import timedelta
from random import Random
from typing import Any

from sync.simulator.cast import MAIL
from sync.simulator.salesforce import moments, recycle_bin
from sync.simulator.salesforce.filling import Filler, Later, renewal_type, settings, users
from sync.simulator.salesforce.org import Org
from sync.simulator.salesforce.table import Record
from sync.simulator.sample import sample_book
from sync.simulator.seed import Book


def sample_org(seed: int = 1, accounts: int = 60) -> Filler:
    """An org with `accounts` accounts of mine, and others around it.

    The same seed, count and moment give the same org. All days are counted from its clock.
    """

    def fill(org: Org) -> list[Later]:
        settings(org)
        book = sample_book(seed, accounts, now=org.clock())
        return _Maker(org, book, Random(f"sample org {seed}")).whole()

    return fill


class _Maker:
    def __init__(self, org: Org, book: Book, random: Random) -> None:
        self.org = org
        self.book = book
        self.random = random
        admins = [one["id"] for one in book.records["admins"]]
        self.people = dict(zip(admins, users(org), strict=True))
        self.accounts: dict[str, str] = {}
        self.contacts: dict[str, list[str]] = {}
        self.renewal = renewal_type(org)

    def whole(self) -> list[Later]:
        records = self.book.records
        for account in records["accounts"]:
            self._account(account)
        for user in records["users"]:
            self._contact(user)
        for account in records["accounts"]:
            self._renewals(account)
        for note in records["notes"]:
            self._note(note)
        for task in records["tasks"]:
            self._task(task)
        for thread in records["conversations"]:
            self._case(thread)
        self._meetings()
        return self._later()

    def add(self, name: str, made: str, changed: str, fields: Record) -> str:
        """A record with dates of its own."""
        made, changed = moments.from_literal(made), moments.from_literal(changed)
        by = fields.get("OwnerId") or self.org.me
        dates = {"CreatedDate": made, "LastModifiedDate": changed, "SystemModstamp": changed}
        return self.org.insert(name, dates | fields, by)

    def _account(self, one: Record) -> None:
        traits = one["traits"]
        roles = [role["vitallyUser"]["id"] for role in one["keyRoles"]]
        holder = one["csmId"] or one["accountOwnerId"] or next(iter(roles), None)
        mrr = one["mrr"]
        fields = {
            "Name": one["name"],
            "Type": "Customer",
            "Website": f"https://www.{traits['domain']}",
            "OwnerId": self.people[one["accountOwnerId"] or list(self.people)[1]],
            "CSM__c": self.people.get(holder or ""),
            "Product_Id__c": one["externalId"],
            "ARR__c": None if mrr is None else round(mrr * 12, 2),
            "Health_Score__c": one["healthScore"],
            "Renewal_Date__c": (one["nextRenewalDate"] or "")[:10] or None,
            "Segment__c": next((each["name"] for each in one["segments"]), None),
            "Onboarding_Stage__c": traits.get("vitally.custom.onboardingPipeline"),
            "Active_Users__c": one["usersCount"],
            "Last_Seen__c": _moment(one["lastSeenTimestamp"]),
            "LastActivityDate": (one["lastOutboundMessageTimestamp"] or "")[:10] or None,
            "BillingCountry": self.random.choice(("Portugal", "Germany", "Canada", None)),
        }
        made = self.add("Account", one["createdAt"], one["updatedAt"], fields)
        self.accounts[one["id"]] = made
        for role in one["keyRoles"]:
            person = self.people[role["vitallyUser"]["id"]]
            member = {"AccountId": made, "UserId": person, "TeamMemberRole": "CSM"}
            self.add("AccountTeamMember", role["assignedAt"], role["assignedAt"], member)

    def _contact(self, one: Record) -> None:
        first, _, last = (one["name"] or one["email"] or "Somebody").rpartition(" ")
        account = self.accounts[one["accounts"][0]]
        fields = {
            "AccountId": account,
            "FirstName": first or None,
            "LastName": last,
            "Email": one["email"],
            "Title": one["traits"].get("title"),
            "Phone": one["traits"].get("phone"),
            "OwnerId": self.org.me,
        }
        made = self.add("Contact", one["createdAt"], one["updatedAt"], fields)
        self.contacts.setdefault(account, []).append(made)

    def _renewals(self, one: Record) -> None:
        """The renewal that is coming, and for some the one before it."""
        day, mrr = one["nextRenewalDate"], one["mrr"]
        if day is None or mrr is None:
            return
        fields = {
            "AccountId": self.accounts[one["id"]],
            "RecordTypeId": self.renewal,
            "Type": "Renewal",
            "Name": f"{one['name'][:100]} renewal",
            "Amount": round(mrr * 12, 2),
            "OwnerId": self.people[list(self.people)[1]],
        }
        coming = {
            "CloseDate": day[:10],
            "StageName": self.random.choice(("Proposal", "Negotiation")),
        }
        if one["churnedAt"]:
            coming = {"CloseDate": one["churnedAt"][:10], "StageName": "Closed Lost"}
        self.add("Opportunity", one["createdAt"], one["updatedAt"], fields | coming)
        if self.random.random() < 0.3:
            before = moments.read(one["createdAt"]).date().isoformat()
            won: Record = {"CloseDate": before, "StageName": "Closed Won", "Type": "New Business"}
            won |= {"Name": f"{one['name'][:100]} first year", "RecordTypeId": None}
            self.add("Opportunity", one["createdAt"], one["createdAt"], fields | won)

    def _note(self, one: Record) -> None:
        account, words = self.accounts[one["accountId"]], _plain(one["note"])
        author = self.people.get(one["authorId"] or "", self.org.me)
        made, changed = one["createdAt"], one["updatedAt"]
        if (one["subject"] or "").endswith("Account Plan - " + self._name(account)):
            content = base64.b64encode(one["note"].encode()).decode()
            fields = {"Title": one["subject"][:255], "Content": content, "OwnerId": author}
            note = self.add("ContentNote", made, changed, fields)
            link = {"ContentDocumentId": note, "LinkedEntityId": account, "ShareType": "I"}
            self.add("ContentDocumentLink", made, made, link)
            self._perhaps_deleted("ContentNote", note, one)
            return
        subtype = "Email" if one["tags"] == ["mail"] else "Call"
        fields = {
            "Subject": one["subject"] or "Call",
            "Description": words,
            "Status": "Completed",
            "TaskSubtype": subtype,
            "ActivityDate": one["noteDate"][:10],
            "CompletedDateTime": _moment(one["noteDate"]),
            "WhatId": account,
            "WhoId": self._somebody(account),
            "OwnerId": author,
        }
        self._perhaps_deleted("Task", self.add("Task", made, changed, fields), one)

    def _task(self, one: Record) -> None:
        account = self.accounts[one["accountId"]]
        fields = {
            "Subject": one["name"],
            "Description": _plain(one["description"] or "") or None,
            "Status": "Completed" if one["completedAt"] else "Not Started",
            "CompletedDateTime": _moment(one["completedAt"]),
            "ActivityDate": (one["dueDate"] or "")[:10] or None,
            "WhatId": account,
            "OwnerId": self.people.get(
                one["assignedToId"] or "", self.people[list(self.people)[2]]
            ),
        }
        task = self.add("Task", one["createdAt"], one["updatedAt"], fields)
        self._perhaps_deleted("Task", task, one)

    def _case(self, one: Record) -> None:
        account = self.accounts[one["accountId"]]
        fields = {
            "AccountId": account,
            "ContactId": self._somebody(account),
            "Subject": one["subject"],
            "Description": _plain(one["messages"][0]["message"]),
            "Status": self.random.choice(("New", "Working", "Escalated", "Closed")),
            "Priority": self.random.choice(("High", "Medium")),
            "Origin": "Email",
            "OwnerId": self.people[list(self.people)[3]],
        }
        fields["IsEscalated"] = fields["Status"] == "Escalated"
        self.add("Case", one["createdAt"], one["updatedAt"], fields)

    def _meetings(self) -> None:
        """One meeting for every fourth account, before or after today."""
        now = self.org.clock()
        for account in list(self.accounts.values())[::4]:
            at = (now + timedelta(days=self.random.randint(-40, 12))).replace(minute=0)
            made = moments.written(min(at, now) - timedelta(days=3))
            fields = {
                "Subject": f"Check-in with {self._name(account)}"[:255],
                "StartDateTime": moments.written(at),
                "EndDateTime": moments.written(at + timedelta(minutes=30)),
                "DurationInMinutes": 30,
                "WhatId": account,
                "WhoId": self._somebody(account),
                "OwnerId": self.org.me,
            }
            self.add("Event", made, made, fields)

    def _later(self) -> list[Later]:
        """What the next two weeks bring: health, a renewal that moves, work, an arrival."""
        mine = [
            row for row in self.org.table("Account").rows.values()
            if row.get("CSM__c") == self.org.me
        ]  # fmt: skip
        steps: list[Later] = []
        for row in mine[3::9]:
            health = round(max(0.5, (row.get("Health_Score__c") or 5) - 1.4), 1)
            steps.append(_change("Account", row, Health_Score__c=health))
        stage = {"Onboarding_Stage__c": MAIL}
        steps += [_change("Account", row, **stage) for row in mine[5::11]]
        todo = [r for r in self.org.table("Task").rows.values() if not r["IsClosed"]]
        steps += [_change("Task", row, Status="Completed") for row in todo[-1:]]
        steps += [lambda org: recycle_bin.delete(org, "Task", todo[0]["Id"])] if todo[1:] else []
        arrival = {"Name": "Siltstone Observatory", "Website": "https://www.siltstone.example"}
        mine_too = {"CSM__c": self.org.me, "ARR__c": 19_680.0, "Type": "Customer"}
        steps.append(lambda org: _arrive(org, arrival | mine_too))
        return steps

    def _perhaps_deleted(self, name: str, row_id: str, one: Record) -> None:
        if not one["archivedAt"]:
            return
        recycle_bin.delete(self.org, name, row_id)
        at = _moment(one["archivedAt"])
        for key, when in list(self.org.bin.items()):
            if when == self.org.now() and at is not None and key[1] == row_id:
                # It was deleted then, not today.
                self.org.bin[key] = at
                self.org.put(key[0], self.org.table(key[0]).rows[row_id] | {"SystemModstamp": at})

    def _somebody(self, account: str) -> str | None:
        known = self.contacts.get(account)
        return self.random.choice(known) if known else None

    def _name(self, account: str) -> str:
        return str(self.org.table("Account").rows[account]["Name"])


def _change(name: str, row: Record, **fields: Any) -> Later:
    return lambda org: org.change(name, row["Id"], fields, org.me)


def _arrive(org: Org, fields: Record) -> None:
    org.insert("Account", dict(fields), org.me)


def _moment(text: str | None) -> str | None:
    return None if text is None else moments.from_literal(text)


def _plain(text: str) -> str:
    broken = re.sub(r"</(?:p|li|ul|ol)>|<br>", "\n", text)
    return html.unescape(re.sub(r"<[^>]*>", "", broken)).strip()
