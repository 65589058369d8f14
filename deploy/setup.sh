#!/usr/bin/env bash
# Installs everything that building and testing Sworn needs on Debian 12. Idempotent; when nothing
# is missing it asks dpkg alone and returns at once. Why each package: DECISIONS.md.
#
#   deploy/setup.sh            install what is missing (as root, or through sudo)
#   deploy/setup.sh --check    list what is missing; exit 1 if anything is
set -euo pipefail
export PATH="${PATH:-/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin}"
export LC_ALL=C.UTF-8

packages=(
  # The compilers, the linker and the build.
  g++ clang-14 lld cmake ninja-build ccache pkg-config git ca-certificates
  # Tests of the code itself; llvm-14 has the sanitizers' symbolizer and the coverage tools.
  clang-format-14 clang-tidy-14 libclang-rt-14-dev llvm-14 python3
  # The service: gRPC, Protocol Buffers, TLS.
  libgrpc++-dev protobuf-compiler protobuf-compiler-grpc libprotobuf-dev libssl-dev openssl
  # Storage. RocksDB's CMake configuration looks for the compression libraries that it was built with.
  librocksdb-dev libgflags-dev libsnappy-dev zlib1g-dev libbz2-dev liblz4-dev libzstd-dev
  # Smaller libraries.
  libabsl-dev libcli11-dev libtomlplusplus-dev libspdlog-dev nlohmann-json3-dev libcsv-dev
  libgtest-dev libgmock-dev libbenchmark-dev
)

usage() { sed -n '2,6s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"; }
fail() { echo "setup: $*" >&2; exit 1; }

check_only=false
for argument in "$@"; do
  case "$argument" in
    --check) check_only=true ;;
    -h | --help) usage; exit 0 ;;
    *) usage >&2; exit 2 ;;
  esac
done

operating_system=unknown
if [[ -r /etc/os-release ]]; then
  operating_system="$(. /etc/os-release && echo "${ID:-unknown} ${VERSION_ID:-}")"
fi
if [[ "$operating_system" != "debian 12" ]]; then
  fail "Sworn is built and tested on Debian 12, and this is '$operating_system'." \
    "Use Debian 12 (the container image debian:12 will do), or install the equivalents of:" \
    "${packages[*]}"
fi

# dpkg-query fails when it does not know one of the names; it still prints the others.
installed="$(dpkg-query --show --showformat='${db:Status-Status} ${Package}\n' "${packages[@]}" \
  2>/dev/null || true)"
missing=()
for package in "${packages[@]}"; do
  if ! grep --quiet --line-regexp --fixed-strings "installed $package" <<<"$installed"; then
    missing+=("$package")
  fi
done

if ((${#missing[@]} == 0)); then
  if $check_only; then echo "setup: nothing is missing"; fi
  exit 0
fi
if $check_only; then
  echo "setup: missing: ${missing[*]}"
  exit 1
fi

as_root=()
if ((EUID != 0)); then
  command -v sudo >/dev/null ||
    fail "packages are missing and installing them takes root, but there is no sudo. As root, run:" \
      "apt-get install ${missing[*]}"
  as_root=(sudo)
  # Without a terminal nobody can answer a password prompt: fail instead of hanging.
  if [[ ! -t 0 ]]; then as_root=(sudo --non-interactive); fi
  "${as_root[@]}" true ||
    fail "packages are missing and sudo refused. As root, run: apt-get install ${missing[*]}"
fi

apt_get() {
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
    apt-get --yes --quiet -o DPkg::Lock::Timeout=300 -o Acquire::Retries=3 "$@"
}
echo "setup: installing ${missing[*]}"
apt_get update || fail "apt-get update failed; is there a network, and are the package sources right?"
apt_get install --no-install-recommends "${missing[@]}" || fail "apt-get install failed; see above"
