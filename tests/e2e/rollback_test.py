#!/usr/bin/env python3
"""A store that lies behind a head that the ledger has signed does not start."""

import unittest

import ledger_home
from ledger_home import LedgerHome


class Rollback(unittest.TestCase):
    def test_older_copy_of_the_log_put_back_is_refused_and_the_newer_one_starts(self):
        with LedgerHome() as ledger:
            log = ledger.home / "data/log"
            older = ledger.directory / "older"
            newer = ledger.directory / "newer"
            ledger.start()
            ledger.register_cast()
            ledger.stop()
            ledger_home.copy(log, older)
            ledger.start()
            ledger.require("submit", ledger.completions_csv("completions.csv", 5), "--key", "clerk")
            size = ledger.tree_size()
            ledger.stop()
            ledger_home.copy(log, newer)

            ledger_home.copy(older, log)
            said = ledger.start(expect_ready=False)
            self.assertEqual(ledger.exit_code, 1)
            self.assertIn("ROLLED_BACK", said)
            self.assertRegex(said, "(?i)restore", "it does not say what to do")
            # Nor does verification pass it over.
            self.assertEqual(ledger.sworn("verify", "log").returncode, 1)

            ledger_home.copy(newer, log)
            ledger.start()
            self.assertEqual(ledger.tree_size(), size)

    def test_older_copy_of_the_whole_data_directory_is_found_out_by_a_checkpoint_kept_elsewhere(self):
        with LedgerHome() as ledger:
            data = ledger.home / "data"
            ledger.start()
            ledger.register_cast()
            ledger.stop()
            ledger_home.copy(data, ledger.directory / "older")
            ledger.start()
            ledger.require("submit", ledger.completions_csv("completions.csv", 5), "--key", "clerk")
            checkpoint = ledger.write("checkpoint", ledger.ask("log", "checkpoint")["checkpoint"])
            ledger.stop()
            self.assertEqual(ledger.sworn("verify", "log", "--checkpoint", checkpoint).returncode, 0)

            ledger_home.copy(ledger.directory / "older", data)
            self.assertEqual(ledger.sworn("verify", "log").returncode, 0)
            self.assertEqual(ledger.sworn("verify", "log", "--checkpoint", checkpoint).returncode, 1)


if __name__ == "__main__":
    ledger_home.main()
