#!/usr/bin/env bash
# The time from the start of a process to its end, in milliseconds (median, fastest and slowest of 20 runs): a program
# that loads the payload of 1,000 features and evaluates one of them, and an empty one, under the JIT, compiled ahead of time
# for it (ReadyToRun), and native.
# Usage: cold-start.sh [PAYLOAD [FEATURE]]; without a payload, that of the workload (see README.md).
set -euo pipefail
cd "$(dirname "$0")"
runs=20
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT

payload="${1:-}"
feature="${2:-experiment-00000}"
if [[ -z "$payload" ]]; then
  dotnet run -c Release -- --write-workload "$work"
  payload="$work/payload-1k.json"
fi

publish() { # project, folder, properties
  dotnet publish "ColdStart/$1" -c Release -o "$work/$2" -v quiet -nologo "${@:3}" >"$work/publish.log" 2>&1 ||
    { cat "$work/publish.log" >&2; exit 1; }
}
publish Empty empty-jit
publish Load load-jit
publish Empty empty-r2r -p:ColdStartReadyToRun=true
publish Load load-r2r -p:ColdStartReadyToRun=true
publish Empty empty-aot -p:ColdStartNative=true
publish Load load-aot -p:ColdStartNative=true

measure() { # name, command...
  local name="$1" start end i
  shift
  "$@"
  for ((i = 0; i < runs; i++)); do
    start="${EPOCHREALTIME//[.,]/}"
    "$@"
    end="${EPOCHREALTIME//[.,]/}"
    echo $((end - start))
  done | sort -n | awk -v name="$name" '
    { us[NR] = $1 }
    END { printf "| %-44s | %7.1f | %7.1f | %7.1f |\n", name, us[int((NR + 1) / 2)] / 1000, us[1] / 1000, us[NR] / 1000 }'
}
printf '| %-44s | %7s | %7s | %7s |\n|---|---:|---:|---:|\n' "whole process" "median" "min" "max"
measure "empty program, JIT" "$work/empty-jit/GrowthBook.Pure.ColdStart.Empty"
measure "load and evaluate, JIT" "$work/load-jit/GrowthBook.Pure.ColdStart" "$payload" "$feature"
measure "empty program, ReadyToRun" "$work/empty-r2r/GrowthBook.Pure.ColdStart.Empty"
measure "load and evaluate, ReadyToRun" "$work/load-r2r/GrowthBook.Pure.ColdStart" "$payload" "$feature"
measure "empty program, NativeAOT" "$work/empty-aot/GrowthBook.Pure.ColdStart.Empty"
measure "load and evaluate, NativeAOT" "$work/load-aot/GrowthBook.Pure.ColdStart" "$payload" "$feature"
