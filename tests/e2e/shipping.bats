#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# From module to registry and back.

bats_require_minimum_version 1.5.0
load support

setup_file() {
  load support
  "${TOOL[@]}" annotate -m "$ROOT/metadata.yml" \
    -u "$ROOT/docs/guide/reference.md" \
    -o "$BATS_FILE_TMPDIR/annotated.wasm" "$POLICY"
  if command -v docker-registry >/dev/null; then
    start_registry
  fi
}

start_registry() {
  local port
  port="$(node -e 'const s = require("node:net").createServer();
    s.listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close(); })')"
  printf '%s' "{\"version\": \"0.1\", \"storage\": {\"inmemory\": {}},
    \"http\": {\"addr\": \"127.0.0.1:$port\"}}" >"$BATS_FILE_TMPDIR/registry.yml"
  docker-registry serve "$BATS_FILE_TMPDIR/registry.yml" >/dev/null 2>&1 3>&- &
  echo "$!" >"$BATS_FILE_TMPDIR/registry.pid"
  echo "127.0.0.1:$port" >"$BATS_FILE_TMPDIR/registry.host"
  printf "insecure_sources: ['127.0.0.1:%s']\n" "$port" \
    >"$BATS_FILE_TMPDIR/sources.yaml"
  for _ in $(seq 100); do
    (: >"/dev/tcp/127.0.0.1/$port") 2>/dev/null && return
    sleep 0.1
  done
  return 1
}

teardown_file() {
  if [ -f "$BATS_FILE_TMPDIR/registry.pid" ]; then
    kill "$(cat "$BATS_FILE_TMPDIR/registry.pid")"
  fi
}

@test "the annotated module shows its metadata" {
  run --separate-stderr "${TOOL[@]}" inspect "$BATS_FILE_TMPDIR/annotated.wasm"
  [ "$status" -eq 0 ]
  [[ "$output" == *"verify-image-signatures"* ]]
  [[ "$output" == *"pods/ephemeralcontainers"* ]]
}

@test "a module without metadata is not pushed" {
  run --separate-stderr "${TOOL[@]}" push "$POLICY" registry://127.0.0.1:1/x:y
  [ "$status" -eq 1 ]
  [[ "$stderr" == *"Cannot push a policy that is not annotated."* ]]
}

@test "push and pull give the same bytes and digest" {
  [ -f "$BATS_FILE_TMPDIR/registry.host" ] || skip "docker-registry not found"
  uri="registry://$(cat "$BATS_FILE_TMPDIR/registry.host")/policies/verify:v1"
  sources=(--sources-path "$BATS_FILE_TMPDIR/sources.yaml")
  annotated="$BATS_FILE_TMPDIR/annotated.wasm"
  run --separate-stderr "${TOOL[@]}" push "${sources[@]}" "$annotated" "$uri"
  [ "$status" -eq 0 ]
  pattern='^Policy successfully pushed: (127\.0\.0\.1:[0-9]+/policies/verify@sha256:[0-9a-f]{64})$'
  [[ "$output" =~ $pattern ]]
  reference="${BASH_REMATCH[1]}"
  run --separate-stderr "${HOST[@]}" pull "${sources[@]}" \
    -o "$BATS_FILE_TMPDIR/pulled.wasm" "$uri"
  [ "$status" -eq 0 ]
  [ "$output" = "Policy successfully pulled: $reference" ]
  cmp "$annotated" "$BATS_FILE_TMPDIR/pulled.wasm"
}

@test "make push stores the policy under REF" {
  [ -f "$BATS_FILE_TMPDIR/registry.host" ] || skip "docker-registry not found"
  mkdir -p "$BATS_FILE_TMPDIR/config/kubewarden"
  cp "$BATS_FILE_TMPDIR/sources.yaml" "$BATS_FILE_TMPDIR/config/kubewarden/"
  uri="registry://$(cat "$BATS_FILE_TMPDIR/registry.host")/policies/made:v1"
  XDG_CONFIG_HOME="$BATS_FILE_TMPDIR/config" run --separate-stderr \
    "${LONG_LIMIT[@]}" make --no-print-directory -s -C "$ROOT" push "REF=$uri"
  echo "$stderr"
  [ "$status" -eq 0 ]
  [[ "$output" == *"Policy successfully pushed: "*"/policies/made@sha256:"* ]]
}

@test "kwctl reads the pushed policy" {
  kwctl_only
  [ -f "$BATS_FILE_TMPDIR/registry.host" ] || skip "docker-registry not found"
  uri="registry://$(cat "$BATS_FILE_TMPDIR/registry.host")/policies/verify:v1"
  sources=(--sources-path "$BATS_FILE_TMPDIR/sources.yaml")
  "${HOST[@]}" push "${sources[@]}" "$BATS_FILE_TMPDIR/annotated.wasm" "$uri"
  run "${TOOL[@]}" pull "${sources[@]}" "$uri"
  [ "$status" -eq 0 ]
}

@test "kwctl writes the Artifact Hub file from our metadata" {
  kwctl_only
  run --separate-stderr "${TOOL[@]}" scaffold artifacthub \
    -m "$ROOT/metadata.yml" -q "$ROOT/questions-ui.yml"
  [ "$status" -eq 0 ]
  [[ "$output" == *"name: verify-image-signatures"* ]]
}
