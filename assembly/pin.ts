// SPDX-License-Identifier: Apache-2.0
import { Slice, Writer } from '@kubewarden/policy-sdk-assemblyscript';
import { ascii } from '@kubewarden/policy-sdk-assemblyscript/assembly/bytes/literal';
import { Edits } from '@kubewarden/policy-sdk-assemblyscript/assembly/responses/edits';
import { Response } from '@kubewarden/policy-sdk-assemblyscript/assembly/responses/response';
import { accept } from '@kubewarden/policy-sdk-assemblyscript/assembly/responses/verdict';
import { Image } from './images/image';
import { PodSpec } from './images/pod-spec';

/** Audit events have little room. */
const AUDIT_BYTES = 4096;

/**
 * Accepts an object and, if it `mutates`, pins its verified images: behind
 * each new or changed one comes the digest that was verified. What an update
 * leaves as it is stays so, for a rewrite would roll out a Deployment because
 * somebody added a label.
 */
export function pinImages(object: Slice, spec: PodSpec, mutates: bool): Slice {
  const edits = new Edits();
  const audit = new Writer(AUDIT_BYTES);
  let rest = spec.first;
  while (rest != null) {
    const field = rest;
    rest = rest.next;
    const image = field.verified;
    if (image == null) continue;
    const pin = image.pin;
    if (pin == null) continue;
    if (field === image.field) addToAudit(audit, image, pin);
    if (mutates && field.changed && pin.len > 0)
      edits.replace(new Slice(field.closingQuote, 0), pin);
  }
  if (audit.length == 0 && edits.count == 0) return accept();
  const response = Response.accept();
  if (audit.length > 0) response.audit(ascii('verified-images'), audit.slice());
  if (edits.count > 0) response.edit(object, edits);
  return response.bytes();
}

function addToAudit(audit: Writer, image: Image, pin: Slice): void {
  const before = audit.length;
  if (before > 0) audit.byte(0x2c);
  audit.slices(image.text).slices(pin);
  if (audit.length > AUDIT_BYTES) audit.truncate(before);
}
