#!/usr/bin/env python3
"""Prints a table of officers' standings on several dates, each as known at several times."""

import argparse
import json
import subprocess
import sys


def standing(arguments, officer, date, known_at):
    command = [arguments.sworn, "--home", arguments.home]
    command += ["status", officer, "--as-of", date, "--known-at", known_at, "--json"]
    answer = subprocess.run(command, stdout=subprocess.PIPE, check=False)
    if answer.returncode != 0:
        sys.exit(f"{' '.join(command)}: exit code {answer.returncode}")
    return json.loads(answer.stdout)


def cell(answer):
    """The SRO status; whether eligible; a star for remarks."""
    value = answer["standing"]
    text = f"{value['sro_certificate']['status']}, {value['eligible']}"
    return text + (" *" if value.get("flags") or value.get("overlays") else "")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sworn", help="the program")
    parser.add_argument("home", help="the ledger home")
    parser.add_argument("--officers", nargs="+", required=True)
    parser.add_argument("--dates", nargs="+", required=True)
    parser.add_argument("--known-at", nargs="+", required=True)
    arguments = parser.parse_args()

    columns = [(date, known_at) for date in arguments.dates for known_at in arguments.known_at]
    rows = [["on", *(date for date, _ in columns)], ["as known on", *(known_at for _, known_at in columns)]]
    simulated = set()
    for officer in arguments.officers:
        row = [officer]
        for date, known_at in columns:
            answer = standing(arguments, officer, date, known_at)
            simulated.add(answer["basis"]["simulated_time"])
            row.append(cell(answer))
        rows.append(row)
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    for row in rows:
        print("  ".join(text.ljust(width) for text, width in zip(row, widths)).rstrip())
    print("\nSRO certificate, eligible to serve at a school; * with remarks, which 'sworn status' shows.")
    if simulated != {False}:
        print("SIMULATED TIME: this ledger's times come from its input; for demonstrations only.")


if __name__ == "__main__":
    main()
