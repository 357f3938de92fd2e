// SPDX-License-Identifier: Apache-2.0
import { isObject } from '../json/value.js';
import type { JsonValue } from '../json/value.js';
import { checkType } from './check-type.js';
import type { TypeProblem } from './check-type.js';
import { API_VERSION, SPEC_TYPES } from './resource-types.js';
import type { ObjectType } from './resource-types.js';

/** What Kubewarden's controller takes as name of a member. */
const MEMBER = /^[_a-zA-Z][_a-zA-Z0-9]*$/;
const RESERVED: readonly string[] =
  'true false null in as break const continue else for function if import let loop package namespace return var void while'.split(
    ' ',
  );

/**
 * All that keeps a resource from being a policy or policy group of Kubewarden.
 *
 * @param usesModules whether the modules it names are the ones to be run
 */
export function resourceProblems(
  value: JsonValue,
  usesModules: boolean,
): TypeProblem[] {
  if (!isObject(value)) return [{ path: [], text: 'is not an object' }];
  const [apiVersion, kind] = [value.get('apiVersion'), value.get('kind')];
  const spec = typeof kind === 'string' ? specOf(kind) : undefined;
  if (spec === undefined) {
    const kinds = `expected one of ${Object.keys(SPEC_TYPES).join(', ')}`;
    return typeof kind === 'string'
      ? [{ path: ['kind'], text: `is ${JSON.stringify(kind)}, ${kinds}` }]
      : [{ path: [], text: `is not a policy: it has no kind, ${kinds}` }];
  }
  if (apiVersion !== API_VERSION) {
    const found =
      typeof apiVersion === 'string' ? JSON.stringify(apiVersion) : 'missing';
    const text = `is ${found}, expected ${API_VERSION}`;
    return [{ path: ['apiVersion'], text }];
  }
  const problems = checkType(value, resourceOf(spec), []);
  if (problems.length > 0) return problems;
  return [
    ...(usesModules ? moduleProblems(value.get('spec') ?? null) : []),
    ...groupProblems(value.get('spec') ?? null),
  ];
}

function specOf(kind: string): ObjectType | undefined {
  return Object.hasOwn(SPEC_TYPES, kind) ? SPEC_TYPES[kind] : undefined;
}

function resourceOf(spec: ObjectType): ObjectType {
  const any = { type: 'any' } as const;
  return {
    type: 'object',
    fields: {
      apiVersion: any,
      kind: any,
      metadata: {
        type: 'metadata',
        fields: { name: { type: 'text' }, namespace: { type: 'text' } },
      },
      spec,
      status: any,
    },
    required: ['metadata', 'spec'],
  };
}

/** kwctl finds a module by its scheme, unlike on its command line. */
function moduleProblems(spec: JsonValue): TypeProblem[] {
  const members = isObject(spec) ? spec.get('policies') : undefined;
  const named: (readonly [TypeProblem['path'], JsonValue])[] = isObject(members)
    ? [...members].map(([name, part]) => [['spec', 'policies', name], part])
    : [[['spec'], spec]];
  return named.flatMap(([path, part]) => {
    const module = isObject(part) ? part.get('module') : undefined;
    if (typeof module !== 'string' || /^[a-z][a-z0-9+.-]*:\/\//i.test(module)) {
      return [];
    }
    const text = `is ${JSON.stringify(module)}, expected an address with its scheme: registry://, https:// or file://`;
    return [{ path: [...path, 'module'], text }];
  });
}

function groupProblems(spec: JsonValue): TypeProblem[] {
  const members = isObject(spec) ? spec.get('policies') : undefined;
  if (!isObject(spec) || !isObject(members)) return [];
  const path = ['spec', 'policies'];
  const empty = ['expression', 'message']
    .filter((name) => spec.get(name) === '')
    .map((name) => ({ path: ['spec', name], text: 'is empty' }));
  if (members.size === 0) return [...empty, { path, text: 'has no member' }];
  const names = [...members.keys()].filter(
    (name) => !MEMBER.test(name) || RESERVED.includes(name),
  );
  return [
    ...empty,
    ...names.map((name) => ({
      path: [...path, name],
      text: 'has a name that no CEL expression can call',
    })),
  ];
}
