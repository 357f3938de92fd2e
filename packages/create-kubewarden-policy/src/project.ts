// SPDX-License-Identifier: Apache-2.0
import { CreateError } from './errors.js';
import { KINDS, isKind } from './kinds.js';
import type { Kind, KindName } from './kinds.js';

/** What the templates are filled with. */
export interface Project {
  /** RFC 1123 label; name of the package, the image and the folder. */
  readonly name: string;
  readonly description: string;
  readonly kind: KindName;
  readonly author: Author;
  /** When the project is made; for Artifact Hub. */
  readonly created: Date;
  /** Version ranges or `file:` links of the packages a policy needs. */
  readonly versions: Readonly<Record<PackageName, string>>;
}

/** A person or team, with the address that Artifact Hub shows. */
export interface Author {
  readonly name: string;
  readonly email: string;
}

/** The packages a generated policy depends on. */
export type PackageName =
  'sdk' | 'host' | 'assemblyscript' | 'prettier' | 'yaml';

/** Longest name that every place of a Kubernetes object takes. */
const MAX_NAME_CHARS = 63;
const MAILBOX = /^([^<>@"\n]*[^<>@"\s]) <([^<>@\s]+@[^<>@\s]+)>$/;
const NAME = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/;

/**
 * Checks a project's name.
 *
 * @returns the name itself
 * @throws CreateError NAME
 */
export function checkName(name: string): string {
  if (name.length <= MAX_NAME_CHARS && NAME.test(name)) return name;
  throw new CreateError(
    'NAME',
    `invalid name '${name}': use at most ${MAX_NAME_CHARS} lowercase letters, digits and '-', ` +
      'with a letter or digit at both ends',
  );
}

/**
 * Checks the name of a kind of policy.
 *
 * @throws CreateError KIND
 */
export function checkKind(name: string): KindName {
  if (isKind(name)) return name;
  throw new CreateError(
    'KIND',
    `unknown kind '${name}': there are ${Object.keys(KINDS).join(', ')}`,
  );
}

/**
 * Reads a mailbox (RFC 5322, without quoting and comments).
 *
 * @throws CreateError AUTHOR
 */
export function readAuthor(mailbox: string): Author {
  const [, name, email] = MAILBOX.exec(mailbox) ?? [];
  if (name !== undefined && email !== undefined) return { name, email };
  throw new CreateError(
    'AUTHOR',
    `invalid author '${mailbox}': write it as Ada <ada@example.org>`,
  );
}

/**
 * Fills a template: every `{{key}}` becomes the project's value, quoted for
 * JSON (which YAML understands too) when it stands as `{{key:json}}`.
 *
 * @throws CreateError TEMPLATE for a key no project has
 */
export function fill(template: string, project: Project): string {
  const values: Readonly<Record<string, string>> = {
    name: project.name,
    description: project.description,
    author: `${project.author.name} <${project.author.email}>`,
    maintainer: project.author.name,
    email: project.author.email,
    keywords: `kubewarden, ${project.name}`,
    created: `${project.created.toISOString().slice(0, 10)}T00:00:00Z`,
    ...project.versions,
    ...kindValues(KINDS[project.kind]),
  };
  return template.replace(
    /\{\{([a-z]+)(:json)?\}\}/g,
    (_all, key: string, quoted: string | undefined) => {
      const value = values[key];
      if (value === undefined) {
        throw new CreateError('TEMPLATE', `unknown placeholder ${key}`);
      }
      return quoted === undefined ? value : JSON.stringify(value);
    },
  );
}

function kindValues(kind: Kind): Readonly<Record<string, string>> {
  const list = (indent: string): string =>
    kind.rules.length === 0
      ? '[]'
      : kind.rules.map((line) => `\n${indent}${line}`).join('');
  const [name, purpose] = kind.setting;
  const cell = `\`${name}\``;
  const line = (character: string, text: string): string =>
    character.repeat(text.length);
  return {
    rules: list('  ').replace(/^\[/, ' ['),
    hubrules: list('    ').replace(/^\[/, '\n    ['),
    mutating: String(kind.mutating),
    audit: String(kind.audit),
    type: kind.type,
    resources: kind.resources,
    capabilities: kind.capabilities,
    objects: kind.objects,
    settings: [
      `| ${'setting'.padEnd(cell.length)} | ${'what it does'.padEnd(purpose.length)} |`,
      `| ${line('-', cell.padEnd(7))} | ${line('-', purpose.padEnd(12))} |`,
      `| ${cell.padEnd(7)} | ${purpose.padEnd(12)} |`,
    ].join('\n'),
    example: kind.example,
  };
}
