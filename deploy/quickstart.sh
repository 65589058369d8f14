#!/usr/bin/env bash
# Sets up the machine, builds Sworn and shows its main job on a fresh ledger of simulated time:
# agencies submit signed training and certification events by gRPC, an auditor asks for standings
# on any date as known at any time, and checks the log. Then the daemon stays up until Ctrl-C.
#
#   deploy/quickstart.sh [--directory DIR] [--port N] [--exit] [--programs DIR]
#
#   --directory DIR  where the ledger goes; must be new or empty (default: a temporary directory)
#   --port N         loopback port of the daemon (default: any that is free)
#   --exit           end after the demonstration instead of waiting for Ctrl-C
#   --programs DIR   take swornd and sworn from there; no set-up, no build
#
# All people, agencies and schools of the demonstration are invented (deploy/demo/README.md).
set -euo pipefail
export PATH="${PATH:-/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin}"
export LC_ALL=C.UTF-8
# ccache keeps its files under the home directory.
export HOME="${HOME:-$(getent passwd "$(id -u)" | cut -d: -f6)}"
called_from="$PWD"
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source_directory="$PWD"

usage() { sed -n '2,13s/^# \{0,1\}//p' deploy/quickstart.sh; }
fail() { echo "quickstart: $*" >&2; exit 1; }
absolute() { (cd "$called_from" && realpath --canonicalize-missing -- "$1"); }

directory=
port=0
wait_for_interrupt=true
programs=
while (($# > 0)); do
  case "$1" in
    --directory) directory="$(absolute "${2:?--directory takes a path}")"; shift 2 ;;
    --port) port="${2:?--port takes a number}"; shift 2 ;;
    --exit) wait_for_interrupt=false; shift ;;
    --programs) programs="$(absolute "${2:?--programs takes a path}")"; shift 2 ;;
    -h | --help) usage; exit 0 ;;
    *) usage >&2; exit 2 ;;
  esac
done
if [[ ! "$port" =~ ^[0-9]{1,5}$ ]] || ((10#$port > 65535)); then
  echo "quickstart: --port takes a number up to 65535" >&2
  exit 2
fi

if [[ -z "$programs" ]]; then
  deploy/setup.sh
  cmake --preset release
  cmake --build --preset release --target swornd sworn
  programs="$source_directory/build/release/bin"
fi
for program in swornd sworn; do
  [[ -x "$programs/$program" ]] || fail "there is no program $programs/$program"
done

if [[ -z "$directory" ]]; then
  directory="$(mktemp --directory "${TMPDIR:-/tmp}/sworn-quickstart.XXXXXX")"
elif [[ -e "$directory" && -n "$(ls -A -- "$directory")" ]]; then
  fail "$directory is not empty; give a directory that is new or empty"
fi
mkdir --parents "$directory/events"
home="$directory/ledger"

daemon=
stop_daemon() {
  if [[ -n "$daemon" ]]; then
    kill -TERM "$daemon" 2>/dev/null || true
    wait "$daemon" 2>/dev/null || true
    daemon=
  fi
}
trap stop_daemon EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

say() { printf '\n== %s\n' "$*"; }
ask() { "$programs/sworn" --home "$home" "$@"; }
# Shows the command as a person would type it.
show() {
  printf '\n$ sworn'
  printf ' %q' "$@"
  printf '\n'
  ask "$@"
}
# The value of one member of the JSON on standard input.
member() { python3 -c 'import json, sys; print(json.load(sys.stdin)[sys.argv[1]])' "$1"; }
submit() { ask submit --quiet "$@"; }

# --- The ledger, its keys and its daemon -------------------------------------------------------

say "A fresh ledger, whose first entry declares that its time is simulated and begins in July 2023."
ask init "$home" --simulated-time --began "2023-07-03 09:00" --listen "127.0.0.1:$port" \
  --origin "quickstart.sworn.invalid/demonstration" --title "Sworn demonstration, all invented" \
  --root-name "Root of the demonstration" >/dev/null
echo "It is in $home."

say "Each authority makes its own signing keys; their private halves never leave the key ring."
while read -r key authority role; do
  ask keys generate "$key" --authority "$authority" --role "$role" >/dev/null
  echo "  $key signs for $authority as $role"
done <deploy/demo/keys.txt

say "The daemon starts, on the loopback interface, with TLS on both sides."
log="$directory/swornd.log"
exec {ready}< <(exec "$programs/swornd" --config "$home/swornd.toml" 2>"$log")
daemon=$!
if ! read -r -t 60 -u "$ready" line; then
  cat "$log" >&2
  fail "the daemon did not start; its log is above"
fi
echo "$line"
# The port that it got, so that every command finds it in the ledger's home.
address="$(sed -E 's/^swornd: ready on ([^ ]+) .*/\1/' <<<"$line")"
sed -i "s/^listen = .*/listen = \"$address\"/" "$home/swornd.toml"

# --- Two years of events, in the order in which the ledger recorded them -----------------------

cp deploy/demo/*.jsonl deploy/demo/*.csv "$directory/events/"
cd "$directory/events"

say "The root names POST, MPTC, NASRO and three invented agencies with their school districts."
submit 01-authorities.jsonl

say "The Commission and the training committee publish their rules; from now on they are entries."
for policy in ma-sro-certification-1 mptc-ty2023 mptc-ty2024; do
  sed '1s/{/{"recorded_at": "2023-07-03 10:00",/' "$source_directory/policies/$policy.json" \
    >"policy-$policy.json"
done
submit policy-*.json

say "MPTC approves the courses; MPTC and NASRO schedule the offerings of training year 2024."
submit 02-courses.jsonl

say "Twenty-four invented officers are registered, their names sealed; memoranda and designations."
submit 03-officers.jsonl

say "October and November 2023: each agency's clerk sends CSVs of completions, each row signed."
for file in 04-october 05-november; do
  for agency in harbor hill falls; do submit "$file-$agency.csv" --key "$agency-clerk"; done
done

say "Applications and decisions: most granted, two conditionally, one declined for want of a course."
submit 06-autumn-acts.jsonl

say "January 2024: more files; Harbor's and Falls' hold courses that ended weeks before: late entries."
for agency in harbor hill falls; do submit "07-january-$agency.csv" --key "$agency-clerk"; done

say "A condition met, a retroactive grant, a certificate ended on request, an officer suspended."
submit 08-winter-acts.jsonl

say "March 2024: two rows of Hill's file are wrong; the good ones go in, the bad ones into a file."
for agency in harbor falls; do submit "09-march-$agency.csv" --key "$agency-clerk"; done
code=0
submit 09-march-hill.csv --key hill-clerk || code=$?
((code == 7)) || fail "expected exit code 7, input partly refused, and got $code"

say "The same file again: what is in stays in, nothing is recorded twice."
code=0
submit 09-march-hill.csv --key hill-clerk || code=$?
((code == 7)) || fail "expected exit code 7, input partly refused, and got $code"

say "April: six more certificates are granted."
submit 10-spring-acts.jsonl

say "May: Hill voids a completion of March; it stays in the log, and counts no more from here on."
completion="hill-pd/5a3b9c10-2024-4319-8000-000000000001"
index="$(ask log receipt "$completion" --json | member index)"
cat >11-void.json <<JSON
{"recorded_at": "2024-05-02 09:00", "type": "CompletionVoided", "signers": "hill-clerk",
 "subject": "5203", "occurred_on": "2024-05-02", "reason": "Left after the first of two days",
 "body": {"target_index": $index, "target_event_id": "${completion#*/}"}}
JSON
submit 11-void.json

say "May: the Commission vacates a certificate."
submit 11-vacatur.jsonl

say "June: general in-service training, one signature for each file."
for agency in harbor hill falls; do
  submit "12-june-$agency.csv" --key "$agency-clerk" --batch
done

say "October: an officer who missed it is suspended, makes it up, and the suspension is lifted."
submit 13-later-acts.jsonl

# --- The questions -----------------------------------------------------------------------------

cd "$source_directory"
say "Several officers on two dates, each as known in January 2024 and as known at the end."
python3 deploy/demo/standings.py "$programs/sworn" "$home" \
  --officers 5101 5104 5105 5106 5107 5203 5205 --dates 2024-01-15 2024-05-15 \
  --known-at 2024-01-20 2024-10-23

say "One standing in full: 5106 on a day before his certificate was vacated, as known at the end."
show status 5106 --as-of 2024-03-01

say "One explanation: 5105, conditionally certified in January, with rules, citations and entries."
show explain 5105 --as-of 2024-01-15 --known-at 2024-01-20

say "One receipt: the completion that was voided is still in the log, and proves it."
show log receipt "$completion"

say "The newest checkpoint, its signature verified with the ledger's public key."
show log checkpoint

if ! $wait_for_interrupt; then
  say "The demonstration is over; the daemon stops."
  stop_daemon
  say "Everything is derived again from the stored entries and compared."
  show verify log
  exit 0
fi

cat <<HINTS

== The daemon stays up on $address until Ctrl-C. In another terminal, try:

  export PATH=$programs:\$PATH SWORN_HOME=$home
  sworn history 5104
  sworn status 5107 --as-of 2024-03-16 --known-at 2024-03-16
  sworn status 5107 --as-of 2024-03-16
  sworn explain 5203 --as-of 2024-05-15
  sworn log read 0 5
  sworn verify log

All of it lies in $directory, which may be deleted afterwards.
HINTS
# Interrupted by the trap; ends by itself if the daemon does.
wait "$daemon" || true
daemon=
fail "the daemon has stopped; its log is $log"
