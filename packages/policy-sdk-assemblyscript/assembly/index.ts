// SPDX-License-Identifier: Apache-2.0
export { Slice } from './bytes/slice';
export { utf8 } from './bytes/text';
export { Level, LogEvent, log } from './capabilities/tracing';
export { Cursor, Kind } from './json/cursor';
export { pathAt } from './json/path';
export { Writer } from './json/writer';
export { Edits } from './responses/edits';
export { Response } from './responses/response';
export {
  accept,
  invalidSettings,
  reject,
  validSettings,
} from './responses/verdict';
export { abort } from './wapc/abort';
export { reserve } from './wapc/arena';
export { Handler, Operation, __guest_call, register } from './wapc/guest';
export { Answer, Outcome, callHost } from './wapc/host';
