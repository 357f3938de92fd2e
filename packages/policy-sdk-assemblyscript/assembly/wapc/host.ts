// SPDX-License-Identifier: Apache-2.0
import { EMPTY, Slice } from '../bytes/slice';
import { isUtf8, wholeCharacters } from '../bytes/utf8';
import { allocate, shorten } from './arena';
import {
  hostCall,
  hostError,
  hostErrorLen,
  hostResponse,
  hostResponseLen,
} from './imports';

const BINDING = memory.data<u8>([
  0x6b, 0x75, 0x62, 0x65, 0x77, 0x61, 0x72, 0x64, 0x65, 0x6e,
]); // kubewarden

/** No capability has more to say; what does would exhaust the memory. */
const MAX_ANSWER_BYTES: usize = 16 << 20;
/** An error text is longer only when it quotes something. */
const MAX_ERROR_BYTES: usize = 4096;

/** How a host call ended. */
export const enum Outcome {
  /** `bytes` is the host's answer. */
  Answered,
  /** `bytes` is the host's error text, its first 4 KiB. */
  Failed,
  /** The answer is over 16 MiB or does not fit; `bytes` is empty. */
  TooLarge,
  /** The answer is no UTF-8; `bytes` is empty. */
  NotUtf8,
}

/** What came back from a host call. */
@final
@unmanaged
export class Answer {
  constructor(
    public outcome: Outcome,
    /** UTF-8 text, never null. */
    public bytes: Slice,
  ) {}

  /** Whether the host answered. */
  get ok(): bool {
    return this.outcome == Outcome.Answered;
  }
}

/**
 * Calls a host capability of the binding `kubewarden`. `namespace` and
 * `operation` are UTF-8 data of the module, where kwctl's scanner finds them.
 */
export function callHost(
  namespace: Slice,
  operation: Slice,
  payload: Slice,
): Answer {
  const ok =
    hostCall(
      BINDING,
      10,
      namespace.ptr,
      <usize>namespace.len,
      operation.ptr,
      <usize>operation.len,
      payload.ptr,
      <usize>payload.len,
    ) != 0;
  let len = ok ? hostResponseLen() : hostErrorLen();
  const buffer = len > MAX_ANSWER_BYTES ? (0 as usize) : allocate(len);
  if (buffer == 0) return new Answer(Outcome.TooLarge, EMPTY);
  if (ok) hostResponse(buffer);
  else {
    hostError(buffer);
    // The host writes all of it, but it need not stay.
    if (len > MAX_ERROR_BYTES) {
      len = wholeCharacters(buffer, MAX_ERROR_BYTES);
      shorten(buffer, len);
    }
  }
  if (!isUtf8(buffer, len)) return new Answer(Outcome.NotUtf8, EMPTY);
  return new Answer(
    ok ? Outcome.Answered : Outcome.Failed,
    new Slice(buffer, <i32>len),
  );
}
