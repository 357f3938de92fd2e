// SPDX-License-Identifier: Apache-2.0
import { Slice } from '../bytes/slice';
import { Cursor } from '../json/cursor';
import { Kind } from '../json/kind';
import { Failure, FailureCode } from '../values/failure';
import { Result } from '../values/result';
import { Value } from '../values/value';

/** What `validate` is called with. */
@final
@unmanaged
export class Payload {
  private constructor(
    /** The request: an AdmissionRequest, or any document of a raw policy. */
    public request: Value,
    /** The settings; an empty object when the user gave none. */
    public settings: Value,
  ) {}

  /**
   * Finds request and settings in the payload of `validate`,
   * `{"request":..,"settings":..}`. Paths in messages begin below each.
   */
  static read(payload: Slice): Result<Payload> {
    let request: Slice | null = null;
    let settings: Slice | null = null;
    const cursor = Cursor.over(payload);
    if (cursor.kind != Kind.Object) return malformed();
    cursor.enterObject();
    while (cursor.nextMember()) {
      if (cursor.keyIs('request')) {
        if (request != null) return malformed();
        request = cursor.readRaw();
      } else if (cursor.keyIs('settings')) {
        if (settings != null) return malformed();
        settings = cursor.readRaw();
      } else cursor.skip();
    }
    if (!cursor.finish()) return malformed();
    if (request == null)
      return Result.failed<Payload>(
        Failure.plain(FailureCode.Missing, 'request: missing'),
      );
    if (settings == null) settings = noSettings();
    return Result.of<Payload>(
      new Payload(Value.of(request), Value.of(settings)),
    );
  }
}

function malformed(): Result<Payload> {
  return Result.failed<Payload>(
    Failure.plain(FailureCode.Malformed, 'payload is not valid JSON'),
  );
}

/** `{}`, padded as documents are. */
function noSettings(): Slice {
  return new Slice(memory.data<u64>([0x7d7b, 0, 0, 0, 0, 0, 0, 0, 0, 0]), 2);
}
