"""The sentences of the outbox's rows, bar and band lines. No painting."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct

from book import outbox_words
from book.outbox_entry import OutboxEntry
from ui.outbox.acts import acts_of
from ui.outbox.bands import AccountLine, Item
from ui.outbox.shown import ShownEntry, Standing
from ui.queue.bands import BandHeader
from ui.queue.words import isolated
from ui.words import count, moment_words, plural, say, source_name, time_words


class RowText(Struct, frozen=True, kw_only=True):
    """All that a row says: the sentence in its parts, the change, when it leaves and why."""

    lead: str
    account: str
    tail: str
    old: str
    new: str
    trouble: str
    """What stopped it, in the place of the change."""
    when: str
    aside: str
    """The small line below `when`."""

    @property
    def parts(self) -> tuple[str, str, str]:
        """The lead around the title: `Add the note “`, the title, `” to `; else only the first."""
        before, opened, rest = self.lead.partition("“")
        title, closed, after = rest.rpartition("”")
        return (before + opened, title, closed + after) if closed else (self.lead, "", "")

    @property
    def sentence(self) -> str:
        """The whole first line; foreign names are fenced off from the words around them."""
        before, title, after = self.parts
        title = isolated(title) if title else ""
        return f"{before}{title}{after}{isolated(self.account)}{self.tail}"

    @property
    def change(self) -> str:
        """The second line for who does not see it struck through."""
        if self.trouble:
            return self.trouble
        if self.old:
            return say("{old}, from now on {new}", old=isolated(self.old), new=isolated(self.new))
        return self.new

    @property
    def heard(self) -> str:
        """The row as one sentence."""
        return say(", ").join(
            part for part in (self.sentence, self.change, self.when, self.aside) if part
        )

    @property
    def tip(self) -> str:
        """The tooltip: everything, line by line."""
        change = self.trouble or (f"{self.old} → {self.new}" if self.old else self.new)
        when = say(", ").join(part for part in (self.when, self.aside) if part)
        return "\n".join(part for part in (self.sentence, change, when) if part)


def row_text(one: ShownEntry, standing: Standing) -> RowText:
    """What the row of an entry says."""
    entry = one.entry
    told = outbox_words.words(entry, one.account, title=one.title)
    return RowText(
        lead=told.lead,
        account=told.account,
        tail=f"{told.tail}{say(' in {source}', source=source_name(entry.source))}",
        old=told.old or "",
        new=told.new or "",
        trouble=_trouble(entry),
        when=when_words(entry, standing),
        aside=_aside(entry, standing.now),
    )


def when_words(entry: OutboxEntry, standing: Standing) -> str:
    """When it leaves or why not; a stopped one says only that, its way out stands below."""
    if entry.state == "parked":
        return say("stopped")
    if entry.state == "sent" and entry.sent_at is not None:
        return say("sent {moment}", moment=near_moment(entry.sent_at, standing.now))
    read_only, late = entry.source in standing.read_only, entry.id in standing.behind
    if entry.state == "queued" and entry.source in standing.waits and not (read_only or late):
        return standing.waits[entry.source]
    return outbox_words.wait_words(
        entry,
        standing.now,
        offline=entry.source in standing.offline,
        read_only=read_only,
        behind=late,
        tried=False,
    )


def item_heard(item: Item, text: RowText | None) -> str:
    """What any line of the list says aloud."""
    if text is not None:
        return text.heard
    if isinstance(item, AccountLine):
        return _counted(isolated(item.account), item.count)
    assert isinstance(item, BandHeader)
    named = _counted(item.name, item.count)
    return say("{band}, {rule}", band=named, rule=item.caption) if item.caption else named


def summary(shown: Sequence[ShownEntry], last_sent: datetime | None, now: datetime) -> str:
    """What stands beside the heading: `3 waiting, 1 stopped`."""
    states = Counter(one.entry.state for one in shown)
    waiting = states["queued"] + states["held"] + states["sending"]
    parts = [say("{n} waiting", n=count(waiting))] if waiting else []
    if states["parked"]:
        parts.append(say("{n} stopped", n=count(states["parked"])))
    return say(", ").join(parts) or nothing_waits(last_sent, now)


def nothing_waits(last_sent: datetime | None, now: datetime) -> str:
    """`Nothing waits. Last sent 09:41.`"""
    return say("{nothing} {last}", nothing=say("Nothing waits."), last=last_words(last_sent, now))


def last_words(last_sent: datetime | None, now: datetime) -> str:
    """When something was last confirmed, the day too where it was not today."""
    if last_sent is None:
        return say("Nothing was sent yet.")
    return say("Last sent {when}.", when=near_moment(last_sent, now))


def near_moment(moment: datetime, now: datetime) -> str:
    """The time of day, with its day where that is not today."""
    if moment.astimezone().date() == now.astimezone().date():
        return time_words(moment)
    return moment_words(moment, now)


def status(shown: Sequence[ShownEntry]) -> str:
    """What the status bar says of this page."""
    unsent = sum(one.unsent for one in shown)
    return plural(unsent, "{n} entry", "{n} entries") if unsent else say("Nothing waits")


def hint(one: ShownEntry | None, hold_seconds: float, *, letters: bool) -> str:
    """Beside it: how long an edit waits before it leaves, and the keys that act on an entry."""
    seconds = round(hold_seconds)
    told = [say("Sends at once")]
    if seconds:
        told = [plural(seconds, "Sends {n} s after an edit", "Sends {n} s after an edit")]
    if one is not None and letters:
        told.append(say("J K move"))
        acts = acts_of(one.entry)
        if acts.hold or acts.release:
            told.append(say("H hold") if acts.hold else say("H release"))
        if acts.edit:
            told.append(say("E edit"))
    return " · ".join(told)


def _counted(name: str, n: int) -> str:
    return say("{name}, {count}", name=name, count=plural(n, "{n} entry", "{n} entries"))


def _trouble(entry: OutboxEntry) -> str:
    if entry.state != "parked":
        return ""
    way = outbox_words.wait_words(entry, entry.created_at)
    title = (entry.error or {}).get("title", "")
    return f"{title} {way[:1].upper()}{way[1:]}.".strip()


def _aside(entry: OutboxEntry, now: datetime) -> str:
    """How often it was tried, how it was confirmed, or since when it waits."""
    if entry.state == "sent":
        return entry.outcome or (_tried(entry.attempts) if entry.attempts > 1 else "")
    if entry.state == "parked" and not entry.attempts:
        return say("not sent")
    if entry.attempts:
        return _tried(entry.attempts)
    return say("since {moment}", moment=near_moment(entry.created_at, now))


def _tried(times: int) -> str:
    return plural(times, "tried {n} time", "tried {n} times")
