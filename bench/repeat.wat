;; SPDX-License-Identifier: Apache-2.0
;; A waPC host in WebAssembly, so that a million calls take seconds: it hands
;; the same operation and payload to the policy again and again. oci calls of
;; v2/verify get one fixed answer, tracing succeeds, all else is an error.
;;
;; Its memory: 0 operation, 256 answer, 512 error, 1024 payload.
(module
  (import "policy" "memory" (memory $policy 0))
  (import "policy" "__guest_call" (func $guestCall (param i32 i32) (result i32)))
  (import "bridge" "table" (table 9 funcref))
  (memory $own (export "memory") 16)
  (global $answered (mut i32) (i32.const 0))
  (global $replyBytes (export "replyBytes") (mut i32) (i32.const 0))

  (func $guestRequest (param $operation i32) (param $payload i32)
    (memory.copy $policy $own
      (local.get $payload) (i32.const 1024) (global.get $payloadBytes))
    (memory.copy $policy $own
      (local.get $operation) (i32.const 0) (global.get $operationBytes)))
  (func $guestResponse (param i32 i32)
    (global.set $replyBytes (local.get 1)))
  (func $ignore (param i32 i32))
  (func $hostCall (param i32 i32 i32 i32 i32 i32 i32 i32) (result i32)
    ;; Namespaces and operations are told apart by length: tracing has 7
    ;; bytes, v2/verify has 9.
    (global.set $answered
      (select (global.get $answerBytes) (i32.const 0)
        (i32.eq (local.get 5) (i32.const 9))))
    (i32.or
      (i32.eq (local.get 3) (i32.const 7))
      (i32.eq (local.get 5) (i32.const 9))))
  (func $hostResponse (param i32)
    (memory.copy $policy $own
      (local.get 0) (i32.const 256) (global.get $answered)))
  (func $hostResponseLen (result i32) (global.get $answered))
  (func $hostError (param i32)
    (memory.copy $policy $own
      (local.get 0) (i32.const 512) (global.get $errorBytes)))
  (func $hostErrorLen (result i32) (global.get $errorBytes))

  (global $operationBytes (export "operationBytes") (mut i32) (i32.const 0))
  (global $payloadBytes (export "payloadBytes") (mut i32) (i32.const 0))
  (global $answerBytes (export "answerBytes") (mut i32) (i32.const 0))
  (global $errorBytes (export "errorBytes") (mut i32) (i32.const 0))

  (elem (i32.const 0) $guestRequest $guestResponse $ignore $ignore $hostCall
    $hostResponse $hostResponseLen $hostError $hostErrorLen)

  ;; Returns how many calls succeeded.
  (func (export "repeat") (param $times i32) (result i32)
    (local $succeeded i32)
    (loop $again
      (local.set $succeeded
        (i32.add (local.get $succeeded)
          (call $guestCall
            (global.get $operationBytes) (global.get $payloadBytes))))
      (br_if $again
        (local.tee $times (i32.sub (local.get $times) (i32.const 1)))))
    (local.get $succeeded)))
