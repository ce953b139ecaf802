#!/usr/bin/env bash
# Whole runs of gb on much input: processor time, time, peak memory, and the rate per second of one processor.
# Usage: analysis.sh GB [RECORDS]; GB is the program (dotnet publish src/GrowthBook.Cli), RECORDS their number, default 300,000.
# Needs GNU time and awk.
set -euo pipefail
gb="$(realpath "$1")" records="${2:-300000}"
cd "$(dirname "$0")"
shop="$(realpath ../samples/shop)"
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT

# Requests with ten attributes, for the 16 features of the sample shop in turn.
awk -v n="$records" 'BEGIN {
  state = 11
  count = split("dark-mode maintenance-banner shipping-config payments-v2 wallet-payments checkout-redesign express-button free-returns " \
    "price-badge search-ranker home-hero recommendations personalisation-consent loyalty-programme max-basket-items support-chat", features, " ")
  for (i = 0; i < n; i++) {
    state = (state * 16807) % 2147483647
    printf "{\"id\":%d,\"context\":{\"attributes\":{\"id\":\"u-%d\",\"deviceId\":\"d-%d\",\"country\":\"%s\",\"language\":\"pt\",\"device\":\"%s\",", \
      i, i, state, (state % 3 ? "PT" : "US"), (state % 2 ? "ios" : "desktop")
    printf "\"app\":\"5.%d.1\",\"visits\":%d,\"vip\":false,\"consent\":true,\"tags\":[\"books\"]}},\"feature\":\"%s\"}\n", \
      state % 5, state % 20, features[1 + i % count]
  }
}' >"$work/requests.jsonl"
"$gb" eval --records "$work/requests.jsonl" --payload "$shop/payload.json" >"$work/records.jsonl"

# Two payloads of 10,000 features, half of them with an experiment, whose weights differ in every tenth feature.
payload() {
  awk -v weights="$1" 'BEGIN {
    printf "{\"features\":{"
    for (i = 0; i < 10000; i++) {
      printf "%s\"feature-%05d\":{\"defaultValue\":false,\"rules\":[{\"id\":\"fr_%d\",\"condition\":{\"country\":{\"$in\":[\"PT\",\"ES\"]}},\"force\":true},", (i ? "," : ""), i, i
      if (i % 2) printf "{\"id\":\"ro_%d\",\"force\":true,\"coverage\":0.5,\"hashVersion\":2,\"seed\":\"s-%d\"}]}", i, i
      else printf "{\"id\":\"exp_%d\",\"key\":\"exp-%d\",\"variations\":[false,true],\"weights\":[%s],\"coverage\":0.8,\"hashVersion\":2,\"seed\":\"seed-%d\"}]}", i, i, (i % 10 ? "0.5,0.5" : weights), i
    }
    print "}}"
  }'
}
payload 0.5,0.5 >"$work/old.json"
payload 0.4,0.6 >"$work/new.json"

measure() { # name, number of items, command...
  local name="$1" items="$2"
  shift 2
  command time -o "$work/time" -f '%e %U %S %M' "$@" >"$work/output" || [[ $? -eq 1 ]]
  tail -n 1 "$work/time" | awk -v name="$name" -v items="$items" '
    { printf "| %-32s | %9.2f s | %9.2f s | %4d MiB | %11d |\n", name, $2 + $3, $1, $4 / 1024, items / ($2 + $3) }'
}
printf '| %-32s | %11s | %11s | %8s | %11s |\n|---|---:|---:|---:|---:|\n' run processor time memory "per second"
measure "replay" "$records" "$gb" replay --records "$work/records.jsonl" --payload "$shop/payload.json"
measure "diff --records, with outcomes" "$records" "$gb" diff "$shop/payload.json" "$shop/change.json" --records "$work/records.jsonl"
measure "diff --records, requests" "$records" "$gb" diff "$shop/payload.json" "$shop/change.json" --records "$work/requests.jsonl"
measure "simulate, 1,000,000 users" 1000000 "$gb" simulate "$shop/payload.json" --users 1e6 --seed 3
measure "diff of 10,000 features" 10000 "$gb" diff "$work/old.json" "$work/new.json"
