// SPDX-License-Identifier: Apache-2.0
import type { ResourceKind } from '../capabilities/host-request.js';
import type { JsonObject, JsonValue } from '../json/value.js';
import type { Operation } from '../manifests/build-request.js';
import type { SourceDocument } from '../manifests/types.js';

/** What a case may end with. @see schemas/policy-test.schema.json */
export type CaseVerdict =
  'allowed' | 'rejected' | 'warned' | 'skipped' | 'settings-refused';

/** What a case wants; absent members may be anything. */
export interface Expectation {
  readonly verdict: CaseVerdict;
  readonly message?: string | { readonly matches: string };
  readonly code?: number;
  readonly images?: readonly string[];
  readonly patch?: readonly unknown[];
}

/** What the host says of an image: a digest means that it is trusted. */
export type ImageAnswer =
  | string
  | {
      readonly error?: string;
      readonly trusted?: boolean;
      readonly digest?: string;
    };

/** Who answers host calls. Paths are resolved. */
export interface HostAnswers {
  readonly session?: string;
  /** Instead of what the policy is granted otherwise. */
  readonly contextAware?: readonly ResourceKind[];
  readonly images?: Readonly<Record<string, ImageAnswer>>;
  readonly answers?: Readonly<
    Record<string, { readonly answer?: unknown; readonly error?: string }>
  >;
}

/** An object, or the path of a file. */
export type Resource = string | JsonObject;

/** One case with all that holds for it; paths are resolved. */
export interface TestCase {
  readonly name: string;
  readonly skip?: string;
  readonly policy: string;
  readonly module?: string;
  readonly policyName?: string;
  readonly settings: string | JsonValue;
  readonly host: HostAnswers;
  readonly resource: Resource;
  /** Whether it is handed over as it is. */
  readonly raw: boolean;
  readonly operation: Operation;
  readonly old?: Resource;
  readonly user: string;
  readonly namespace: string;
  readonly subResource?: string;
  readonly expect: Expectation;
  /** The file, and the place of the case in it, for errors. */
  readonly document: SourceDocument;
  readonly index: number;
}

/** A file of tests, read. */
export interface TestFile {
  readonly path: string;
  readonly cases: readonly TestCase[];
}

/** What happened to one object. */
export interface Outcome {
  readonly verdict: CaseVerdict;
  readonly message?: string;
  readonly code?: number;
  readonly images?: readonly string[];
  readonly patch?: readonly unknown[];
}

/** How a case ended. */
export interface CaseResult {
  readonly file: string;
  readonly name: string;
  readonly milliseconds: number;
  readonly state: 'ok' | 'failed' | 'skipped';
  /** Why it failed (lines of a diff), or was left out. */
  readonly reason?: string;
}
