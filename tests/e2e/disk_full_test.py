#!/usr/bin/env python3
"""A disk that takes no more: the daemon stops taking events, says so, serves reads, and loses nothing.

A limit on the size of files stands for the full disk, so that the test needs no file system of its
own: the write of the group fails in the same place.
"""

import unittest

import ledger_home
from ledger_home import LedgerHome

_MOST_BYTES = 512 * 1024


class DiskFull(unittest.TestCase):
    def test_daemon_stops_taking_events_serves_reads_and_goes_on_when_there_is_space(self):
        with LedgerHome() as ledger:
            ledger.start()
            ledger.register_cast()
            ledger.stop()
            acks = ledger.directory / "acks"

            ledger.start(max_file_bytes=_MOST_BYTES)
            self.assertEqual(ledger.tool("health").strip(), "SERVING")
            said = ledger.tool("load", 20_000, acks)
            self.assertIn("refused STORAGE_FAILED", said)
            shown = ledger.tree_size()
            self.assertGreater(shown, 100, "it filled up too early to show anything")

            ledger_home.wait_until(lambda: ledger.tool("health").strip() == "NOT_SERVING", "health says so")
            self.assertNotEqual(ledger.ask("log", "checkpoint")["state"], "SERVING")
            refused = ledger.sworn("submit", ledger.completions_csv("more.csv", 1), "--key", "clerk")
            self.assertIn(refused.returncode, (6, 7), refused.stdout + refused.stderr)
            self.assertEqual(ledger.tree_size(), shown)
            # Reading goes on, and everything acknowledged is there.
            ledger.tool("check", acks)
            ledger.require("status", ledger_home.OFFICERS[0])
            ledger.require("log", "receipt", str(shown - 1))
            ledger.stop()

            ledger.start()
            self.assertGreaterEqual(ledger.tree_size(), shown)
            ledger.tool("check", acks)
            ledger.require("submit", ledger.directory / "more.csv", "--key", "clerk")
            self.assertEqual(ledger.tool("health").strip(), "SERVING")
            ledger.stop()
            ledger.require("verify", "log")


if __name__ == "__main__":
    ledger_home.main()
