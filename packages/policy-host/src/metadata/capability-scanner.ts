// SPDX-License-Identifier: Apache-2.0
import { CAPABILITY_PATHS } from '../capabilities/allow-list.js';
import {
  DATA_SECTION,
  readSections,
  WasmReader,
} from '../wasm/wasm-sections.js';

/** Stands between data segments, so that no name is found across two. */
const SEPARATOR = '\u00ff';

const END = 0x0b;
const GLOBAL_GET = 0x23;
const I32_CONST = 0x41;
const I64_CONST = 0x42;

/** What `annotate` warns of; both lists are sorted. */
export interface CapabilityReport {
  readonly undeclared: readonly string[];
  readonly undetected: readonly string[];
}

/**
 * Finds the host capabilities a module seems to use, by looking for the names
 * of namespace and operation in its data, as kwctl does. There is no analysis
 * of reachability, and strings in UTF-16 are not seen.
 *
 * @returns `namespace/operation`, sorted
 * @throws PolicyHostError METADATA for a broken module
 */
export function scanCapabilities(module: Uint8Array): readonly string[] {
  const data = dataOf(module);
  return CAPABILITY_PATHS.filter((path) => {
    const { namespace, operation } = splitPath(path);
    if (!data.includes(namespace)) return false;
    const longer = CAPABILITY_PATHS.filter(
      (other) => other !== path && other.startsWith(path),
    );
    return isNamed(
      operation,
      longer.map((other) => splitPath(other).operation),
      data,
    );
  });
}

function splitPath(path: string): { namespace: string; operation: string } {
  const slash = path.indexOf('/');
  return {
    namespace: path.slice(0, slash),
    operation: path.slice(slash + 1),
  };
}

/** Compares what was found with `hostCapabilities`, wildcards understood. */
export function compareCapabilities(
  detected: readonly string[],
  declared: readonly string[],
): CapabilityReport {
  return {
    undeclared: detected.filter(
      (path) => !declared.some((pattern) => covers(pattern, path)),
    ),
    undetected: declared
      .filter((pattern) => !detected.some((path) => covers(pattern, path)))
      .sort(),
  };
}

function covers(pattern: string, path: string): boolean {
  if (pattern === path || pattern === '*') return true;
  return pattern.endsWith('/*') && path.startsWith(pattern.slice(0, -1));
}

/** An occurrence counts unless it is the start of a longer operation. */
function isNamed(
  operation: string,
  longer: readonly string[],
  data: string,
): boolean {
  for (
    let at = data.indexOf(operation);
    at >= 0;
    at = data.indexOf(operation, at + 1)
  ) {
    if (!longer.some((other) => data.startsWith(other, at))) return true;
  }
  return false;
}

/** All data segments, one character a byte. */
function dataOf(module: Uint8Array): string {
  return readSections(module)
    .filter((section) => section.id === DATA_SECTION)
    .flatMap((section) => readSegments(section.content))
    .map((segment) => Buffer.from(segment).toString('latin1'))
    .join(SEPARATOR);
}

function readSegments(content: Uint8Array): readonly Uint8Array[] {
  const reader = new WasmReader(content);
  const segments: Uint8Array[] = [];
  for (let count = reader.unsigned(); count > 0; count -= 1) {
    const flags = reader.unsigned();
    if (flags === 2) reader.skipNumber();
    if (flags !== 1) skipConstantExpression(reader);
    segments.push(reader.slice(reader.unsigned()));
  }
  return segments;
}

/** Offsets are constants; of other instructions only the opcode is read. */
function skipConstantExpression(reader: WasmReader): void {
  for (let opcode = reader.byte(); opcode !== END; opcode = reader.byte()) {
    if (opcode === GLOBAL_GET || opcode === I32_CONST || opcode === I64_CONST) {
      reader.skipNumber();
    }
  }
}
