// SPDX-License-Identifier: Apache-2.0

/**
 * A guest steered by words in its settings: `reject`, `crash`, `loop`,
 * `mutate`, `bad`; `settings-...` make the check of the settings fail.
 */
export const STEERED = `
function has(text: string, word: string): bool { return text.includes(word); }
function handle(op: string, msg: string): i32 {
  if (op == "validate_settings") {
    if (has(msg, "settings-refused")) return reply('{"valid":false,"message":"not so"}');
    if (has(msg, "settings-crash")) return fail('bad "thing"');
    if (has(msg, "settings-nonsense")) return reply('{}');
    return reply('{"valid":true}');
  }
  if (has(msg, "crash")) return fail("crashed");
  if (has(msg, "loop")) while (true) {}
  if (has(msg, "bad")) return reply('{"accepted":"x"}');
  if (has(msg, "reject")) return reply('{"accepted":false,"message":"no"}');
  if (has(msg, "mutate")) return reply('{"accepted":true,"mutated_object":{"x":1}}');
  if (has(msg, "echo")) {
    const log = utf8('{"level":"info","message":"seen","n":1}');
    hostCallWith("kubewarden", "tracing", "log", log);
    return reply('{"accepted":true,"message":"' + msg.length.toString() + '"}');
  }
  if (has(msg, "call-host")) return reply('{"accepted":false,"message":"' + hostCall("net", "v1/dns_lookup_host", '"127.0.0.1"').replaceAll('"', "'") + '"}');
  return reply('{"accepted":true}');
}`;
