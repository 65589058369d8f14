#!/usr/bin/env bash
# Sets up the machine, builds Sworn and runs every test. The last lines are ctest's summary.
#
#   deploy/test.sh [--preset NAME] [--jobs N] [-- CTEST-ARGUMENTS…]
#
#   --preset NAME   dev (default: assertions on), release, asan-ubsan, tsan, fuzz or coverage
#   --jobs N        how many compilations and tests at a time (default: one a core)
#
# One folder's tests: deploy/test.sh -- -R '^Merkle'
set -euo pipefail
export PATH="${PATH:-/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin}"
export LC_ALL=C.UTF-8
# ccache keeps its files under the home directory.
export HOME="${HOME:-$(getent passwd "$(id -u)" | cut -d: -f6)}"
cd "$(dirname "${BASH_SOURCE[0]}")/.."

usage() { sed -n '2,9s/^# \{0,1\}//p' deploy/test.sh; }

preset=dev
jobs="$(nproc)"
while (($# > 0)); do
  case "$1" in
    --preset) preset="${2:?--preset takes a name}"; shift 2 ;;
    --jobs) jobs="${2:?--jobs takes a number}"; shift 2 ;;
    -h | --help) usage; exit 0 ;;
    --) shift; break ;;
    *) usage >&2; exit 2 ;;
  esac
done

deploy/setup.sh
cmake --preset "$preset"
cmake --build --preset "$preset" --parallel "$jobs"
exec ctest --preset "$preset" --parallel "$jobs" "$@"
