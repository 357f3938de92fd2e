// SPDX-License-Identifier: Apache-2.0
// An optional asc transform (`--transform`): the literal in
// `ascii('..')`, `equalsLiteral(.., '..')`, `.literal('..')`, `.keyIs('..')`
// and `.is('..')` becomes UTF-8 data of the module, an address and a length:
//
//   writer.literal('abc')  =>  writer.literal(memory.data<u8>([97, 98, 99], 1), 3)
//
// Without it the same code compiles, but AssemblyScript stores literals as
// UTF-16 objects, which take twice the room and a conversion at run time.
//
// So many pieces of data would be as many data segments, each with 6 bytes of
// its own; those that lie side by side become one.
import { Node, NodeKind, Parser } from 'assemblyscript';
import { Transform } from 'assemblyscript/transform';

/** No limit on the pages of memory, as binaryen writes it. */
const UNLIMITED = 0xffffffff;
/** What a data segment costs besides its data. */
const SEGMENT_BYTES = 6;
const FUNCTIONS = new Set(['ascii', 'equalsLiteral', 'literal', 'keyIs', 'is']);

export default class Utf8Literals extends Transform {
  afterParse(parser) {
    for (const source of parser.sources) {
      if (!/^~lib\/(?!@)/.test(source.internalPath)) visit(source, new Set());
    }
  }

  afterCompile(module) {
    const { initial, max = UNLIMITED } = module.getMemoryInfo();
    const segments = mergeSegments(readSegments(module)).map(
      ({ offset, data }) => ({ offset: module.i32.const(offset), data }),
    );
    module.setMemory(initial, max, null, segments, false, false, '0');
  }
}

/** The data segments, `offset` and `data` of each, by address. */
function readSegments(module) {
  return Array.from({ length: module.getNumDataSegments() }, (_, index) => {
    const segment = module.getDataSegmentByIndex(index);
    const { offset, data } = module.getDataSegmentInfo(segment);
    return { offset, data: new Uint8Array(data) };
  }).sort((a, b) => a.offset - b.offset);
}

/** Joins segments with no more between them than a segment's own bytes. */
function mergeSegments(segments) {
  const merged = [];
  for (const { offset, data } of segments) {
    const last = merged.at(-1);
    const gap = last ? offset - last.offset - last.data.length : Infinity;
    if (gap <= SEGMENT_BYTES) {
      last.data = Buffer.concat([last.data, Buffer.alloc(gap), data]);
    } else {
      merged.push({ offset, data });
    }
  }
  return merged;
}

/** Walks the syntax tree, whose nodes refer to their parents as well. */
function visit(node, seen) {
  if (seen.has(node)) return;
  seen.add(node);
  if (node.kind === NodeKind.Call) rewrite(node);
  for (const [key, child] of Object.entries(node)) {
    if (key === 'range' || key === 'parent') continue;
    const children = Array.isArray(child) ? child : [child];
    for (const one of children) if (one instanceof Node) visit(one, seen);
  }
}

/** Replaces the last argument when it is an ASCII string literal. */
function rewrite(call) {
  const callee = call.expression;
  const name = callee.property?.text ?? callee.text;
  const last = call.args.at(-1);
  if (!FUNCTIONS.has(name) || typeof last?.value !== 'string') return;
  const bytes = [...Buffer.from(last.value, 'latin1')];
  if (bytes.some((byte) => byte > 0x7f)) return;
  call.args.splice(
    -1,
    1,
    parseExpression(`memory.data<u8>([${bytes}], 1)`, last.range),
    parseExpression(`${bytes.length}`, last.range),
  );
}

/** The tree of an expression; messages about it point to `range`. */
function parseExpression(text, range) {
  const parser = new Parser();
  parser.parseFile(text, 'literal.ts', true);
  const { expression } = parser.sources[0].statements[0];
  place(expression, range, new Set());
  return expression;
}

function place(node, range, seen) {
  if (seen.has(node)) return;
  seen.add(node);
  node.range = range;
  for (const [key, child] of Object.entries(node)) {
    if (key === 'range') continue;
    const children = Array.isArray(child) ? child : [child];
    for (const one of children)
      if (one instanceof Node) place(one, range, seen);
  }
}
