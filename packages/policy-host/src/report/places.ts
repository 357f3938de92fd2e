// SPDX-License-Identifier: Apache-2.0
import { imageLines, lineOf } from '../manifests/locate.js';
import type { Result } from './results.js';
import { responseOf } from './results.js';

/** A rejection, and the lines of the file that it is about. */
export interface Rejection {
  readonly policy: string;
  readonly file: string;
  /** The lines of the images that the message names, else of the object. */
  readonly lines: readonly number[];
  readonly message: string;
}

/** All rejections with their places. */
export function rejectionsOf(results: readonly Result[]): Rejection[] {
  return results.flatMap((result) => {
    const { request, policy } = result;
    const { allowed, status } = responseOf(result);
    if (allowed) return [];
    const message = status?.message ?? 'rejected';
    const { file } = request.document;
    return [
      { policy, file: file.path, lines: linesOf(result, message), message },
    ];
  });
}

function linesOf({ request }: Result, message: string): number[] {
  const { document, object } = request;
  const path = object?.path ?? [];
  const named = imageLines(document, path)
    .filter(({ image }) => image !== '' && namesImage(message, image))
    .map(({ line }) => line);
  return named.length > 0 ? [...new Set(named)] : [lineOf(document, path)];
}

/** Whether a message names it; `nginx` is not named in `nginx:1.27` or `x/nginx`. */
export function namesImage(message: string, image: string): boolean {
  let at = message.indexOf(image);
  while (at >= 0) {
    const before = message.charAt(at - 1);
    const after = message.slice(at + image.length);
    if (!PART.test(before) && !CONTINUED.test(after)) return true;
    at = message.indexOf(image, at + 1);
  }
  return false;
}

const PART = /[\w./:@-]/;
/** A colon may end a clause, as in `app:v1: no signatures found`. */
const CONTINUED = /^(?:[\w/@-]|[.:][\w])/;
