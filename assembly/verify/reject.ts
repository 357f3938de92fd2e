// SPDX-License-Identifier: Apache-2.0
import {
  ascii,
  decimal,
  EMPTY,
  fill,
  findPhrase,
  Slice,
} from '@kubewarden/policy-sdk-assemblyscript/core';
import { logImage } from '../host/log';
import { Code, codeName } from '../rejections/code';
import { Failure } from '../rejections/failure';
import { cut } from '../rejections/one-line';
import { Rejection } from '../rejections/rejection';
import { sentence } from '../rejections/sentence';
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
  add(rejection, image, new Failure(code, EMPTY), EMPTY, EMPTY);
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
    if (!rest.hostText.equals(before))
      logImage(
        ascii('{"level":"warning","message":"image is not accepted"'),
        image.text,
        fill(
          ',"rule":%1,"code":"%2"',
          decimal(rule.index),
          codeName(rest.code),
        ),
        rest.hostText,
      );
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
  if (failure.code <= Code.UnsignedOrUnreadable && entry.minimumMatches > 0)
    place = fill(
      '%1: %2',
      place,
      fill(
        '%1 of %2',
        decimal(verification.counted.count),
        decimal(entry.minimumMatches),
      ),
    );
  add(rejection, image, failure, who, place);
}

function add(
  rejection: Rejection,
  image: Image,
  failure: Failure,
  who: Slice,
  cause: Slice,
): void {
  // Names in the path of a custom resource may be long.
  let place = cut(image.field.place, PLACE_BYTES);
  const more = image.fields - 1;
  if (more > 0) place = fill('%1 and %2 more', place, decimal(more));
  const what = sentence(failure, who);
  rejection.add(image.text, place, what, cause, failure.code);
}
