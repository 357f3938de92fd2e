// SPDX-License-Identifier: Apache-2.0
import { accept } from '@kubewarden/policy-sdk-assemblyscript';
import {
  CharCode,
  EMPTY,
  reserve,
  Slice,
  Writer,
} from '@kubewarden/policy-sdk-assemblyscript/core';
import { PodSpec } from './workloads/pod-spec';

/** Audit events have little room. */
const AUDIT_BYTES = 4096;
/** No image and its pin take more of it. */
const IMAGE_BYTES = 1024;
/** Room for the keys of the response, and for what writers overshoot. */
const SPARE_BYTES = 128;
/** The longest pin: an at sign, `sha512:` and 128 digits. */
const PIN_BYTES = 136;

/**
 * Accepts the object `object..end` and, if it `mutates`, pins its verified
 * images: behind each new or changed one comes the digest that was verified.
 * What an update leaves as it is stays so, for a rewrite would roll out a
 * Deployment because somebody added a label.
 *
 * All goes into one buffer that need not grow, for objects may be large. Empty,
 * which fails the call, when the host grants no memory for it.
 */
export function pinImages(
  object: usize,
  end: usize,
  spec: PodSpec,
  mutates: bool,
): Slice {
  const audit = new Writer(IMAGE_BYTES);
  let images = spec.images;
  while (images != null) {
    const pin = images.pin;
    if (pin != null) addToAudit(audit, images.text, pin);
    images = images.next;
  }
  if (audit.length == 0) return accept();
  let room = audit.length + SPARE_BYTES;
  if (mutates) room += <i32>(end - object) + spec.count * PIN_BYTES;
  if (!reserve(<usize>(room + SPARE_BYTES))) return EMPTY;
  const response = new Writer(room).literal('{"accepted":true');
  let from = object;
  let rest = mutates ? spec.first : null;
  while (rest != null) {
    const field = rest;
    rest = rest.next;
    const image = field.verified;
    if (image == null || !field.changed) continue;
    const pin = image.pin;
    if (pin == null || pin.len == 0) continue;
    if (from == object) response.literal(',"mutated_object":');
    // Fields come in the order of the document.
    response.between(from, field.closingQuote).slices(pin);
    from = field.closingQuote;
  }
  if (from != object) response.between(from, end);
  assert(ASC_NO_ASSERT || response.length + audit.length <= room);
  return response
    .literal(',"audit_annotations":{"verified-images":"')
    .slices(audit.slice())
    .literal('"}}')
    .slice();
}

/** References and digests have nothing that JSON would escape. */
function addToAudit(audit: Writer, image: Slice, pin: Slice): void {
  const before = audit.length;
  if (before > 0) audit.byte(CharCode.Comma);
  audit.slices(image).slices(pin);
  if (audit.length > AUDIT_BYTES) audit.truncate(before);
}
