// SPDX-License-Identifier: Apache-2.0

const ANSWERS = 0;
const FAILS = 1;

/**
 * The imports of a policy's unit tests in AssemblyScript: a waPC host that
 * does what the test scripts. Give `imports` to as-pect's instantiation and
 * the module's memory to `attach`; the tests use
 * `@kubewarden/policy-sdk-assemblyscript/assembly/testing`.
 *
 * Calls must come in the order of the script and with exactly its payloads. A
 * call that does not is answered with an error, and told by
 * `scriptProblem()`. Log events need no script.
 */
export function createScriptedHost() {
  const decoder = new TextDecoder();
  const encoder = new TextEncoder();
  let memory;
  let script = [];
  let problem = new Uint8Array(0);
  let answer = new Uint8Array(0);

  const bytes = (pointer, length) =>
    new Uint8Array(memory.buffer).slice(
      pointer >>> 0,
      (pointer >>> 0) + (length >>> 0),
    );
  const text = (pointer, length) => decoder.decode(bytes(pointer, length));
  const write = (pointer, data) =>
    new Uint8Array(memory.buffer).set(data, pointer >>> 0);

  function fail(message) {
    if (problem.length === 0) problem = encoder.encode(message);
    answer = encoder.encode(message);
    return 0;
  }

  function hostCall(...args) {
    const binding = text(args[0], args[1]);
    const name = `${text(args[2], args[3])} ${text(args[4], args[5])}`;
    const payload = text(args[6], args[7]);
    const call = `${name} ${payload}`;
    if (binding !== 'kubewarden') return fail(`unknown binding: ${binding}`);
    const expected = script[0];
    if (expected?.call !== call) {
      if (name === 'tracing log') {
        answer = new Uint8Array(0);
        return 1;
      }
      return fail(
        `unexpected call: ${call}, expected: ${expected?.call ?? 'none'}`,
      );
    }
    script.shift();
    answer = expected.answer;
    return expected.outcome === ANSWERS ? 1 : 0;
  }

  const wapc = {
    __guest_request: () => undefined,
    __guest_response: () => undefined,
    __guest_error: () => undefined,
    __console_log: () => undefined,
    __host_call: hostCall,
    __host_response_len: () => answer.length,
    __host_response: (pointer) => write(pointer, answer),
    __host_error_len: () => answer.length,
    __host_error: (pointer) => write(pointer, answer),
  };
  const scripted = {
    scriptCall: (call, callLength, outcome, data, length) => {
      script.push({
        call: text(call, callLength),
        outcome: outcome === FAILS ? FAILS : ANSWERS,
        answer: bytes(data, length),
      });
    },
    finishScript: () => {
      if (problem.length === 0 && script.length > 0) {
        problem = encoder.encode(`missing call: ${script[0].call}`);
      }
      script = [];
      return problem.length;
    },
    readProblem: (pointer) => {
      write(pointer, problem);
      problem = new Uint8Array(0);
    },
  };
  return {
    imports: { wapc, 'scripted-host': scripted },
    attach(attached) {
      memory = attached;
    },
  };
}
