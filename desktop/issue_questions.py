"""Questions for GitHub, asked through the engine: the window itself has no network."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import msgspec

from book.errors import SatchelError
from book.issues import FoundIssues
from desktop.tasks import spawn

if TYPE_CHECKING:
    from desktop.engine_child import EngineChild
    from ui.escalation.issue_look_up import Answered


class IssueQuestions:
    """Asks; what was found, or why nothing was, goes to whoever asked."""

    def __init__(self, engine: EngineChild) -> None:
        self._engine = engine

    def ask(self, text: str, repositories: Sequence[str], answered: Answered) -> None:
        """Asks for issues by words; returns at once."""
        spawn("Asking GitHub", self._ask(text, repositories, answered))

    async def _ask(self, text: str, repositories: Sequence[str], answered: Answered) -> None:
        said = {"text": text, "repositories": " ".join(repositories)}
        try:
            told = await self._engine.ask("issues", "github", options=said)
        except SatchelError as error:
            answered(None, error)
            return
        answered(msgspec.convert(told, FoundIssues), None)
