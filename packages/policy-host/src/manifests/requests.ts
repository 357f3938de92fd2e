// SPDX-License-Identifier: Apache-2.0
import { isObject } from '../json/value.js';
import type { RequestMode } from '../request/read-request.js';
import { admissionRequest, describe, sendingOf } from './build-request.js';
import type { SendOptions, Sending } from './build-request.js';
import { Kinds } from './kinds.js';
import { labelsOf } from './label-selector.js';
import { inputsOf } from './objects.js';
import { match } from './policy-match.js';
import type { Match, NamespaceLabels, PolicyMatch } from './policy-match.js';
import { locatingProblems } from './problem.js';
import { readDocuments } from './read-documents.js';
import { readFiles } from './read-files.js';
import type { ReadStdin } from './read-files.js';
import type { ManifestObject, SourceDocument } from './types.js';

/** One request for a policy, and where it comes from. */
export interface SourcedRequest {
  /** For tables and errors. */
  readonly name: string;
  /** JSON of an AdmissionRequest or AdmissionReview. */
  readonly content: string;
  readonly document: SourceDocument;
  /** Undefined for requests that were given as such. */
  readonly object: ManifestObject | undefined;
}

/** What one policy is asked. */
export interface PolicyRequests {
  readonly requests: readonly SourcedRequest[];
  /** Objects that no rule of the policy matches. */
  readonly unmatched: number;
}

/** A document's request, or an object on its way. */
type Item = SourcedRequest | Sending;

/** Documents of any kind, from which the requests for policies are made. */
export class ManifestSet {
  private items: readonly Item[] | undefined;
  private namespaces: NamespaceLabels = new Map();
  private readonly warned = new Set<string>();

  private constructor(
    private readonly documents: readonly SourceDocument[],
    private readonly options: SendOptions,
    private readonly warn: (text: string) => void,
  ) {}

  /**
   * Reads files, folders and standard input.
   *
   * @param warn gets a line for each thing an author should know
   * @throws PolicyHostError ARGUMENT, REQUEST
   */
  static async read(
    paths: readonly string[],
    readStdin: ReadStdin,
    options: SendOptions,
    warn: (text: string) => void,
  ): Promise<ManifestSet> {
    const documents = await readAll(paths, readStdin, warn);
    return new ManifestSet(documents, options, warn);
  }

  /** The same for documents that are there already. */
  static of(
    documents: readonly SourceDocument[],
    options: SendOptions,
    warn: (text: string) => void,
  ): ManifestSet {
    return new ManifestSet(documents, options, warn);
  }

  /** All objects among the documents, as they are sent. */
  async sendings(): Promise<readonly Sending[]> {
    return (await this.read()).flatMap((item) =>
      isRequest(item) ? [] : [item],
    );
  }

  /**
   * The requests for one policy, in the order of the documents: those given as
   * such, and those made of the objects that its rules match. Raw policies get
   * documents as they are.
   *
   * @param policy undefined for a module alone, which gets every object
   * @throws PolicyHostError REQUEST with file, document and line
   */
  async requestsFor(
    policy: PolicyMatch | undefined,
    policyName: string,
    mode: RequestMode,
  ): Promise<PolicyRequests> {
    if (mode === 'raw') {
      return { requests: this.documents.map(asGiven), unmatched: 0 };
    }
    const items = await this.read();
    const requests = items.flatMap((item) =>
      isRequest(item) ? [item] : this.matched(item, policy, policyName),
    );
    if (policy?.conditions === true) {
      this.warnOnce(
        `matchConditions of policy ${policyName} are not evaluated: it gets every object that its rules match`,
      );
    }
    return { requests, unmatched: items.length - requests.length };
  }

  private async read(): Promise<readonly Item[]> {
    this.items ??= await locatingProblems(() => this.readItems());
    return this.items;
  }

  private readItems(): readonly Item[] {
    const inputs = this.documents.flatMap(inputsOf);
    const objects = inputs.flatMap((input) =>
      input.type === 'object' ? [input.object] : [],
    );
    const kinds = new Kinds(objects);
    this.namespaces = namespaceLabels(objects);
    return inputs.map((input) =>
      input.type === 'object'
        ? sendingOf(input.object, this.options, kinds)
        : asGiven(input.document),
    );
  }

  private matched(
    sending: Sending,
    policy: PolicyMatch | undefined,
    policyName: string,
  ): SourcedRequest[] {
    const { object, group, version, namespace, name } = sending;
    const found: Match =
      policy === undefined
        ? { sent: true, as: { group, version } }
        : match(policy, sending, this.namespaces);
    if (!found.sent) return [];
    if (found.unknownNamespace !== undefined) {
      this.warnOnce(
        `policy ${policyName} selects namespaces by label, and Namespace ${found.unknownNamespace} is not among the manifests: its objects are evaluated`,
      );
    }
    return [
      {
        name: `${object.document.name} ${describe(object.kind, namespace, name)}`,
        content: admissionRequest(sending, found.as),
        document: object.document,
        object,
      },
    ];
  }

  private warnOnce(text: string): void {
    if (!this.warned.has(text)) this.warn(text);
    this.warned.add(text);
  }
}

/**
 * The objects of files, folders and standard input, such as those before an
 * update; requests among them are left out.
 *
 * @throws PolicyHostError ARGUMENT, REQUEST
 */
export async function readObjects(
  paths: readonly string[],
  readStdin: ReadStdin,
  warn: (text: string) => void,
): Promise<ManifestObject[]> {
  const documents = await readAll(paths, readStdin, warn);
  const inputs = await locatingProblems(() => documents.flatMap(inputsOf));
  return inputs.flatMap((input) =>
    input.type === 'object' ? [input.object] : [],
  );
}

async function readAll(
  paths: readonly string[],
  readStdin: ReadStdin,
  warn: (text: string) => void,
): Promise<SourceDocument[]> {
  return readDocuments(await readFiles(paths, readStdin), warn);
}

function namespaceLabels(objects: readonly ManifestObject[]): NamespaceLabels {
  return new Map(
    objects.flatMap(({ kind, apiVersion, value }) => {
      if (kind !== 'Namespace' || apiVersion !== 'v1') return [];
      const metadata = value.get('metadata');
      const name = isObject(metadata) ? metadata.get('name') : undefined;
      return typeof name === 'string' ? [[name, labelsOf(value)]] : [];
    }),
  );
}

function isRequest(item: Item): item is SourcedRequest {
  return 'content' in item;
}

function asGiven(document: SourceDocument): SourcedRequest {
  const { name, json } = document;
  return { name, content: json, document, object: undefined };
}
