// SPDX-License-Identifier: Apache-2.0
export { Slice } from './bytes/slice';
export { Cursor, Kind } from './json/cursor';
export { Writer } from './json/writer';
export { abort } from './wapc/abort';
export { Handler, Operation, __guest_call, register } from './wapc/guest';
export { Answer, Outcome, callHost } from './wapc/host';
