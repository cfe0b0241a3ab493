"""The words of the sample's notes and tasks: invented calls about invented products."""

from __future__ import annotations

from html import escape
from random import Random
from typing import Final

SAID: Final = (
    "They want one funnel per region before the steering meeting.",
    "Replay sampling was at 5 %; {person} raised it to 20 % while we talked.",
    "Two event names mean the same thing since the mobile release; they will pick one.",
    "Autocapture stays on, but the checkout team now sends its own events.",
    "Their board asks for weekly active teams, not users. Showed groups.",
    "Identify is called before login, so anonymous sessions do not merge.",
    "Happy with flags. Nobody has tried experiments yet.",
    "The forecast surprised them: a crawler sent 3 million events in a week.",
    "Finance would rather have one invoice for both projects.",
    "They asked whether the EU region can be kept when the parent company joins.",
    "{person} leaves in spring; we need a second person who can edit dashboards.",
    "Surveys are live on the pricing page, 212 answers so far.",
    "The retention chart looked wrong because the first event was optional.",
    "They compare us with a warehouse-only set-up, mainly on price.",
    "Support answered quickly last week, which they mentioned unasked.",
    "SDK is two major versions behind on the Android side.",
    "Wants alerts when sign-ups fall by a fifth, sent to their channel.",
    "No blocker at the moment. Next topic is data quality.",
)
PROMISED: Final = (
    "I send the event naming guide",
    "I ask support about the export that stops at midnight",
    "I record a short walkthrough of group analytics",
    "they share the list of dashboards the board reads",
    "{person} checks who still has an admin seat",
    "we look at the bill together when the period ends",
    "I propose three dates for the second call",
)
MAILS: Final = (
    "First mail: introduced myself, offered 30 minutes, linked the set-up guide.",
    "Asked how the migration went and whether the old project can be switched off.",
    "Sent the recap with the recording and the two links they asked for.",
    "Reminder before the bill, with the forecast and where it comes from.",
)
TASKS: Final = (
    "Send event naming guide to {person}",
    "Recap mail after the call",
    "Ask {person} for the invoice address",
    "Second call: propose three dates",
    "Check the crawler traffic with support",
    "Record a walkthrough of group analytics",
    "Look at the forecast before the bill",
    "Write the account plan",
    "Add {person} to the shared channel",
    "Find a finance contact",
    "Answer the question about SSO",
    "Health check of the SDK versions",
)
PLAN: Final = (
    ("Opportunities this quarter", "Error tracking for the mobile team; a second project."),
    ("What they want", "Find out where trials stop, and prove that the new onboarding helps."),
    ("Outcome by quarter end", "One agreed activation number, read every week by both teams."),
    ("Do they know", "{person} does. The two developers have not heard of it yet."),
    ("Blockers", "Event names differ by platform. Nobody owns the tracking plan."),
    ("Key people", "{person} decides, finance signs, the data engineer does the work."),
)


def call_note(random: Random, person: str, length: int) -> str:
    """HTML of a call's summary: about `length` sentences, a list of promises, maybe a link."""
    said = [_fill(line, person) for line in _some(random, SAID, length)]
    parts = [f"<p>{' '.join(said[at : at + 3])}</p>" for at in range(0, len(said), 3)]
    promised = [_fill(line, person) for line in random.sample(PROMISED, random.randint(1, 3))]
    parts.append("<p><b>Next</b></p><ul>" + "".join(f"<li>{p}</li>" for p in promised) + "</ul>")
    if random.random() < 0.35:
        mark = f"{random.getrandbits(128):032x}"
        at = f"{random.randint(1, 28)}:{random.randint(0, 59):02d}"
        link = f'<a href="https://www.loom.com/share/{mark}" target="_blank">walkthrough</a>'
        parts.append(f"<p>Recording: {link}, see {at}.</p>")
    return "".join(parts)


def mail_note(random: Random) -> str:
    """HTML of a line that says a mail went out."""
    return f"<p>{random.choice(MAILS)}</p>"


def plan_note(random: Random, person: str) -> str:
    """HTML of an account plan: headings and a few sentences under each."""
    parts = []
    for heading, text in PLAN:
        more = " ".join(_fill(line, person) for line in random.sample(SAID, 3))
        parts.append(f"<p><strong>{heading}</strong><br>{_fill(text, person)} {more}</p>")
    code = "<code>signup_finished</code>"
    parts.append(f"<ol><li>Agree on {code}.</li><li>One dashboard.</li><li>Review.</li></ol>")
    return "".join(parts)


def task_title(random: Random, person: str) -> str:
    """The title of a task, plain text."""
    return random.choice(TASKS).format(person=person)


def _fill(line: str, person: str) -> str:
    return escape(line, quote=False).format(person=escape(person, quote=False))


def _some(random: Random, lines: tuple[str, ...], count: int) -> list[str]:
    picked: list[str] = []
    while len(picked) < count:
        picked += random.sample(lines, min(len(lines), count - len(picked)))
    return picked
