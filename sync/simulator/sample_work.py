"""The sample's notes, tasks and conversations: what was said, promised and left undone."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from random import Random
from uuid import UUID

from book.clock import stamp
from sync.simulator import prose
from sync.simulator.cast import Part
from sync.simulator.seed import Record

People = dict[str, list[Record]]
Made = list[tuple[Part, Record]]


class Work:
    """What all makers of work need: chance, time, who is who, which categories there are."""

    def __init__(
        self,
        random: Random,
        now: datetime,
        today: date,
        me: str,
        admins: list[Record],
        categories: dict[str, list[Record]],
    ) -> None:
        self.random = random
        self.now = now
        self.today = today
        self.me = me
        self.colleagues = [admin["id"] for admin in admins[1:5]]
        self._categories = categories

    def new_id(self) -> str:
        """A fresh id."""
        return str(UUID(int=self.random.getrandbits(128), version=4))

    def ago(self, days: float) -> str:
        """A moment so many days ago, in working hours of the person's own day."""
        if days < 1:
            return stamp(self.now - timedelta(days=days))
        minutes = self.random.randint(0, 8 * 60)
        clock = time(9 + minutes // 60, minutes % 60, self.random.randint(0, 59))
        return stamp(datetime.combine(self.today - timedelta(days=int(days)), clock).astimezone())

    def category(self, resource: str, name: str) -> str:
        """The id of a category."""
        found = next(one for one in self._categories[resource] if one["name"] == name)
        return str(found["id"])


def notes(work: Work, made: Made, people: People) -> list[Record]:
    """Notes of all accounts: the last one as old as the part says, older ones before it."""
    written: list[Record] = []
    for part, account in made:
        if part.touched is None:
            continue
        ages = [float(part.touched)]
        for _ in range(work.random.choice((0, 1, 1, 2, 4))):
            ages.append(ages[-1] + work.random.uniform(4, 45))
        for at, age in enumerate(ages):
            if age < part.age:
                written.append(_note(work, part, account, people, age, newest=at == 0))
    for note in work.random.sample(written, len(written) // 14):
        if note["authorId"] != work.me:
            when = max(note["updatedAt"], work.ago(work.random.uniform(0.2, 9)))
            note["archivedAt"] = note["updatedAt"] = when
    return written


def _note(
    work: Work, part: Part, account: Record, people: People, age: float, *, newest: bool
) -> Record:
    random = work.random
    person = _person(random, people, account)
    author = work.me if part.owner == "me" and random.random() < 0.8 else None
    kind = random.choice(("Call summary", "Call summary", "Mail", "Account plan", "Internal"))
    if kind == "Mail":
        subject, body, tags = "Mail sent", prose.mail_note(random), ["mail"]
    elif kind == "Account plan":
        quarter = (work.today.month - 1) // 3 + 1
        subject = f"Q{quarter} Account Plan - {part.name}"
        body, tags = prose.plan_note(random, person), ["plan"]
    else:
        subject = random.choice(("Check-in", "Intro call", "Second call", "Call with " + person))
        length = 40 if random.random() < 0.05 else random.randint(2, 9)
        body, tags = prose.call_note(random, person, length), ["call"]
    when = work.ago(age)
    changed = max(when, work.ago(age * random.choice((1.0, 1.0, 0.6))))
    return {
        "id": work.new_id(),
        "createdAt": when,
        "updatedAt": changed,
        "subject": None if random.random() < 0.04 else subject,
        "note": body,
        "noteDate": when,
        "authorId": author or random.choice(work.colleagues),
        "categoryId": None if random.random() < 0.1 else work.category("noteCategories", kind),
        "tags": [] if random.random() < 0.3 else tags,
        "traits": {"vitally.custom.nextStep": "second call"} if newest and kind == "Mail" else {},
        "accountId": account["id"],
        "source": "hubspot" if kind == "Internal" and random.random() < 0.5 else None,
        "archivedAt": None,
    }


def tasks(work: Work, made: Made, people: People) -> list[Record]:
    """Tasks: mine due on every side of today, others', done ones, deleted ones."""
    written: list[Record] = []
    dues = [-3, 0, 0, 0, -1, 1, 1, 2, 3, 5, 7, 9, 12, 20]
    mine = [pair for pair in made if pair[0].owner == "me" and pair[0].churned is None]
    for due, (_, account) in zip(dues, mine[2:], strict=False):
        written.append(_task(work, account, people, due, work.me))
    for part, account in made:
        for _ in range(work.random.choice((0, 0, 1, 2))):
            holder = work.me if part.owner == "me" else work.random.choice(work.colleagues)
            done = _task(work, account, people, -work.random.randint(2, 90), holder)
            when = max(done["createdAt"], work.ago(work.random.uniform(0.5, 60)))
            done["completedAt"] = done["updatedAt"] = when
            done["completedById"] = holder
            written.append(done)
        if work.random.random() < 0.25:
            holder = work.random.choice([*work.colleagues, None])
            written.append(_task(work, account, people, work.random.randint(-9, 25), holder))
    for _, account in made[-1:]:
        undated = _task(work, account, people, 0, work.colleagues[0])
        written.append(undated | {"dueDate": None, "description": None})
    for task in work.random.sample(written, len(written) // 16):
        if task["assignedToId"] != work.me:
            when = max(task["updatedAt"], work.ago(work.random.uniform(0.2, 9)))
            task["archivedAt"] = task["updatedAt"] = when
    return written


def _task(work: Work, account: Record, people: People, due: int, holder: str | None) -> Record:
    random = work.random
    person = _person(random, people, account)
    made = work.ago(random.uniform(0.3, 30) + max(0, -due))
    day = (work.today + timedelta(days=due)).isoformat()
    said = prose.call_note(random, person, 1) if random.random() < 0.2 else None
    return {
        "id": work.new_id(),
        "createdAt": made,
        "updatedAt": made,
        "name": prose.task_title(random, person),
        "description": said,
        "dueDate": day if random.random() < 0.6 else f"{day}T00:00:00.000Z",
        "completedAt": None,
        "completedById": None,
        "createdById": work.me if random.random() < 0.7 else holder,
        "assignedToId": holder,
        "categoryId": work.category("taskCategories", "Follow-up"),
        "tags": ["promise"] if random.random() < 0.2 else [],
        "accountId": account["id"],
        "archivedAt": None,
    }


def conversations(work: Work, made: Made, people: People) -> list[Record]:
    """A few mails that other systems logged, each with its messages."""
    written: list[Record] = []
    for part, account in made[2::6]:
        if part.touched is None:
            continue
        person = people[account["id"]][0]
        first, second = work.ago(part.touched + 1), work.ago(part.touched)
        written.append(
            {
                "id": work.new_id(),
                "createdAt": first,
                "updatedAt": second,
                "externalId": f"thread-{len(written) + 1}",
                "subject": "Question about the bill",
                "status": "closed",
                "source": "gmail",
                "authorId": work.me,
                "accountId": account["id"],
                "messages": [
                    _message(
                        work, person["id"], "inbound", "Where does the forecast come from?", first
                    ),
                    _message(work, person["id"], "outbound", "From the events so far.", second),
                ],
            }
        )
    return written


def _message(work: Work, user: str, way: str, text: str, when: str) -> Record:
    theirs, ours = {"type": "user", "id": user}, {"type": "admin", "id": work.me}
    inbound = way == "inbound"
    return {
        "id": work.new_id(),
        "externalId": work.new_id(),
        "type": way,
        "message": f"<p>{text}</p>",
        "from": theirs if inbound else ours,
        "to": [ours if inbound else theirs],
        "cc": [],
        "bcc": [],
        "timestamp": when,
    }


def _person(random: Random, people: People, account: Record) -> str:
    known = [user["name"] for user in people.get(account["id"], ()) if user["name"]]
    return str(random.choice(known)) if known else "their lead"
