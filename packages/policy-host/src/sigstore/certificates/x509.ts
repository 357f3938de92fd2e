// SPDX-License-Identifier: Apache-2.0
// @peculiar/x509 registers its algorithms through decorators and loads only
// after this polyfill; importing it here alone keeps that order everywhere.
import 'reflect-metadata';

export {
  BasicConstraintsExtension,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectAlternativeNameExtension,
  X509Certificate,
} from '@peculiar/x509';
