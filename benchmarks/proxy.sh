#!/usr/bin/env bash
# samples/FlagServer next to the package of GrowthBook's proxy in an express server: requests of remote evaluation a second, processor time of a
# request and memory, in turns, after a check that both answer equally.
# Usage: proxy.sh [ROUNDS] [SECONDS] [PAYLOAD]; the defaults are 5, 6 and the sample shop's payload. Needs wrk and Node.
set -euo pipefail
cd "$(dirname "$0")"
rounds="${1:-5}"
seconds="${2:-6}"
work="$(mktemp -d)"
payload="$work/payload.json"
pid=
trap 'kill $(jobs -p) 2>/dev/null || true; rm -rf "$work"' EXIT
port=5988

[[ -d proxy/node_modules ]] || (cd proxy && npm ci --silent)
dotnet publish ../samples/FlagServer -c Release -o "$work/native" -v quiet -nologo
dotnet publish ../samples/FlagServer -c Release -p:PublishAot=false -o "$work/jit" -v quiet -nologo
node proxy/workload.mjs "${3:-../samples/shop/payload.json}" "$work"

# start NAME PORT: starts a server and waits until it answers.
start() {
  case "$1" in
    proxy) NODE_ENV=production node proxy/server.mjs "$payload" "$2" & ;;
    *) "$work/$1/FlagServer" --payload "$payload" --urls "http://127.0.0.1:$2" >"$work/$1.log" & ;;
  esac
  pid=$!
  curl --silent --fail --retry 60 --retry-delay 1 --retry-all-errors --output /dev/null \
    -H 'Content-Type: application/json' -d '{}' "http://127.0.0.1:$2/api/eval/sdk"
}

stop() {
  kill "$pid" || { cat "$work"/*.log; return 1; }
  wait "$pid" 2>/dev/null || true
}

ticks() { awk '{ print $14 + $15 }' "/proc/$pid/stat"; }

load() { wrk --threads 2 --connections 32 --duration "${1}s" --script proxy.lua "http://127.0.0.1:$port/api/eval/sdk" -- "$work/bodies.jsonl" | tail -n 1; }

for server in native jit; do
  start proxy $((port + 1))
  proxy=$pid
  start "$server" "$port"
  node proxy/equal.mjs "$work/bodies.jsonl" "http://127.0.0.1:$port/api/eval/sdk" "http://127.0.0.1:$((port + 1))/api/eval/sdk"
  stop
  pid=$proxy
  stop
done

printf '%-8s %12s %16s %10s %10s %8s\n' server 'requests/s' 'processor us/req' 'RSS MB' 'peak MB' failed
for ((round = 1; round <= rounds; round++)); do
  for server in proxy jit native; do
    start "$server" "$port"
    load 8 >/dev/null
    before="$(ticks)"
    read -r requests duration failed <<<"$(load "$seconds")"
    after="$(ticks)"
    awk -v name="$server" -v requests="$requests" -v duration="$duration" -v failed="$failed" -v used=$((after - before)) -v ticks="$(getconf CLK_TCK)" \
      '/VmHWM/ { peak = $2 } /VmRSS/ { rss = $2 }
       END { printf "%-8s %12.0f %16.1f %10.0f %10.0f %8d\n", name, requests / duration * 1e6, used / ticks / requests * 1e6, rss / 1024, peak / 1024, failed }' \
      "/proc/$pid/status"
    stop
  done
done
