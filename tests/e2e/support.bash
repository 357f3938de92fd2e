# SPDX-License-Identifier: Apache-2.0
# What the bats files share. The tool under test is the real kwctl when
# KWCTL_PATH names one or one is on PATH, and our host otherwise.

ROOT="$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)"
DATA="$ROOT/tests/e2e/data"
# Every call has its time limit: a tool that hangs fails its own row alone.
LIMIT=(node "$ROOT/tests/e2e/limit.mjs" 60)
# For what may have to build everything first.
LONG_LIMIT=(node "$ROOT/tests/e2e/limit.mjs" 300)
HOST=("${LIMIT[@]}" node "$ROOT/packages/policy-host/bin/policy-host.js")
POLICY="$ROOT/policy.wasm"

# npm puts its workspaces' commands first on PATH; they are not the real tool.
real_kwctl() {
  if [ -n "${KWCTL_PATH:-}" ]; then
    echo "$KWCTL_PATH"
    return
  fi
  type -ap kwctl | grep -v node_modules | head -n 1
}

KWCTL="$(real_kwctl || true)"
if [ -n "$KWCTL" ]; then TOOL=("${LIMIT[@]}" "$KWCTL"); else TOOL=("${HOST[@]}"); fi

kwctl_only() {
  [ -n "$KWCTL" ] || skip "kwctl only: no real kwctl here"
}

# kwctl_from MAJOR.MINOR WHY: skips where kwctl is older than that
kwctl_from() {
  kwctl_only
  local version
  version="$("${TOOL[@]}" --version | sed -n 's/^kwctl \([0-9.]*\).*/\1/p')"
  printf '%s\n%s\n' "$1" "$version" | sort -V -C ||
    skip "kwctl ${version:-of unknown version}, before $1: $2"
}

# json TEXT EXPRESSION: value of a JavaScript expression over `it`
json() {
  node -e 'const it = JSON.parse(process.argv[1]);
    const value = eval(process.argv[2]);
    console.log(typeof value === "string" ? value : JSON.stringify(value));' \
    "$1" "$2"
}

# evaluate NAME [FLAGS...]: runs the policy on a recorded request
evaluate() {
  local name="$1"
  shift
  run --separate-stderr "${TOOL[@]}" run \
    --request-path "$DATA/$name.request.json" \
    --settings-path "$DATA/settings.json" \
    --replay-host-capabilities-interactions "$DATA/$name.session.yml" \
    "$@" "$POLICY"
}
