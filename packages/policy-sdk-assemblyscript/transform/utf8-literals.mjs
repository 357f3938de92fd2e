// SPDX-License-Identifier: Apache-2.0
// An optional asc transform (`--transform`): the literal in
// `ascii('..')`, `equalsLiteral(.., '..')`, `fill('..', ..)`, `.literal('..')`,
// `.keyIs('..')` and `.is('..')` becomes UTF-8 data of the module behind a byte
// with its length, and stands there once, however often it is written:
//
//   @lazy @global const __utf8_7 = memory.data<u8>([3, 97, 98, 99], 1);
//   writer.literal('abc')  =>  writer.literal(__utf8_7)
//
// `nameList('all|none')` becomes the list's own form, each name behind its
// length and a zero at the end.
//
// Without it the same code compiles, but AssemblyScript stores literals as
// UTF-16 objects, which take twice the room and a conversion at run time; so
// do texts of more than 255 bytes.
//
// So many pieces of data would be as many data segments, each with 6 bytes of
// its own; those that lie side by side become one.
import { Node, NodeKind } from 'assemblyscript';
import { Transform } from 'assemblyscript/transform';

/** No limit on the pages of memory, as binaryen writes it. */
const UNLIMITED = 0xffffffff;
/** What a data segment costs besides its data. */
const SEGMENT_BYTES = 6;
/** Of a text, in bytes. */
const LONGEST = 255;
/** Methods and functions that take a text; an array's `fill` is none. */
const METHODS = new Set(['literal', 'keyIs', 'is']);
const FUNCTIONS = new Set(['ascii', 'equalsLiteral', 'fill', 'nameList']);

export default class Utf8Literals extends Transform {
  afterParse(parser) {
    const literals = new Map();
    for (const source of parser.sources) {
      if (!/^~lib\/(?!@)/.test(source.internalPath))
        visit(source, literals, new Set());
    }
    const text = Array.from(
      literals,
      ([data, name]) =>
        `@lazy @global const ${name} = memory.data<u8>([${data}], 1);`,
    ).join('\n');
    parser.parseFile(text, '~lib/utf8-literals.ts', false);
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
function visit(node, literals, seen) {
  if (seen.has(node)) return;
  seen.add(node);
  if (node.kind === NodeKind.Call) rewrite(node, literals);
  for (const [key, child] of Object.entries(node)) {
    if (key === 'range' || key === 'parent') continue;
    const children = Array.isArray(child) ? child : [child];
    for (const one of children)
      if (one instanceof Node) visit(one, literals, seen);
  }
}

/** Replaces the argument that is an ASCII string literal. */
function rewrite(call, literals) {
  const { property, text: name } = call.expression;
  if (!(property ? METHODS.has(property.text) : FUNCTIONS.has(name))) return;
  const at = call.args.findIndex(({ value }) => typeof value === 'string');
  const { value, range } = call.args[at] ?? {};
  if (value === undefined || !/^[\0-\x7f]*$/.test(value)) return;
  const texts = name === 'nameList' ? value.split('|') : [value];
  if (texts.some((text) => text.length > LONGEST)) return;
  const bytes = texts.flatMap((text) => [text.length, ...Buffer.from(text)]);
  const data = String(name === 'nameList' ? [...bytes, 0] : bytes);
  if (!literals.has(data)) literals.set(data, `__utf8_${literals.size}`);
  const known = literals.get(data);
  call.args[at] = Node.createIdentifierExpression(known, range);
}
