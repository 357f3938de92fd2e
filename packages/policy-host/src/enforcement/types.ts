// SPDX-License-Identifier: Apache-2.0

/** What would break if these policies were enforced. */
export interface EnforcementReport {
  readonly policies: readonly string[];
  readonly totals: Totals & { readonly images: number };
  /** In the order of their names; cluster-wide objects are in that without. */
  readonly namespaces: readonly NamespaceReport[];
  readonly unusedRules: readonly UnusedRuleOf[];
}

/** Objects, each counted once however many policies are asked about it. */
export interface Totals {
  readonly objects: number;
  readonly rejected: number;
}

/** One namespace. */
export interface NamespaceReport extends Totals {
  /** Empty for objects that live in none. */
  readonly namespace: string;
  readonly findings: readonly Finding[];
  readonly imagesWithoutDigest: readonly string[];
}

/** Equal rejections of several objects. */
export interface Finding {
  readonly policy: string;
  /** From the end of the message's sentences; `rejected` where there is none. */
  readonly codes: readonly string[];
  /** Those that the message names, else all of the object. */
  readonly images: readonly string[];
  /** Without the part that names the object. */
  readonly message: string;
  readonly objects: readonly ObjectName[];
}

/** An object that would be rejected. */
export interface ObjectName {
  readonly apiVersion: string;
  readonly kind: string;
  /** Empty for objects that have none yet. */
  readonly name: string;
}

/** A rule that matches none of the images. */
export interface UnusedRuleOf {
  readonly policy: string;
  readonly index: number;
  readonly pattern?: string;
}
