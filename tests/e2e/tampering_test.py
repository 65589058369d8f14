#!/usr/bin/env python3
"""Whatever byte of a stored entry is altered, `sworn verify log` fails and names the entry."""

import json
import os
import random
import unittest

import ledger_home
from ledger_home import LedgerHome

_ALTERATIONS = 5


class Tampering(unittest.TestCase):
    def setUp(self):
        seed = int(os.environ.get("SWORN_SEED", random.SystemRandom().randrange(2**32)))
        print(f"SWORN_SEED={seed}", flush=True)
        self.random = random.Random(seed)
        self.ledger = LedgerHome()
        self.addCleanup(self.ledger.__exit__)
        self.ledger.start()
        self.ledger.register_cast()
        self.ledger.require("submit", self.ledger.completions_csv("completions.csv", 300), "--key", "clerk", "--quiet")
        self.size = self.ledger.tree_size()
        self.ledger.stop()
        self.intact = self.ledger.directory / "intact"
        ledger_home.copy(self.ledger.home / "data", self.intact)

    def _verify(self):
        done = self.ledger.sworn("verify", "log", "--json")
        return done.returncode, json.loads(done.stdout)["findings"]

    def test_untouched_log_is_sound(self):
        self.assertEqual(self._verify(), (0, []))

    def test_altered_byte_of_any_entry_fails_and_names_its_index(self):
        indices = [0, self.size - 1] + self.random.sample(range(1, self.size - 1), _ALTERATIONS - 2)
        for index in indices:
            byte = self.random.randrange(200)
            with self.subTest(index=index, byte=byte):
                ledger_home.copy(self.intact, self.ledger.home / "data")
                self.ledger.tool("alter", index, byte)
                code, findings = self._verify()
                self.assertEqual(code, 1)
                self.assertIn((index, index), [(finding["first"], finding["last"]) for finding in findings])

    def test_corrupt_block_on_disk_fails_and_names_the_range(self):
        index = self.random.randrange(self.size)
        self.ledger.tool("corrupt", index)
        code, findings = self._verify()
        self.assertEqual(code, 1)
        self.assertTrue(
            any(finding["first"] <= index <= finding["last"] for finding in findings), f"entry {index}: {findings}"
        )


if __name__ == "__main__":
    ledger_home.main()
