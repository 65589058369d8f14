#!/usr/bin/env python3
"""kill -9 of the daemon while events pour in: nothing that was acknowledged is lost or moved."""

import os
import random
import subprocess
import time
import unittest

import ledger_home
from ledger_home import LedgerHome

_ROUNDS = 6


class Crash(unittest.TestCase):
    def setUp(self):
        seed = int(os.environ.get("SWORN_SEED", random.SystemRandom().randrange(2**32)))
        print(f"SWORN_SEED={seed}", flush=True)
        self.random = random.Random(seed)

    def test_kill_during_bulk_load_loses_nothing_acknowledged(self):
        with LedgerHome() as ledger:
            ledger.start()
            ledger.register_cast()
            acks = ledger.directory / "acks"
            acks.touch()
            for _ in range(_ROUNDS):
                self._load_and_kill(ledger, acks, after=self.random.randrange(1, 400))
                ledger.start()
                print(ledger.tool("check", acks).strip(), flush=True)
            self._expect_check_to_notice_a_lost_event(ledger, acks)
            self.assertEqual(ledger.stop(), 0)
            ledger.require("verify", "log")

    def _expect_check_to_notice_a_lost_event(self, ledger, acks):
        lines = acks.read_text().splitlines()
        position = self.random.choice([i for i, line in enumerate(lines) if line.startswith("event ")])
        _, event_id, index, leaf = lines[position].split()
        for forged in (
            f"event {event_id} {int(index) + 1} {leaf}",
            f"event {event_id} {index} {leaf[::-1]}",
            f"event {event_id[::-1]} {index} {leaf}",
        ):
            path = ledger.write("forged", "\n".join([*lines[:position], forged, *lines[position + 1 :]]) + "\n")
            with self.assertRaisesRegex(AssertionError, "acknowledged event|no such event"):
                ledger.tool("check", path)

    def _load_and_kill(self, ledger, acks, *, after):
        """Kills it some moment after so many acknowledgements, in the middle of others."""
        command = [ledger_home.PROGRAMS / "sworn_e2e_tool", "load", ledger.home, "100000", acks]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as load:
            for line in load.stdout:
                self.assertNotIn("refused", line)
                if not line[0].isdigit():
                    self.fail(f"the load ended before the kill: {line}")
                if int(line) >= after:
                    break
            time.sleep(self.random.uniform(0, 0.02))
            ledger.kill()
            rest = load.stdout.read().splitlines()
        self.assertTrue(rest[-1].startswith("broken"), rest[-1])

    def test_submitting_the_file_again_after_the_kill_completes_it_without_duplicates(self):
        rows = 3000
        with LedgerHome() as ledger:
            ledger.start()
            ledger.register_cast()
            before = ledger.tree_size()
            path = ledger.completions_csv("completions.csv", rows)
            command = [ledger_home.PROGRAMS / "sworn", "--home", ledger.home, "submit", path, "--key", "clerk"]
            with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as submit:
                self.assertIn(f" of {rows}", submit.stderr.readline())  # Its progress.
                ledger.kill()
                submit.communicate(timeout=ledger_home.DEADLINE_SECONDS)
            self.assertEqual(submit.returncode, 6)

            ledger.start()
            stored = ledger.tree_size() - before
            self.assertLess(stored, rows, "killed too late to show anything")
            report = ledger.ask("submit", path, "--key", "clerk")[0]
            self.assertEqual(report["refused"], 0)
            self.assertEqual(report["accepted"] + report["accepted_before"], rows)
            self.assertEqual(ledger.tree_size(), before + rows)
            indices = [verdict["index"] for verdict in report["verdicts"]]
            self.assertEqual(sorted(indices), list(range(before, before + rows)))


if __name__ == "__main__":
    ledger_home.main()
