// SPDX-License-Identifier: Apache-2.0
// Records what becomes of the cases of tests/fixtures/migration, to be read
// before it is committed: node build/ts/tests/support/record-migrations.js
import { readdirSync, writeFileSync } from 'node:fs';
import {
  MIGRATION_CASES,
  casePath,
  commonFindings,
  migrateCases,
  recordOf,
} from './migration-cases.js';
import { projectPath } from './project.js';

for (const kind of readdirSync(projectPath(MIGRATION_CASES))) {
  const cases = migrateCases(kind);
  const common = commonFindings(cases);
  for (const each of cases)
    writeFileSync(
      projectPath(casePath(kind, `${each.name}.migrated`)),
      recordOf(kind, each, common),
    );
  // What differs from the Rust policy is in docs/differences.md.
  if (kind === 'rust') continue;
  writeFileSync(
    projectPath(`${MIGRATION_CASES}/${kind}/common-findings.txt`),
    [...common].map((text) => `${text}\n`).join(''),
  );
}
