// SPDX-License-Identifier: Apache-2.0
import { Cursor, Slice, Writer } from '@kubewarden/policy-sdk-assemblyscript';
import { ascii } from '@kubewarden/policy-sdk-assemblyscript/assembly/bytes/literal';
import {
  accept,
  reject,
} from '@kubewarden/policy-sdk-assemblyscript/assembly/responses/verdict';
import { decide, malformed } from './decision';
import { AdmissionRequest, readRequest } from './request';
import { Report } from './settings/report';
import { Settings, readSettings } from './settings/settings';

/**
 * Answers `validate`: reads `{"request":..,"settings":..}` in one pass, in
 * whatever order, and decides.
 */
export function validate(payload: Slice): Slice {
  const cursor = Cursor.over(payload);
  let request: AdmissionRequest | null = null;
  let settings: Settings | null = null;
  let report: Report | null = null;
  let twice = false;
  if (cursor.enterObject()) {
    while (cursor.nextMember()) {
      if (cursor.keyIs('request')) {
        twice = twice || request != null;
        request = readRequest(cursor);
      } else if (request != null && request.startsNoImage) {
        cursor.skip();
      } else if (cursor.keyIs('settings')) {
        twice = twice || settings != null;
        const start = cursor.position;
        report = new Report(new Slice(start, <i32>(cursor.end - start)));
        settings = readSettings(cursor, report, false);
      } else {
        cursor.skip();
      }
    }
  }
  if (report != null && !report.sound)
    return reject(
      new Writer(256)
        .literal('Settings are not valid: ')
        .slices(report.message())
        .slice(),
    );
  if (!cursor.finish() || twice || request == null) return malformed(ascii(''));
  const problem = request.problem;
  if (problem != null) return malformed(problem);
  if (request.startsNoImage) return accept();
  if (settings == null) return malformed(ascii(': no settings'));
  return decide(request, settings, cursor.end);
}
