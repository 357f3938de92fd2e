#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# The compiled policy, evaluated with recorded answers of the host.

bats_require_minimum_version 1.5.0
load support

@test "an image signed by Alice and Bob is accepted and pinned" {
  evaluate signed
  [ "$status" -eq 0 ]
  [ "$(json "$output" it.allowed)" = true ]
  [ "$(json "$output" it.patchType)" = JSONPatch ]
  patch="$(json "$output" 'Buffer.from(it.patch, "base64").toString()')"
  [ "$(json "$patch" it.length)" = 1 ]
  [ "$(json "$patch" 'it[0].path')" = /spec/containers/0/image ]
  image=registry.example.org/project-safety/micro-svc-search:v1.2.0
  [[ "$(json "$patch" 'it[0].value')" =~ ^$image@sha256:[0-9a-f]{64}$ ]]
}

@test "an image without Bob's signature is rejected" {
  evaluate one-signer
  [ "$status" -eq 0 ]
  [ "$(json "$output" it.allowed)" = false ]
  [ "$(json "$output" it.patch)" = undefined ] ||
    [ "$(json "$output" '"patch" in it')" = false ]
  message="$(json "$output" it.status.message)"
  [ "$message" = "Resource search is not accepted: registry.example.org/project-safety/alice-only:v1.0.0 (containers[0]) is not signed by Bob <bob@example.org> (signatures[0].certificates[1]) [not-signed-by]" ]
}

@test "a session of another image does not vouch for this one" {
  run --separate-stderr "${TOOL[@]}" run \
    --request-path "$DATA/one-signer.request.json" \
    --settings-path "$DATA/settings.json" \
    --replay-host-capabilities-interactions "$DATA/signed.session.yml" \
    "$POLICY"
  [ "$status" -eq 0 ]
  [ "$(json "$output" it.allowed)" = false ]
  [[ "$(json "$output" it.status.message)" == *" cannot be verified: the host could not verify it: Replay error: unexpected request."*"[not-verified]" ]]
}

@test "without the capability nothing is accepted" {
  run --separate-stderr "${TOOL[@]}" run \
    --request-path "$DATA/signed.request.json" \
    --settings-path "$DATA/settings.json" \
    --replay-host-capabilities-interactions "$DATA/signed.session.yml" \
    --allowed-host-capabilities oci/v1/oci_manifest \
    -- "$POLICY"
  [ "$status" -eq 0 ]
  [ "$(json "$output" it.allowed)" = false ]
  [[ "$(json "$output" it.status.message)" == *"the host does not grant oci/v2/verify; add it to the PolicyServer's namespacedPoliciesCapabilities"*"[capability-not-granted]" ]]
}

@test "settings that are not valid are refused" {
  run --separate-stderr "${TOOL[@]}" run \
    --request-path "$DATA/signed.request.json" \
    --settings-json '{"signatures":[]}' "$POLICY"
  [ "$status" -eq 1 ]
  [ -z "$output" ]
  [[ "$stderr" == *"Provided settings are not valid: "*"Signatures must not be empty"* ]]
}

@test "a request that is no JSON is an error" {
  run --separate-stderr "${TOOL[@]}" run \
    --request-path "$DATA/settings.json" \
    --settings-path "$DATA/settings.json" "$POLICY"
  [ "$status" -eq 1 ]
  [ -z "$output" ]
}

@test "wrong arguments exit with 2" {
  run --separate-stderr "${TOOL[@]}" run --no-such-flag "$POLICY"
  [ "$status" -eq 2 ]
}

@test "the policy is benchmarked by kwctl" {
  kwctl_from 1.37 "bench never comes to the end of a recorded session"
  run "${TOOL[@]}" bench --request-path "$DATA/signed.request.json" \
    --settings-path "$DATA/settings.json" --measurement-time 1 \
    --warm-up-time 1 --num-samples 10 "$POLICY"
  [ "$status" -eq 0 ]
}

@test "the policy's own tests" {
  run --separate-stderr "${HOST[@]}" test "$ROOT/tests/e2e/policy-tests.yml"
  [ "$stderr" = "" ]
  [ "$status" -eq 0 ]
  [[ "$output" == *"9 tests: 9 ok, 0 failed, 0 skipped" ]]
}
