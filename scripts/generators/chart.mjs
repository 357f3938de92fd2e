// SPDX-License-Identifier: Apache-2.0
// What the chart takes from the project: its version, the module and rules of
// metadata.yml, and the schema of the settings.
import { readFileSync } from 'node:fs';
import { format, resolveConfig } from 'prettier';
import { parse, stringify } from 'yaml';
import { valuesSchema } from '../deploy/chart-schema.mjs';
import { SYSTEM_NAMESPACES } from '../deploy/system-namespaces.mjs';
import { EXAMPLES } from './deploy.mjs';

const FOLDER = 'deploy/chart';
const POLICY = 'io.kubewarden.policy.';

function chart({ annotations }) {
  const of = (key) => annotations[POLICY + key];
  return stringify(
    {
      apiVersion: 'v2',
      name: 'verify-image-signatures',
      description: of('description'),
      type: 'application',
      version: of('version'),
      appVersion: of('version'),
      home: of('url'),
      sources: [of('source')],
      keywords: annotations['io.artifacthub.keywords'].split(/,\s*/),
      annotations: {
        'artifacthub.io/license': of('license'),
        'artifacthub.io/recommendations':
          '- url: https://artifacthub.io/packages/helm/kubewarden/kubewarden-controller\n',
      },
    },
    { lineWidth: 0, singleQuote: true },
  );
}

/** The values that make of the chart what the overlay default-deny is. */
function defaultDeny() {
  const { settings } = EXAMPLES['default-deny-policy'][1]();
  return stringify(
    { policy: { skipNamespaces: SYSTEM_NAMESPACES }, settings },
    { lineWidth: 0, singleQuote: true },
  );
}

export default async function generate() {
  const metadata = parse(readFileSync('metadata.yml', 'utf8'));
  const of = (key) => metadata.annotations[POLICY + key];
  const settings = JSON.parse(
    readFileSync('docs/settings.schema.json', 'utf8'),
  );
  const schema = `${FOLDER}/values.schema.json`;
  const options = { ...(await resolveConfig(schema)), parser: 'json' };
  return {
    [`${FOLDER}/Chart.yaml`]: `# This file is generated: npm run generate\n${chart(metadata)}`,
    [`${FOLDER}/ci/default-deny.yaml`]: `# This file is generated: npm run generate\n${defaultDeny()}`,
    [`${FOLDER}/files/module`]: `registry://${of('ociUrl')}:v${of('version')}\n`,
    [`${FOLDER}/files/rules.yaml`]: stringify(metadata.rules, {
      singleQuote: true,
    }),
    [schema]: await format(JSON.stringify(valuesSchema(settings)), options),
  };
}
