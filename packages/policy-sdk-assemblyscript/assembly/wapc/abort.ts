// SPDX-License-Identifier: Apache-2.0

/**
 * Stands in for AssemblyScript's `env.abort` import, which no waPC host
 * offers: name it with `--use abort=...`. A broken invariant ends the call
 * with a trap, and the host rejects the request.
 */
export function abort(
  _message: string | null,
  _file: string | null,
  _line: u32,
  _column: u32,
): void {
  unreachable();
}
