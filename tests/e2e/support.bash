# SPDX-License-Identifier: Apache-2.0
# What the bats files share. The tool under test is the real kwctl when
# KWCTL_PATH names one or one is on PATH, and our host otherwise.

ROOT="$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)"
DATA="$ROOT/tests/e2e/data"
HOST=(node "$ROOT/packages/policy-host/bin/policy-host.js")
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
if [ -n "$KWCTL" ]; then TOOL=("$KWCTL"); else TOOL=("${HOST[@]}"); fi

kwctl_only() {
  [ -n "$KWCTL" ] || skip "kwctl only: no real kwctl here"
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
