// SPDX-License-Identifier: Apache-2.0
import { NO_CODE, codesOf } from '../report/codes.js';
import { namesImage } from '../report/places.js';
import { verdictOf } from '../report/results.js';
import type { Result } from '../report/results.js';
import type { ResponseStatus } from '../response/admission-response.js';
import { evaluatedObject } from './evaluated-object.js';
import type { EvaluatedObject } from './evaluated-object.js';
import type {
  EnforcementReport,
  Finding,
  NamespaceReport,
  ObjectName,
  UnusedRuleOf,
} from './types.js';

/** The distinct images of all objects, in the order of the requests. */
export function imagesIn(results: readonly Result[]): Set<string> {
  return new Set(
    results.flatMap(({ request }) => evaluatedObject(request).images),
  );
}

/** Sums up what policies, those in monitor mode too, say to all objects. */
export function buildReport(
  policies: readonly string[],
  results: readonly Result[],
  unusedRules: readonly UnusedRuleOf[],
): EnforcementReport {
  const namespaces = new Map<string, NamespaceSum>();
  for (const result of results) {
    const object = evaluatedObject(result.request);
    let sum = namespaces.get(object.namespace);
    if (sum === undefined) {
      sum = new NamespaceSum(object.namespace);
      namespaces.set(object.namespace, sum);
    }
    sum.add(result, object);
  }
  const reports = [...namespaces.values()]
    .map((sum) => sum.report())
    .sort((a, b) => compare(a.namespace, b.namespace));
  const total = (count: (report: NamespaceReport) => number) =>
    reports.reduce((sum, report) => sum + count(report), 0);
  return {
    policies,
    totals: {
      objects: total(({ objects }) => objects),
      rejected: total(({ rejected }) => rejected),
      images: imagesIn(results).size,
    },
    namespaces: reports,
    unusedRules,
  };
}

/** What is known of one namespace so far. */
class NamespaceSum {
  /** By identity: several policies are asked about one object. */
  private readonly objects = new Set<object>();
  private readonly rejected = new Set<object>();
  private readonly unpinned = new Set<string>();
  private readonly findings = new Map<
    string,
    Finding & { readonly objects: ObjectName[] }
  >();

  constructor(private readonly namespace: string) {}

  add(result: Result, object: EvaluatedObject): void {
    const { request } = result;
    const identity = request.object ?? request.document;
    this.objects.add(identity);
    for (const image of object.images) {
      if (!image.includes('@')) this.unpinned.add(image);
    }
    const { allowed, status } = verdictOf(result);
    if (allowed) return;
    this.rejected.add(identity);
    this.addFinding(result.policy, reasonOf(status), object);
  }

  private addFinding(
    policy: string,
    whole: string,
    { name, images }: EvaluatedObject,
  ): void {
    const message = withoutObject(whole, name);
    const named = images.filter((image) => namesImage(message, image));
    const about = named.length > 0 ? named : images;
    const key = JSON.stringify([policy, message, about]);
    const known = this.findings.get(key);
    if (known !== undefined) {
      known.objects.push(name);
      return;
    }
    const codes = codesOf(message);
    const finding = { policy, codes, images: about, message, objects: [name] };
    this.findings.set(key, finding);
  }

  report(): NamespaceReport {
    return {
      namespace: this.namespace,
      objects: this.objects.size,
      rejected: this.rejected.size,
      findings: [...this.findings.values()],
      imagesWithoutDigest: [...this.unpinned].sort(compare),
    };
  }
}

/** What policies say themselves, where a resource's own message hides it. */
function reasonOf(status: ResponseStatus | undefined): string {
  const causes = status?.details?.causes ?? [];
  const told = causes.flatMap(({ message }) => message ?? []);
  return told.length > 0 ? told.join('; ') : (status?.message ?? NO_CODE);
}

/** Equal rejections differ in the name of the object only. */
function withoutObject(message: string, { name }: ObjectName): string {
  const head = `Resource ${name} is not accepted: `;
  return message.startsWith(head) ? message.slice(head.length) : message;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
