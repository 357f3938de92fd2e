// SPDX-License-Identifier: Apache-2.0
import type { EnforcementReport, Finding, NamespaceReport } from './types.js';

const API_VERSION = 'openreports.io/v1alpha1';
const SOURCE = 'policy-host';

/**
 * The report as objects of the OpenReports API, a JSON list that `kubectl`
 * takes: a `Report` for each namespace, and a `ClusterReport` for objects that
 * live in none.
 *
 * @param now the time of the results
 */
export function openReports(
  { namespaces, policies }: EnforcementReport,
  now: Date,
): string {
  const items = namespaces.map((report) => reportOf(report, policies, now));
  const list = { apiVersion: 'v1', kind: 'List', items };
  return `${JSON.stringify(list, null, 2)}\n`;
}

function reportOf(
  report: NamespaceReport,
  policies: readonly string[],
  now: Date,
): object {
  const { namespace, objects, rejected, findings } = report;
  const inNamespace = namespace === '' ? {} : { namespace };
  return {
    apiVersion: API_VERSION,
    kind: namespace === '' ? 'ClusterReport' : 'Report',
    metadata: {
      name: 'policy-host-report',
      ...inNamespace,
      labels: { 'app.kubernetes.io/created-by': SOURCE },
      annotations: { 'policy-host/policies': policies.join(', ') },
    },
    source: SOURCE,
    summary: {
      pass: objects - rejected,
      fail: findings.reduce((sum, { objects: { length } }) => sum + length, 0),
      warn: 0,
      error: 0,
      skip: 0,
    },
    results: findings.flatMap((finding) => resultsOf(finding, namespace, now)),
  };
}

/** A result for each object, and of each code. */
function resultsOf(finding: Finding, namespace: string, now: Date): object[] {
  const { policy, codes, images, message, objects } = finding;
  const timestamp = {
    seconds: Math.floor(now.getTime() / 1000),
    nanos: 0,
  };
  return objects.map((object) => ({
    policy,
    rule: codes.join(','),
    result: 'fail',
    scored: true,
    timestamp,
    message,
    resources: [{ ...object, ...(namespace === '' ? {} : { namespace }) }],
    properties: { images: images.join(', ') },
  }));
}
