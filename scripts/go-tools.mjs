// SPDX-License-Identifier: Apache-2.0
// Builds the tools that are Go modules, in pinned versions, into build/tools:
// tests use them, and scripts/publish-chart.mjs. Where Go is missing it says so,
// and the tests that want them are skipped.
import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { resolve } from 'node:path';

const FOLDER = resolve('build/tools');
const MODULES = {
  'kustomize-5.8.1': 'sigs.k8s.io/kustomize/kustomize/v5@v5.8.1',
  'helm-3.20.2': 'helm.sh/helm/v3/cmd/helm@v3.20.2',
  'oras-1.3.4': 'oras.land/oras/cmd/oras@v1.3.4',
};
/** What their go.mod files ask for; older ones would fetch a newer Go. */
const OLDEST_GO = [1, 25];

/** [major, minor] of the Go on the path; undefined without one. */
function goVersion() {
  const { stdout } = spawnSync('go', ['env', 'GOVERSION'], {
    encoding: 'utf8',
  });
  const [, major, minor] = /^go(\d+)\.(\d+)/.exec(stdout ?? '') ?? [];
  return major === undefined ? undefined : [Number(major), Number(minor)];
}

function isOld([major, minor]) {
  return (
    major < OLDEST_GO[0] || (major === OLDEST_GO[0] && minor < OLDEST_GO[1])
  );
}

function install(file, module) {
  console.log(`building ${module}`);
  const folder = `${FOLDER}/${file}.new`;
  const { status } = spawnSync('go', ['install', module], {
    stdio: 'inherit',
    env: { ...process.env, GOBIN: folder, GOFLAGS: '' },
  });
  if (status === 0) {
    const name = file.slice(0, file.lastIndexOf('-'));
    renameSync(`${folder}/${name}`, `${FOLDER}/${file}`);
  }
  rmSync(folder, { recursive: true, force: true });
  return status === 0;
}

/** `build/tools/bin/helm` is the present version, whatever else was built. */
function link(file) {
  const name = file.slice(0, file.lastIndexOf('-'));
  mkdirSync(`${FOLDER}/bin`, { recursive: true });
  rmSync(`${FOLDER}/bin/${name}`, { force: true });
  symlinkSync(`../${file}`, `${FOLDER}/bin/${name}`);
}

const missing = Object.entries(MODULES).filter(
  ([file]) => !existsSync(`${FOLDER}/${file}`),
);
if (missing.length > 0) {
  const version = goVersion();
  if (version === undefined || isOld(version)) {
    console.log(
      `Go ${OLDEST_GO.join('.')} not found: no kustomize, no helm, no oras`,
    );
  } else {
    mkdirSync(FOLDER, { recursive: true });
    const failed = missing.filter((entry) => !install(...entry));
    // Without a way to the modules the tests that want the tools say so.
    const required = process.env.REQUIRE_TOOLS === '1';
    process.exitCode = failed.length > 0 && required ? 1 : 0;
  }
}
for (const file of Object.keys(MODULES)) {
  if (existsSync(`${FOLDER}/${file}`)) link(file);
}
