#!/usr/bin/env bash
# Checks the library with GrowthBook's public case suite, cases.json of its SDK repositories.
# Usage: tests/Spec/suite.sh            downloads the suite of the JavaScript SDK
#        tests/Spec/suite.sh FILE       takes a file that you have
set -euo pipefail

url="https://raw.githubusercontent.com/growthbook/growthbook/main/packages/sdk-js/test/cases.json"
file="${1:-}"
if [[ -z "$file" ]]; then
  file="$(mktemp)"
  trap 'rm -f "$file"' EXIT
  curl --fail --silent --show-error --location --max-filesize 50000000 --output "$file" "$url" ||
    { echo "cannot download $url; download it by other means and give its path: $0 FILE" >&2; exit 1; }
fi
[[ -f "$file" ]] || { echo "$file is not a file" >&2; exit 1; }
file="$(realpath "$file")"
cd "$(dirname "$0")"
GROWTHBOOK_SPEC_CASES="$file" dotnet test GrowthBook.Pure.Spec.csproj
