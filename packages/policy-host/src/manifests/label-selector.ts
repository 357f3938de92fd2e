// SPDX-License-Identifier: Apache-2.0
import { PolicyHostError } from '../errors.js';
import { isObject } from '../json/value.js';
import type { JsonObject, JsonValue } from '../json/value.js';

/** Labels of an object. */
export type Labels = ReadonlyMap<string, string>;

/** One condition; `undefined` stands for a label that is not there. */
interface Requirement {
  readonly key: string;
  readonly holds: (value: string | undefined) => boolean;
}

/** A Kubernetes label selector; an empty one matches everything. */
export class LabelSelector {
  private constructor(private readonly requirements: readonly Requirement[]) {}

  /**
   * @param subject whose selector it is, for error texts
   * @throws PolicyHostError ARGUMENT when it is none
   */
  static read(value: JsonValue | undefined, subject: string): LabelSelector {
    if (value === undefined || value === null) return new LabelSelector([]);
    const fail = (): never => {
      throw new PolicyHostError(
        'ARGUMENT',
        `${subject} is not a label selector`,
      );
    };
    if (!isObject(value)) return fail();
    const exact = value.get('matchLabels') ?? new Map<string, JsonValue>();
    const expressions = value.get('matchExpressions') ?? [];
    if (!isObject(exact) || !Array.isArray(expressions)) return fail();
    return new LabelSelector([
      ...[...exact].map(([key, wanted]) => ({
        key,
        holds: (label: string | undefined) => label === wanted,
      })),
      ...expressions.map((item) =>
        isObject(item) ? (requirement(item) ?? fail()) : fail(),
      ),
    ]);
  }

  /** How many conditions it has. */
  get size(): number {
    return this.requirements.length;
  }

  /** Its conditions about one label. */
  about(key: string): LabelSelector {
    return new LabelSelector(
      this.requirements.filter((requirement) => requirement.key === key),
    );
  }

  matches(labels: Labels): boolean {
    return this.requirements.every(({ key, holds }) => holds(labels.get(key)));
  }
}

function requirement(expression: JsonObject): Requirement | undefined {
  const key = expression.get('key');
  const values = expression.get('values') ?? [];
  if (typeof key !== 'string' || !Array.isArray(values)) return undefined;
  const holds = condition(expression.get('operator'), values);
  return holds === undefined ? undefined : { key, holds };
}

function condition(
  operator: JsonValue | undefined,
  values: readonly JsonValue[],
): Requirement['holds'] | undefined {
  switch (operator) {
    case 'In':
      return (label) => label !== undefined && values.includes(label);
    case 'NotIn':
      return (label) => label === undefined || !values.includes(label);
    case 'Exists':
      return (label) => label !== undefined;
    case 'DoesNotExist':
      return (label) => label === undefined;
    default:
      return undefined;
  }
}

/** The labels of an object; what is no text is left out. */
export function labelsOf(object: JsonObject): Labels {
  const metadata = object.get('metadata');
  const labels = isObject(metadata) ? metadata.get('labels') : undefined;
  return new Map(
    [...(isObject(labels) ? labels : [])].flatMap(([key, value]) =>
      typeof value === 'string' ? [[key, value] as const] : [],
    ),
  );
}
