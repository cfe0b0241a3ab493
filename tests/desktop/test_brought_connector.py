"""A connector that another package brings can be connected from the command line."""

from __future__ import annotations

import os

from tests.desktop.conftest import Satchel

LEDGER = """
from sync.port import Connection


class Ledger:
    name = "ledger"
    title = "Ledger"
    stages = ()
    requests = 0

    def __init__(self, setup):
        self.source = setup.source

    @staticmethod
    def address(url, options):
        return url

    async def check(self):
        return Connection(
            source="ledger", url=self.source.url, me_id="u1", me_name="Kim", teammates=1,
            capabilities={}, fields=(), mapping={}, guessed=(), in_book=3, looked_at=3,
            counted_all=True,
        )

    async def aclose(self):
        pass
"""


def test_a_brought_connector_is_connected(plain: Satchel, tmp_path, one_line) -> None:
    words = ("connect", "ledger", "--url", "http://127.0.0.1:9", "--me", "kim@x.test")
    refused = plain(*words, "--secret-stdin", said="a-pretend-key\n")
    assert "no source “ledger”" in one_line(refused, 2)
    about = tmp_path / "ledger-1.0.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: ledger\nVersion: 1.0\n")
    (about / "entry_points.txt").write_text("[satchel.connectors]\nledger = brought:Ledger\n")
    (tmp_path / "brought.py").write_text(LEDGER)
    path = f"{plain.environment['PYTHONPATH']}{os.pathsep}{tmp_path}"
    done = plain(*words, "--secret-stdin", "--json", said="a-pretend-key\n", PYTHONPATH=path)
    assert done.status == 0, done
    assert (done.json["source"], done.json["in_book"]) == ("ledger", 3)
    assert plain("status", "--json").json["sources"][0]["source"] == "ledger"
