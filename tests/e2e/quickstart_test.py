#!/usr/bin/env python3
"""deploy/quickstart.sh --exit, with the programs of this build."""

import json
import os
import pathlib
import re
import signal
import subprocess
import tempfile
import unittest

import ledger_home


class Quickstart(unittest.TestCase):
    def setUp(self):
        temporary = tempfile.TemporaryDirectory(prefix="sworn-e2e.")
        self.addCleanup(temporary.cleanup)
        self.directory = pathlib.Path(temporary.name) / "demonstration"
        self.command = [ledger_home.SOURCE / "deploy/quickstart.sh", "--programs", ledger_home.PROGRAMS]

    def test_runs_the_main_job_from_the_first_entry_to_the_verified_checkpoint(self):
        done = subprocess.run(
            [*self.command, "--directory", self.directory, "--exit"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=240,
            check=False,
        )
        said = done.stdout
        self.assertEqual(done.returncode, 0, said)

        rows = {}
        for officer, cells in re.findall(r"(?m)^(5\d{3})  +(.*)$", said):
            rows[officer] = [cell.removesuffix(" *") for cell in re.split(r"  +", cells.strip())]
        # On 2024-01-15 and 2024-05-15, each as known in January 2024 and at the end.
        self.assertEqual(rows["5101"], ["CERTIFIED, YES"] * 4)
        self.assertEqual(rows["5104"], ["APPLIED, NO", "APPLIED, NO", "DECLINED, NO", "CERTIFIED, YES"])
        self.assertEqual(rows["5105"], ["CONDITIONAL, YES", "CONDITIONAL, YES", "CONDITIONAL, YES", "CERTIFIED, YES"])
        self.assertEqual(rows["5106"], ["CERTIFIED, YES", "CERTIFIED, YES", "CERTIFIED, YES", "VACATED, NO"])
        self.assertEqual(rows["5107"], ["CERTIFIED, YES", "CERTIFIED, YES", "CERTIFIED, YES", "SUSPENDED, NO"])
        self.assertEqual(rows["5205"], ["APPLIED, NO", "CERTIFIED, YES", "APPLIED, NO", "CERTIFIED, YES"])

        self.assertIn("refused, UNKNOWN_OFFICER", said)
        self.assertIn("refused, INVALID_DATE at completed_on", said)
        self.assertIn("555 CMR 10.07(1)", said)
        self.assertIn("proof and the checkpoint's signature were verified", said)
        self.assertIn("The signature is right", said)
        self.assertIn("The log is sound.", said)
        self.assertGreaterEqual(said.count("SIMULATED TIME"), 6)
        self._expect_no_sealed_text_in(said + (self.directory / "swornd.log").read_text())
        # The source tree is left alone.
        self.assertEqual(list((ledger_home.SOURCE / "deploy/demo").glob("*.outbox")), [])

    def _expect_no_sealed_text_in(self, text):
        officers = (ledger_home.SOURCE / "deploy/demo/03-officers.jsonl").read_text().splitlines()
        sealed = [part["text"] for line in officers for part in json.loads(line).get("sealed", [])]
        self.assertEqual(len(sealed), 48)
        for part in sealed:
            self.assertNotIn(part, text)

    def test_daemon_stays_up_until_interrupted_and_ends_with_the_script(self):
        script = subprocess.Popen(
            [*self.command, "--directory", self.directory],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,  # A process group of its own, as a terminal gives it.
        )
        self.addCleanup(script.stdout.close)
        for line in script.stdout:
            if "may be deleted afterwards" in line:
                break
        else:
            self.fail("the script ended by itself")
        home = self.directory / "ledger"
        ask = [ledger_home.PROGRAMS / "sworn", "--home", home, "log", "checkpoint"]
        self.assertEqual(subprocess.run(ask, stdout=subprocess.PIPE, check=False).returncode, 0)
        os.killpg(script.pid, signal.SIGINT)
        self.assertEqual(script.wait(ledger_home.DEADLINE_SECONDS), 130)
        self.assertEqual(subprocess.run(ask, capture_output=True, check=False).returncode, 6)

    def test_directory_in_use_is_refused_and_left_alone(self):
        self.directory.mkdir()
        (self.directory / "precious").write_text("mine")
        done = subprocess.run(
            [*self.command, "--directory", self.directory, "--exit"], capture_output=True, text=True, check=False
        )
        self.assertEqual(done.returncode, 1)
        self.assertIn("is not empty", done.stderr)
        self.assertEqual([path.name for path in self.directory.iterdir()], ["precious"])


if __name__ == "__main__":
    ledger_home.main()
