// SPDX-License-Identifier: Apache-2.0
import { isMap, isSeq, type Node, type YAMLMap } from 'yaml';
import { DEPLOYMENT } from './deployment.js';
import type { Edit } from './source.js';

/** Releases that know the former names of settings alone. */
const OLD_RELEASE = /(\/verify-image-signatures-as):v0\.1\.[^/]*$/;

/** The objects, policies and members of groups, whose `module` matches. */
export function findByModule(node: unknown, module: RegExp): YAMLMap[] {
  if (isSeq(node))
    return node.items.flatMap((item) => findByModule(item, module));
  if (!isMap(node)) return [];
  const found = node.get('module');
  return [
    ...(typeof found === 'string' && module.test(found) ? [node] : []),
    ...node.items.flatMap(({ value }) => findByModule(value, module)),
  ];
}

/** The edit that gives a policy another module; quotes stay. */
export function replaceModule(
  policy: YAMLMap,
  text: string,
  replace: (module: string) => string,
): Edit {
  const node = policy.get('module', true) as Node;
  const [from, to] = node.range ?? [0, 0];
  const written = text.slice(from, to);
  const quote = /^["']/.exec(written)?.[0] ?? '';
  const module = replace(String(policy.get('module')));
  return { from, to, text: `${quote}${module}${quote}` };
}

/** Moves policies on from releases that do not know the present names. */
export function moveOldReleases(contents: unknown, text: string): Edit[] {
  const tag = DEPLOYMENT.module.slice(DEPLOYMENT.module.lastIndexOf(':'));
  return findByModule(contents, OLD_RELEASE).map((policy) =>
    replaceModule(policy, text, (module) =>
      module.replace(OLD_RELEASE, `$1${tag}`),
    ),
  );
}
