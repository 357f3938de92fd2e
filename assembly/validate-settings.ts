// SPDX-License-Identifier: Apache-2.0
import {
  invalidSettings,
  validSettings,
} from '@kubewarden/policy-sdk-assemblyscript';
import { ascii, Slice } from '@kubewarden/policy-sdk-assemblyscript/core';
import { Reader } from './settings/reader';
import { readSettings } from './settings/settings';

/**
 * Answers `validate_settings`. Its only host call is the log: policy-server
 * validates settings before its capabilities answer, and crashes on any other.
 */
export function validateSettings(payload: Slice): Slice {
  const reader = new Reader(payload.ptr, payload.end, true);
  readSettings(reader);
  if (reader.sound && !reader.finish())
    reader.problem(reader.position, ascii('is not valid JSON'));
  const problems = reader.report();
  return reader.sound ? validSettings() : invalidSettings(problems);
}
