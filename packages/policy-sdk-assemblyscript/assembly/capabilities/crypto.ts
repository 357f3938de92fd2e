// SPDX-License-Identifier: Apache-2.0
import { CharCode } from '../bytes/char-code';
import { Slice } from '../bytes/slice';
import { utf8 } from '../bytes/text';
import { writeByteArray } from '../encoding/byte-array';
import { Writer } from '../json/writer';
import { Result } from '../values/result';
import { request, unexpected } from './call';
import { writeString } from './payload';
import { cryptoNamespace, isCertificateTrustedOperation } from './names';

/** An X.509 certificate in one of the encodings the host reads. */
@final
@unmanaged
export class Certificate {
  private constructor(
    private isPem: bool,
    private data: Slice,
  ) {}

  /** PEM text, a string or a slice. */
  static pem<T>(text: T): Certificate {
    return new Certificate(true, utf8(text));
  }

  /** DER bytes. */
  static der(bytes: Slice): Certificate {
    return new Certificate(false, bytes);
  }

  /** Appends `{"encoding":..,"data":[..]}`. */
  appendTo(json: Writer): void {
    json.literal('{"encoding":"').literal(this.isPem ? 'Pem' : 'Der');
    writeByteArray(json.literal('","data":'), this.data).byte(
      CharCode.CloseBrace,
    );
  }
}

/** The host's judgement of a certificate. */
@final
@unmanaged
export class CertificateTrust {
  constructor(
    public trusted: bool,
    /** Why not; empty when it is trusted. */
    public reason: string,
  ) {}
}

/**
 * Asks whether a certificate is trusted. The last one of `chain` is the only
 * trust anchor, those before it are intermediates; null means Mozilla's roots,
 * and an empty chain trusts nothing. `at` (RFC 3339) is when it must be valid,
 * now if empty; on the wire it is called `not_after`, and is mandatory
 * whatever the host's documentation says.
 */
export function isCertificateTrusted(
  certificate: Certificate,
  chain: Array<Certificate> | null = null,
  at: string = '',
): Result<CertificateTrust> {
  const json = new Writer(4096).literal('{"cert":');
  certificate.appendTo(json);
  json.literal(',"cert_chain":');
  if (chain == null) json.literal('null');
  else {
    json.byte(CharCode.OpenBracket);
    for (let i = 0; i < chain.length; i++) {
      if (i > 0) json.byte(CharCode.Comma);
      chain[i].appendTo(json);
    }
    json.byte(CharCode.CloseBracket);
  }
  json.literal(',"not_after":');
  if (at.length == 0) json.literal('null');
  else writeString(json, at);
  const payload = json.byte(CharCode.CloseBrace).slice();
  const answer = request(
    cryptoNamespace(),
    isCertificateTrustedOperation(),
    payload,
  );
  if (!answer.ok) return Result.failed<CertificateTrust>(answer.failure);
  const trusted = answer.value.member('trusted').boolean();
  if (!trusted.ok)
    return Result.failed<CertificateTrust>(unexpected(trusted.failure));
  const reason = answer.value.member('reason').string();
  if (!reason.ok)
    return Result.failed<CertificateTrust>(unexpected(reason.failure));
  return Result.of<CertificateTrust>(
    new CertificateTrust(trusted.value, reason.value),
  );
}
