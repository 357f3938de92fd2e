// SPDX-License-Identifier: Apache-2.0
import { ByteMap } from '@kubewarden/policy-sdk-assemblyscript/core';
import { CertificateList } from '../../x509/certificates';

/** What the deep check found in a list of signers, or in a chain. */
@final
@unmanaged
export class CheckedSigners {
  /** Elements in the settings; a chain's may hold several certificates. */
  count: i32;
  /** Whether some certificate was not sound. */
  unsound: bool;
  /** The identities, the public keys, or the certificates. */
  known: ByteMap = new ByteMap();
  certificates: CertificateList = new CertificateList();

  constructor(
    /** Address of the list. */
    public at: usize,
  ) {}
}
