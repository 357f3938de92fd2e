// SPDX-License-Identifier: Apache-2.0
import { apiVersionOf } from '../manifests/kinds.js';
import type { SourcedRequest } from '../manifests/requests.js';

/** Where a request comes from and what it is about, for programs. */
export interface Subject {
  readonly file: string;
  /** From 1; of a file of lines its line. */
  readonly document: number;
  /** Such as `apps/v1 Deployment shop/web`; absent for raw requests. */
  readonly object?: string;
}

/** @see Subject */
export function subjectOf({ document, content }: SourcedRequest): Subject {
  const object = objectOf(JSON.parse(content));
  return {
    file: document.file.path,
    document: document.number,
    ...(object === undefined ? {} : { object }),
  };
}

/** The parts of a request that are looked at; any may be missing. */
interface Review extends Partial<Request> {
  readonly request?: Partial<Request>;
}

interface Request {
  readonly kind: { readonly group: string; version: string; kind: string };
  readonly namespace: string;
  readonly name: string;
}

function objectOf(document: Review | null): string | undefined {
  const request = document?.request ?? document;
  const kind = request?.kind;
  if (kind === undefined || typeof kind !== 'object') return undefined;
  const { namespace, name } = request ?? {};
  const place = [namespace, name].filter((part) => part !== undefined);
  return [apiVersionOf(kind), kind.kind, place.join('/')]
    .filter((part) => part !== '')
    .join(' ');
}
