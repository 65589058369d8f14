"""A ledger in a temporary directory, its daemon on a free port, and the programs that talk to it.

    with LedgerHome() as ledger:
        ledger.start()
        ledger.submit([event, ...])
        ledger.kill()

The programs come from the directory in SWORN_PROGRAMS.
"""

import json
import os
import pathlib
import re
import select
import shutil
import signal
import subprocess
import tempfile
import time
import unittest

DEADLINE_SECONDS = 60
SOURCE = pathlib.Path(__file__).resolve().parents[2]
PROGRAMS = pathlib.Path(os.environ.get("SWORN_PROGRAMS", SOURCE / "build/dev/bin"))
OFFICERS = [str(1001 + i) for i in range(8)]


class LedgerHome:
    def __init__(self, *, log_level="info"):
        self._temporary = tempfile.TemporaryDirectory(prefix="sworn-e2e.")
        self.directory = pathlib.Path(self._temporary.name)
        self.home = self.directory / "ledger"
        self.daemon_log = self.directory / "swornd.log"
        self.daemon = None
        self.exit_code = None
        self.require("init", str(self.home), "--listen", "127.0.0.1:0")
        if log_level != "info":
            config = self.home / "swornd.toml"
            config.write_text(f'log_level = "{log_level}"\n' + config.read_text())

    def __enter__(self):
        return self

    def __exit__(self, error=None, *_):
        self.kill()
        if error is not None and self.daemon_log.exists():
            print(f"--- swornd's log ---\n{self.daemon_log.read_text()}---", flush=True)
        self._temporary.cleanup()

    # --- The command line ---

    def sworn(self, *arguments, timeout=DEADLINE_SECONDS):
        command = [PROGRAMS / "sworn", "--home", self.home, *arguments]
        return subprocess.run(command, capture_output=True, text=True, timeout=timeout, check=False)

    def require(self, *arguments):
        """Its standard output; fails unless the exit code is 0."""
        done = self.sworn(*arguments)
        if done.returncode != 0:
            raise AssertionError(f"sworn {' '.join(arguments)}: exit code {done.returncode}\n{done.stdout}{done.stderr}")
        return done.stdout

    def ask(self, *arguments):
        return json.loads(self.require(*arguments, "--json"))

    def tool(self, command, *arguments):
        """sworn_e2e_tool's output."""
        line = [str(PROGRAMS / "sworn_e2e_tool"), command, str(self.home), *map(str, arguments)]
        done = subprocess.run(line, capture_output=True, text=True, timeout=2 * DEADLINE_SECONDS, check=False)
        if done.returncode != 0:
            raise AssertionError(f"{' '.join(line)}: exit code {done.returncode}\n{done.stdout}{done.stderr}")
        return done.stdout

    def write(self, name, text):
        path = self.directory / name
        path.write_text(text)
        return str(path)

    def submit(self, name, events):
        """Submits events, all of which must be accepted."""
        return self.require("submit", "--quiet", self.write(name, "".join(json.dumps(event) + "\n" for event in events)))

    def tree_size(self):
        return self.ask("log", "checkpoint")["tree_size"]

    # --- The daemon ---

    def start(self, *, max_file_bytes=None, expect_ready=True):
        """Starts swornd. Returns its line when it is ready; where it is to refuse, what it says on standard error."""
        self._set_listen("127.0.0.1:0")
        command = [PROGRAMS / "swornd", "--config", self.home / "swornd.toml"]
        with open(self.daemon_log, "ab") as log:
            begin = log.tell()
            self.daemon = subprocess.Popen(
                command,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                preexec_fn=_limit_files(max_file_bytes) if max_file_bytes else None,
            )
        line = _read_line(self.daemon.stdout)
        if not expect_ready:
            if line:
                raise AssertionError(f"swornd was to refuse to start, and said: {line}")
            self.exit_code = self.daemon.wait(DEADLINE_SECONDS)
            self.kill()
            return self.daemon_log.read_text()[begin:]
        ready = re.match(r"swornd: ready on (\S+) ", line)
        if not ready:
            raise AssertionError(f"swornd did not start: {line}{self.daemon_log.read_text()}")
        self._set_listen(ready.group(1))
        return line

    def stop(self):
        """Asks it to stop, as an operator would; returns its exit code."""
        return self._end(signal.SIGTERM)

    def kill(self):
        """kill -9, if it runs."""
        return self._end(signal.SIGKILL)

    def _end(self, number):
        if self.daemon is None:
            return None
        self.daemon.send_signal(number)
        code = self.daemon.wait(DEADLINE_SECONDS)
        self.daemon.stdout.close()
        self.daemon = None
        return code

    def _set_listen(self, address):
        config = self.home / "swornd.toml"
        config.write_text(re.sub(r'(?m)^listen = .*$', f'listen = "{address}"', config.read_text()))

    # --- A small cast ---

    def register_cast(self):
        """An agency with a clerk, the committee with one course, and OFFICERS. 15 entries behind the genesis."""
        for name, authority, role in [("clerk", "agency-a", "agency_clerk"), ("mptc", "mptc", "training_committee")]:
            self.require("keys", "generate", name, "--authority", authority, "--role", role)
        today = {"occurred_on": "2023-09-01"}
        events = []
        for authority, kind, key, role in [
            ("agency-a", "agency", "clerk", "agency_clerk"),
            ("mptc", "training_committee", "mptc", "training_committee"),
        ]:
            body = {"authority": authority, "kind": kind, "name": f"Invented {authority}", "parent": "root"}
            events.append({"type": "AuthorityRegistered", "signers": "root", **today, "body": body})
            events.append({"type": "KeyAdded", "signers": "root", **today, "body": {"authority": authority, "key": key}})
            body = {"authority": authority, "key": key, "role": role}
            events.append({"type": "RoleAssigned", "signers": "root", **today, "body": body})
        course = {"course": "nasro-basic", "title": "A course", "provider": "mptc", "hours": 40, "mode": "in_person"}
        events.append({"type": "CourseApproved", "signers": "mptc", **today, "body": course})
        for officer in OFFICERS:
            sealed = [{"kind": "name", "text": f"Officer Example {officer}"}]
            body = {"agency": "agency-a"}
            event = {"type": "OfficerRegistered", "signers": "clerk", "subject": officer, "sealed": sealed, "body": body}
            events.append({**event, **today})
        self.submit("cast.jsonl", events)

    def completions_csv(self, name, count):
        """A file of `count` different rows."""
        rows = ["mptc_id,course,completed_on,hours,mode"]
        for i in range(count):
            rows.append(f"{OFFICERS[i % len(OFFICERS)]},nasro-basic,2023-10-{1 + i // 8 % 28:02d},{1 + i // 224},in person")
        return self.write(name, "\n".join(rows) + "\n")


def wait_until(condition, what):
    """Waits for a condition, and fails when it does not come true in time."""
    end = time.monotonic() + DEADLINE_SECONDS
    while not condition():
        if time.monotonic() > end:
            raise AssertionError(f"in vain: {what}")
        time.sleep(0.02)


def copy(source, target):
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(source, target)


def main():
    unittest.main(verbosity=2)


def _read_line(stream):
    ready, _, _ = select.select([stream], [], [], DEADLINE_SECONDS)
    return stream.readline() if ready else "no answer in time\n"


def _limit_files(most_bytes):
    def limit():
        import resource

        # Without this the kernel ends the process instead of failing its write.
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (most_bytes, most_bytes))

    return limit
