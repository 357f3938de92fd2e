// SPDX-License-Identifier: Apache-2.0
import { existsSync } from 'node:fs';
import { mkdir, readFile, readdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CreateError } from './errors.js';
import { fill } from './project.js';
import type { Project } from './project.js';

const TEMPLATE = fileURLToPath(new URL('../../template', import.meta.url));

/** Ending of templates that are not yet what their names say. */
const ENDING = '.tmpl';
/** npm drops or obeys files of these names, so templates rename them. */
const RENAMED: Readonly<Record<string, string>> = {
  gitignore: '.gitignore',
  prettierignore: '.prettierignore',
  prettierrc: '.prettierrc',
};

/** Where the packages of a checkout are, and where projects want them. */
const LINKS: Readonly<Record<string, string>> = {
  '@kubewarden/policy-sdk-assemblyscript': 'packages/policy-sdk-assemblyscript',
  '@kubewarden/policy-host': 'packages/policy-host',
  assemblyscript: 'node_modules/assemblyscript',
  prettier: 'node_modules/prettier',
  yaml: 'node_modules/yaml',
};
const PROGRAMS: Readonly<Record<string, string>> = {
  asc: 'assemblyscript/bin/asc.js',
  prettier: 'prettier/bin/prettier.cjs',
  'policy-host': '@kubewarden/policy-host/bin/policy-host.js',
};

/**
 * Writes a project into a folder that does not exist yet, or is empty.
 *
 * @returns paths of the files, relative to the folder, sorted
 * @throws CreateError FOLDER when there is something in the folder
 */
export async function generate(
  folder: string,
  project: Project,
): Promise<string[]> {
  if (existsSync(folder) && (await readdir(folder)).length > 0) {
    throw new CreateError('FOLDER', `${folder} is not empty`);
  }
  const written = [
    ...(await fillFolder(join(TEMPLATE, 'common'), folder, project)),
    ...(await fillFolder(
      join(TEMPLATE, 'kinds', project.kind),
      folder,
      project,
    )),
  ];
  return written.sort();
}

async function fillFolder(
  template: string,
  folder: string,
  project: Project,
): Promise<string[]> {
  const entries = await readdir(template, {
    recursive: true,
    withFileTypes: true,
  });
  const written: string[] = [];
  for (const entry of entries) {
    if (!entry.isFile()) continue;
    const parent = entry.parentPath.slice(template.length + 1);
    const name = entry.name.endsWith(ENDING)
      ? entry.name.slice(0, -ENDING.length)
      : entry.name;
    const path = join(parent, RENAMED[name] ?? name);
    const text = await readFile(join(template, parent, entry.name), 'utf8');
    const target = join(folder, path);
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, name === entry.name ? text : fill(text, project));
    written.push(path);
  }
  return written;
}

/** Versions that make npm take the packages of a checkout. */
export function linkedVersions(checkout: string): Project['versions'] {
  const link = (name: string): string =>
    `file:${resolve(checkout, LINKS[name] ?? name)}`;
  return {
    sdk: link('@kubewarden/policy-sdk-assemblyscript'),
    host: link('@kubewarden/policy-host'),
    assemblyscript: link('assemblyscript'),
    prettier: link('prettier'),
    yaml: link('yaml'),
  };
}

/**
 * Installs a project's packages as links to a checkout, so that nothing is
 * fetched.
 *
 * @throws CreateError CHECKOUT when the checkout lacks one of them
 */
export async function linkPackages(
  folder: string,
  checkout: string,
): Promise<void> {
  const modules = join(folder, 'node_modules');
  for (const [name, path] of Object.entries(LINKS)) {
    const target = resolve(checkout, path);
    if (!existsSync(join(target, 'package.json'))) {
      throw new CreateError('CHECKOUT', `${target} is not installed`);
    }
    const link = join(modules, name);
    await mkdir(dirname(link), { recursive: true });
    await symlink(target, link, 'junction');
  }
  const programs = join(modules, '.bin');
  await mkdir(programs, { recursive: true });
  for (const [name, path] of Object.entries(PROGRAMS)) {
    await symlink(join('..', path), join(programs, name));
  }
}
