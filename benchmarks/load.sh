#!/usr/bin/env bash
# Requests a second of the sample shop from wrk, its memory and processor time, and whether each of 5,000 visitors is exposed exactly once.
# Usage: load.sh [SECONDS]; the default is 30. Needs wrk.
set -euo pipefail
cd "$(dirname "$0")"
seconds="${1:-30}"
visitors=5000
url=http://127.0.0.1:5987
work="$(mktemp -d)"
trap 'kill "$shop" 2>/dev/null || true; rm -rf "$work"' EXIT
shop=

dotnet publish ../samples/WebApp -c Release -o "$work/shop" -v quiet -nologo
"$work/shop/WebApp" --urls "$url" --ExposureFile "$work/exposures.jsonl" --Logging:LogLevel:Default Warning &
shop=$!
curl --silent --fail --retry 60 --retry-delay 1 --retry-all-errors "$url/health" >/dev/null

wrk --threads 2 --connections 64 --duration "${seconds}s" --latency --script load.lua "$url" -- "$visitors"
awk '/VmHWM/ { printf "memory of the shop at its peak: %d MB\n", $2 / 1024 }' "/proc/$shop/status"
awk -v ticks="$(getconf CLK_TCK)" '{ printf "processor time of the shop: %.1f s\n", ($14 + $15) / ticks }' "/proc/$shop/stat"

# The end of the host writes what is queued.
kill -TERM "$shop"
wait "$shop" || true
lines="$(wc -l <"$work/exposures.jsonl")"
distinct="$(grep -o '"hashValue":"[^"]*"' "$work/exposures.jsonl" | sort -u | wc -l)"
echo "exposures: $lines, of $distinct visitors; expected $visitors of $visitors"
[[ "$lines" -eq "$visitors" && "$distinct" -eq "$visitors" ]]
