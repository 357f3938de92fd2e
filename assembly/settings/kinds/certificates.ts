// SPDX-License-Identifier: Apache-2.0
import { Cursor } from '@kubewarden/policy-sdk-assemblyscript';
import { ascii } from '@kubewarden/policy-sdk-assemblyscript/assembly/bytes/literal';
import { Certificate } from '../../x509/certificate';
import {
  CertificateList,
  chainProblem,
  readCertificates,
  readOneCertificate,
} from '../../x509/chain';
import { X509Problem, problemText } from '../../x509/problem';
import { Report } from '../report';
import { enterList, readText } from '../values';

/** The certificates of an entry, or its chain, as the settings have them. */
@final
@unmanaged
export class CertificateSettings {
  list: CertificateList;
  /** Elements in the settings; a chain's may hold several certificates. */
  count: i32;
  /** Whether every element was sound. */
  sound: bool;

  constructor(
    /** Address of the list, for remarks on its elements. */
    public at: usize,
  ) {
    this.list = new CertificateList();
    this.count = 0;
    this.sound = true;
  }

  private refuse(at: usize, report: Report, problem: X509Problem): void {
    this.sound = false;
    report.problem(at, problemText(problem));
  }

  /** Reads an element: one certificate, or with `several` any number. */
  read(cursor: Cursor, report: Report, several: bool): void {
    const at = cursor.position;
    this.count++;
    const text = readText(cursor, report);
    if (text == null) {
      this.sound = false;
      return;
    }
    const known = this.list.last;
    const problem = several
      ? readCertificates(text, this.list)
      : readOneCertificate(text, this.list);
    if (problem != X509Problem.None) this.refuse(at, report, problem);
    else this.reportDuplicates(known, at, report);
  }

  /** Reports what stands in the list both up to `known` and behind it. */
  private reportDuplicates(
    known: Certificate | null,
    at: usize,
    report: Report,
  ): void {
    let added = known == null ? this.list.first : known.next;
    while (added != null) {
      const fresh = added;
      added = fresh.next;
      let rest = this.list.first;
      while (rest != null && rest !== fresh) {
        const other = rest;
        rest = rest.next;
        if (other.equals(fresh)) report.problem(at, ascii('is a duplicate'));
      }
    }
  }
}

/** Checks the `certificates` at the cursor, one PEM block an element. */
export function checkCertificates(
  cursor: Cursor,
  report: Report,
): CertificateSettings {
  return readList(cursor, report, false);
}

/** Checks the `certificateChain` at the cursor. */
export function checkCertificateChain(
  cursor: Cursor,
  report: Report,
): CertificateSettings {
  return readList(cursor, report, true);
}

function readList(
  cursor: Cursor,
  report: Report,
  several: bool,
): CertificateSettings {
  const settings = new CertificateSettings(cursor.position);
  if (!enterList(cursor, report)) {
    settings.sound = false;
    return settings;
  }
  while (cursor.nextElement()) settings.read(cursor, report, several);
  if (settings.count == 0)
    report.problem(settings.at, ascii('must not be empty'));
  return settings;
}

/**
 * Checks that each certificate links through the chain to its end. Without a
 * chain certificates are pinned as they are.
 */
export function checkCertificateLinks(
  certificates: CertificateSettings,
  chain: CertificateSettings,
  report: Report,
  end: usize,
): void {
  if (!certificates.sound || !chain.sound || chain.count == 0) return;
  let index = 0;
  let rest = certificates.list.first;
  while (rest != null) {
    const problem = chainProblem(rest, chain.list);
    if (problem != X509Problem.None)
      report.problem(
        elementAt(certificates.at, index, end),
        problemText(problem),
      );
    rest = rest.next;
    index++;
  }
}

/** Address of an element of the list at `list`. */
function elementAt(list: usize, index: i32, end: usize): usize {
  const cursor = new Cursor(list, end);
  cursor.enterArray();
  while (cursor.nextElement() && index-- > 0) cursor.skip();
  return cursor.position;
}
