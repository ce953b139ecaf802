#!/usr/bin/env bash
# Reviews a change of a payload: review.sh OLD NEW EXPECTATIONS USERS
# Writes lint.sarif, expect.xml and diff.md into the current folder. The exit code is 0, or that of the last command that failed.
set -u
old="$1" new="$2" expectations="$3" users="$4" status=0
gb lint "$new" --previous "$old" --sarif lint.sarif || status=$?
gb expect "$expectations" --payload "$new" --junit expect.xml || status=$?
gb diff "$old" "$new" --users "$users" --fail-on 'moved>0,left>0,exposureLost>0' --markdown diff.md || status=$?
exit "$status"
