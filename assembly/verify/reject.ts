// SPDX-License-Identifier: Apache-2.0
import {
  callHost,
  decimal,
  EMPTY,
  fill,
  findPhrase,
  logOperation,
  Slice,
  tracingNamespace,
  Writer,
} from '@kubewarden/policy-sdk-assemblyscript/core';
import { Code, codeName } from '../rejections/code';
import { Failure } from '../rejections/failure';
import { cut } from '../rejections/one-line';
import { Rejection } from '../rejections/rejection';
import { writeSentence } from '../rejections/sentence';
import { Rule } from '../settings/rules';
import { Image } from '../workloads/field';
import { explain } from './explanation';
import { Verification } from './verification';
import { nameSigners, placeOf } from './who';

const PLACE_BYTES = 64;

/** Rejects an image for a reason that no signer has to do with. */
export function rejectImage(
  rejection: Rejection,
  image: Image,
  code: Code,
): void {
  const what = new Writer(64);
  writeSentence(what, new Failure(code, EMPTY), EMPTY);
  add(rejection, image, code, what, EMPTY);
}

/**
 * Rejects an image that fails under a rule. All that the host said goes to the
 * log, and nothing of it into the message.
 *
 * @param isFirst - whether nothing was said of the image before
 */
export function rejectUnderRule(
  rejection: Rejection,
  verification: Verification,
  rule: Rule,
  failure: Failure,
  isFirst: bool,
): void {
  const entry = rule.entry;
  const image = verification.image;
  if (isFirst && rejection.hasRoom) explain(failure, verification, entry);
  let rest = verification.failures;
  if (rest == null) rest = failure;
  let before = EMPTY;
  while (rest != null) {
    // Hosts say the same of each signer.
    if (!rest.hostText.equals(before)) log(image, rule.index, rest);
    before = rest.hostText;
    rest = rest.next;
  }
  if (!isFirst) return;
  const missing = verification.missing.first;
  const who =
    missing == null
      ? EMPTY
      : nameSigners(entry, missing, verification.settingsEnd);
  // What is asked for by its name is missing for another reason.
  const detail = failure.detail;
  if (detail.len > 1 && findPhrase(who.ptr, who.end, detail) < who.end)
    failure.detail = EMPTY;
  let place = placeOf(rule.index, missing == null ? null : entry, missing);
  const what = new Writer(256);
  writeSentence(what, failure, who);
  if (failure.code <= Code.UnsignedOrUnreadable && entry.minimumMatches > 0)
    place = fill(
      '%1: %2 of %3',
      place,
      decimal(verification.counted.count),
      decimal(entry.minimumMatches),
    );
  add(rejection, image, failure.code, what, place);
}

function add(
  rejection: Rejection,
  image: Image,
  code: Code,
  what: Writer,
  cause: Slice,
): void {
  const place = new Writer(64);
  image.field.writePlace(place);
  // Names in the path of a custom resource may be long.
  cut(place, PLACE_BYTES);
  const more = image.fields - 1;
  if (more > 0) place.literal(' and ').integer(more).literal(' more');
  rejection.add(image.text, place.slice(), what, cause, code);
}

function log(image: Image, rule: i32, failure: Failure): void {
  const text = image.text;
  const cause = failure.hostText;
  const event = new Writer(512)
    .literal('{"level":"warning","message":"image is not accepted","image":')
    .string(text.ptr, text.len)
    .literal(',"rule":')
    .integer(rule)
    .literal(',"code":"')
    .slices(codeName(failure.code))
    .literal('","cause":')
    .string(cause.ptr, cause.len)
    .byte(0x7d);
  callHost(tracingNamespace(), logOperation(), event.slice());
}
