#!/usr/bin/env bash
# Reviews a change of a payload: review.sh OLD NEW EXPECTATIONS USERS
# Writes lint.sarif, expect.xml and diff.md into the current folder. The exit code is 0, or that of the last command that failed.
set -u
[ $# -eq 4 ] || { echo 'usage: review.sh OLD NEW EXPECTATIONS USERS' >&2; exit 2; }
old="$1" new="$2" expectations="$3" users="$4" status=0
limits='moved>0,left>0,exposureLost>0,valueOnly>1%'
rm -f lint.sarif expect.xml diff.md
gb lint "$new" --previous "$old" --sarif lint.sarif || status=$?
gb expect "$expectations" --payload "$new" --junit expect.xml || status=$?
gb diff "$old" "$new" --users "$users" --fail-on "$limits" --markdown diff.md || status=$?
[ -e diff.md ] || echo 'The payloads were not compared: the log of the review names the fault.' > diff.md
exit "$status"
