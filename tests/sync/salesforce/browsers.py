"""A browser in a thread of its own: it goes where a sign-in sends it, and remembers what it saw."""

from __future__ import annotations

import threading
from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import httpx

Change = Callable[[dict[str, str]], dict[str, str]]


class Browser:
    """Follows a sign-in to its end. `before_return` visits other addresses first, `returned`
    changes what it brings back."""

    def __init__(
        self,
        *,
        before_return: Callable[[str], list[str]] = lambda _: [],
        returned: Change = lambda said: said,
        comes_back: bool = True,
    ) -> None:
        self.opened: list[str] = []
        self.pages: list[httpx.Response] = []
        self._before_return = before_return
        self._returned = returned
        self._comes_back = comes_back
        self._threads: list[threading.Thread] = []

    def __call__(self, url: str) -> bool:
        """Opens an address without keeping the caller waiting."""
        self.opened.append(url)
        thread = threading.Thread(target=self._go, args=(url,))
        self._threads.append(thread)
        thread.start()
        return True

    @property
    def asked(self) -> dict[str, str]:
        """The parameters of the address it was sent to."""
        return _said(self.opened[-1])

    def close(self) -> None:
        """Waits until it has seen everything."""
        for thread in self._threads:
            thread.join(5)

    def _go(self, url: str) -> None:
        with httpx.Client(trust_env=False, timeout=5) as client:
            answer = client.get(url)
            if answer.status_code != 302:
                self.pages.append(answer)
                return
            back = answer.headers["location"]
            if not self._comes_back:
                return
            place, said = back.partition("?")[0], self._returned(_said(back))
            for other in self._before_return(place):
                self.pages.append(client.get(other))
            self.pages.append(client.get(place, params=said))


def _said(url: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
