#!/usr/bin/env python3
"""The command line's exit codes, as its manual lists them, and what stands beside them."""

import json
import shutil
import unittest

import ledger_home
from ledger_home import LedgerHome


class ExitCodes(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.ledger = LedgerHome()
        cls.addClassCleanup(cls.ledger.__exit__)
        cls.ledger.start()
        cls.ledger.register_cast()

    def _expect(self, code, *arguments):
        done = self.ledger.sworn(*arguments)
        self.assertEqual(done.returncode, code, f"{arguments}: {done.stdout}{done.stderr}")
        return done

    def test_0_for_an_answer(self):
        self._expect(0, "status", "1001")

    def test_0_for_proofs_from_a_kept_checkpoint_on(self):
        kept = self.ledger.write("kept-checkpoint", self.ledger.require("log", "checkpoint", "--note"))
        self.ledger.require("submit", self.ledger.completions_csv("later.csv", 3), "--key", "clerk", "--quiet")
        self._expect(0, "verify", "log", "--checkpoint", kept)
        proof = self.ledger.ask("log", "consistency", "--checkpoint", kept)
        self.assertTrue(proof["verified"] and proof["old_root_given"])
        derived = self.ledger.ask("log", "consistency", str(proof["old_size"]))
        self.assertEqual(derived["old_root"], proof["old_root"])
        self._expect(0, "log", "consistency", "3", "--size", "9")
        proof_text = self._expect(0, "log", "proof", "3").stdout
        self.assertIn(self.ledger.require("log", "checkpoint", "--note"), proof_text)

    def test_0_for_answers_verified_against_the_checkpoint_whatever_their_basis(self):
        size = self.ledger.tree_size()
        for question in ("status", "explain", "history"):
            for known_at in ("0", "1", "7", str(size), "now"):
                done = self.ledger.sworn(question, "1001", "--known-at", known_at, "--json")
                self.assertIn(done.returncode, (0, 3), done.stdout + done.stderr)
                self.assertEqual(json.loads(done.stdout)["verified"], {"checkpoint_size": size})
        self.assertIn("verified against the signed checkpoint of", self.ledger.require("status", "1001"))

    def test_1_for_checkpoints_of_another_key_and_a_root_that_was_never_shown(self):
        self._expect(1, "log", "consistency", "3", "--root", "00" * 32)
        key_file = self.ledger.home / "keys" / "log.vkey"
        key = key_file.read_text()
        self.addCleanup(key_file.write_text, key)
        other = self.ledger.directory / "other"
        self._expect(0, "init", str(other), "--origin", key.split("+")[0])
        key_file.write_text((other / "keys" / "log.vkey").read_text())
        for command in (["status", "1001"], ["explain", "1001"], ["history", "1001"], ["log", "checkpoint"]):
            done = self._expect(1, *command)
            self.assertIn("VERIFICATION_FAILED", done.stderr)

    def test_1_for_a_damaged_outbox_and_what_to_do(self):
        path = self.ledger.completions_csv("damaged.csv", 1)
        self.ledger.write("damaged.csv.outbox", "x" * 200)
        self.assertIn("move the outbox aside", self._expect(1, "submit", path, "--key", "clerk").stderr)

    def test_2_for_an_unknown_option(self):
        self._expect(2, "status", "1001", "--no-such-option")

    def test_3_for_an_unknown_officer_and_entry(self):
        for question in ("status", "explain", "history"):
            self._expect(3, question, "9999")
        self._expect(3, "log", "receipt", "1000000")

    def test_4_for_a_certificate_without_the_role(self):
        tls = self.ledger.home / "tls"
        kept = self.ledger.directory / "kept"
        shutil.copytree(tls, kept)
        self.addCleanup(lambda: ledger_home.copy(kept, tls))
        for suffix in ("pem", "key"):
            shutil.copy(tls / f"auditor.{suffix}", tls / f"submitter.{suffix}")
        done = self._expect(4, "submit", self.ledger.completions_csv("denied.csv", 1), "--key", "clerk", "--json")
        self.assertIn("ACCESS_DENIED", done.stdout)

    def test_5_for_a_directory_that_is_a_ledger_already(self):
        self._expect(5, "init", str(self.ledger.home))

    def test_6_for_a_daemon_that_does_not_run(self):
        # Port 1 of the loopback interface: nobody may listen there but root, and nobody does.
        self._expect(6, "--server", "127.0.0.1:1", "log", "checkpoint")

    def test_2_for_malformed_arguments(self):
        done = self._expect(2, "status", "no such id!", "--json")
        error = json.loads(done.stdout)["error"]
        self.assertEqual((error["reason"], error["field"]), ("USAGE", "OFFICER"))
        self._expect(2, "status", "1001", "--as-of", "2024-02-30")
        path = self.ledger.write("no-checkpoint", "hello\n")
        self._expect(2, "verify", "log", "--checkpoint", path)
        self._expect(2, "log", "consistency", "--checkpoint", path)

    def test_6_for_what_is_not_known_yet(self):
        self._expect(6, "status", "1001", "--known-at", "1000000")
        self._expect(6, "status", "1001", "--known-at", "2999-01-01")

    def test_sealed_parts_are_read_and_erased(self):
        entries = [json.loads(line) for line in self.ledger.require("log", "read", "0", "100", "--json").splitlines()]
        index = next(str(entry["index"]) for entry in entries if entry["event"]["header"].get("sealed_parts"))
        read = self.ledger.ask("sealed", "read", index)["sealed"]
        self.assertEqual(read[0]["kind"], "name")
        self.assertIn("Officer Example", read[0]["text"])
        self._expect(2, "sealed", "erase", index, "--kind", "name")
        self._expect(3, "sealed", "erase", index, "--kind", "leave", "--yes")
        self._expect(3, "sealed", "read", "0")
        self._expect(0, "sealed", "erase", index, "--kind", "name", "--yes")
        self.assertTrue(self.ledger.ask("sealed", "read", index)["sealed"][0]["erased"])
        self.assertIn("(erased)", self.ledger.require("sealed", "read", index))

    def test_7_for_a_file_refused_in_part_whose_rejects_can_be_mended_and_sent(self):
        size = self.ledger.tree_size()
        good = "1001,nasro-basic,2023-10-13,40,in person"
        unknown = "9999,nasro-basic,2023-10-13,40,in person"
        impossible = "1002,nasro-basic,2023-02-30,40,in person"
        text = "\ufeffmptc_id,course,completed_on,hours,mode\r\n" + "\r\n".join([good, unknown, impossible]) + "\r\n"
        path = self.ledger.write("partly.csv", text)
        report = json.loads(self._expect(7, "submit", path, "--key", "clerk", "--json").stdout)[0]
        self.assertEqual((report["accepted"], report["refused"]), (1, 2))
        self.assertEqual([verdict["row"] for verdict in report["verdicts"]], [2, 3, 4])
        self.assertEqual(report["verdicts"][1]["reason"], "UNKNOWN_OFFICER")
        self.assertEqual((report["verdicts"][2]["reason"], report["verdicts"][2]["field"]), ("INVALID_DATE", "completed_on"))
        self.assertEqual(self.ledger.tree_size(), size + 1)

        rejects = self.ledger.directory / "partly.csv.rejects.csv"
        mended = rejects.read_text().replace("9999", "1003").replace("2023-02-30", "2023-02-28")
        rejects.write_text(mended)
        self._expect(0, "submit", str(rejects), "--key", "clerk")
        self.assertEqual(self.ledger.tree_size(), size + 3)

    def test_7_for_a_key_without_the_role_and_nothing_is_stored(self):
        size = self.ledger.tree_size()
        # The clerk may not grant certificates.
        event = {"type": "SroCertificationGranted", "subject": "1001", "signers": "clerk", "occurred_on": "2023-11-20"}
        path = self.ledger.write("grant.json", json.dumps({**event, "body": {"order": "S-1"}}))
        verdict = json.loads(self._expect(7, "submit", path, "--json").stdout)[0]["verdicts"][0]
        self.assertEqual(verdict["reason"], "NOT_AUTHORIZED")
        self.assertTrue(verdict["field"] and verdict["message"])
        self.assertEqual(self.ledger.tree_size(), size)

    def test_8_for_a_scenario_that_differs(self):
        folder = self.ledger.directory / "scenarios" / "tests" / "scenarios"
        shutil.copytree(ledger_home.SOURCE / "tests/scenarios", folder)
        shutil.copytree(ledger_home.SOURCE / "policies", self.ledger.directory / "scenarios" / "policies")
        scenario = folder / "01-plain.toml"
        self._expect(0, "scenario", "run", str(scenario))
        scenario.write_text(scenario.read_text().replace('sro_status = "certified"', 'sro_status = "vacated"'))
        self._expect(8, "scenario", "run", str(scenario))


if __name__ == "__main__":
    ledger_home.main()
