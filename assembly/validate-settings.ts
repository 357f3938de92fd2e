// SPDX-License-Identifier: Apache-2.0
import { Cursor, Slice } from '@kubewarden/policy-sdk-assemblyscript';
import { ascii } from '@kubewarden/policy-sdk-assemblyscript/assembly/bytes/literal';
import {
  Level,
  log,
} from '@kubewarden/policy-sdk-assemblyscript/assembly/capabilities/tracing';
import {
  invalidSettings,
  validSettings,
} from '@kubewarden/policy-sdk-assemblyscript/assembly/responses/verdict';
import { Report } from './settings/report';
import { readSettings } from './settings/settings';

/**
 * Answers `validate_settings`. Its only host call is the log: policy-server
 * validates settings before its capabilities answer, and crashes on any other.
 */
export function validateSettings(payload: Slice): Slice {
  const report = new Report(payload);
  const cursor = Cursor.over(payload);
  readSettings(cursor, report, true);
  if (report.sound && !cursor.finish())
    report.problem(cursor.position, ascii('is no valid JSON'));
  report.eachWarning((warning: Slice): void => log(Level.Warning, warning));
  return report.sound ? validSettings() : invalidSettings(report.message());
}
