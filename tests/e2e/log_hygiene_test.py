#!/usr/bin/env python3
"""What the daemon writes to its log names no person, no payload and no key, at any level."""

import json
import re
import unittest

from ledger_home import LedgerHome

_NAME = "Ptarmigan Quillfeather"
_CONTACT = "ptarmigan@quillfeather.example"
_REASON = "Xylophone-marked reason of an event"


class LogHygiene(unittest.TestCase):
    def setUp(self):
        self.ledger = LedgerHome(log_level="debug")
        self.addCleanup(self.ledger.__exit__)

    def _live_through_everything(self):
        ledger = self.ledger
        ledger.start()
        ledger.register_cast()
        sealed = [{"kind": "name", "text": _NAME}, {"kind": "contact", "text": _CONTACT}]
        event = {
            "type": "OfficerRegistered",
            "subject": "1999",
            "signers": "clerk",
            "occurred_on": "2023-09-02",
            "reason": _REASON,
            "sealed": sealed,
            "body": {"agency": "agency-a"},
        }
        ledger.submit("named.jsonl", [event])
        # Refusals, by admission and by access control; questions of every kind; a damaged message.
        again = {**event, "subject": "1001", "signers": "mptc"}
        refused = ledger.sworn("submit", ledger.write("refused.json", json.dumps(again)))
        self.assertEqual(refused.returncode, 7)
        for question in (["status", "1999"], ["explain", "1999"], ["history", "1999"], ["log", "read", "0", "30"]):
            ledger.require(*question)
        ledger.sworn("status", _NAME)
        ledger.sworn("--server", "127.0.0.1:1", "log", "checkpoint")
        ledger.kill()
        ledger.start()
        self.assertEqual(ledger.stop(), 0)

    def _secrets(self):
        secrets = [_NAME, _CONTACT, _REASON, "Officer Example 1001"]
        secrets.append((self.ledger.home / "keys/log.key").read_text().strip().rsplit("+", 1)[-1])
        for pem in [*self.ledger.home.glob("keys/ring/*.pem"), *self.ledger.home.glob("tls/*.key")]:
            secrets += [line for line in pem.read_text().splitlines() if re.fullmatch(r"[A-Za-z0-9+/=]{16,}", line)]
        return secrets

    def test_log_shows_no_name_payload_or_key(self):
        self._live_through_everything()
        log = self.ledger.daemon_log.read_text()
        self.assertIn("stopping", log, "the log is empty: nothing is shown by this test")
        for secret in self._secrets():
            for form in (secret, secret.encode().hex()):
                self.assertNotIn(form, log)


if __name__ == "__main__":
    unittest.main(verbosity=2)
