// SPDX-License-Identifier: Apache-2.0

/** A parsed object whose members are read with a type. */
export class TypedObject {
  private readonly members: Readonly<Record<string, unknown>>;

  /**
   * @param path where the object stands, for messages; empty for the root
   * @throws Error for anything but an object
   */
  constructor(
    value: unknown,
    private readonly path: string,
  ) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      throw this.wrongType(path, value, 'a map');
    }
    this.members = value as Readonly<Record<string, unknown>>;
  }

  string(key: string): string {
    return this.asString(this.mandatory(key), this.at(key));
  }

  optionalString(key: string): string | undefined {
    return this.isAbsent(key) ? undefined : this.string(key);
  }

  boolean(key: string): boolean {
    const value = this.mandatory(key);
    if (typeof value === 'boolean') return value;
    throw this.wrongType(this.at(key), value, 'a boolean');
  }

  optionalBoolean(key: string): boolean | undefined {
    return this.isAbsent(key) ? undefined : this.boolean(key);
  }

  strings(key: string): readonly string[] {
    return this.list(key).map((item, index) =>
      this.asString(item, `${this.at(key)}[${index}]`),
    );
  }

  optionalStrings(key: string): readonly string[] | undefined {
    return this.isAbsent(key) ? undefined : this.strings(key);
  }

  objects(key: string): readonly TypedObject[] {
    return this.list(key).map(
      (item, index) => new TypedObject(item, `${this.at(key)}[${index}]`),
    );
  }

  /** Whether the member is there; it may be null. */
  has(key: string): boolean {
    return Object.hasOwn(this.members, key);
  }

  optionalStringMap(key: string): Readonly<Record<string, string>> | undefined {
    if (this.isAbsent(key)) return undefined;
    const map = new TypedObject(this.members[key], this.at(key));
    return Object.fromEntries(
      Object.keys(map.members).map((name) => [name, map.string(name)]),
    );
  }

  optionalOneOf<T extends string>(
    key: string,
    variants: readonly T[],
  ): T | undefined {
    const text = this.optionalString(key);
    if (text === undefined) return undefined;
    const found = variants.find((variant) => variant === text);
    if (found !== undefined) return found;
    const known = variants.map((variant) => `\`${variant}\``).join(', ');
    throw new Error(
      `${this.at(key)}: unknown variant \`${text}\`, expected one of ${known}`,
    );
  }

  private isAbsent(key: string): boolean {
    return (this.members[key] ?? null) === null;
  }

  private mandatory(key: string): unknown {
    if (!this.has(key)) {
      const prefix = this.path === '' ? '' : `${this.path}: `;
      throw new Error(`${prefix}missing field \`${key}\``);
    }
    return this.members[key];
  }

  private list(key: string): readonly unknown[] {
    const value = this.mandatory(key);
    if (Array.isArray(value)) return value;
    throw this.wrongType(this.at(key), value, 'a sequence');
  }

  private asString(value: unknown, path: string): string {
    if (typeof value === 'string') return value;
    throw this.wrongType(path, value, 'a string');
  }

  private at(key: string): string {
    return this.path === '' ? key : `${this.path}.${key}`;
  }

  private wrongType(path: string, value: unknown, expected: string): Error {
    const prefix = path === '' ? '' : `${path}: `;
    return new Error(
      `${prefix}invalid type: ${describe(value)}, expected ${expected}`,
    );
  }
}

function describe(value: unknown): string {
  if (value === null || value === undefined) return 'unit value';
  if (Array.isArray(value)) return 'sequence';
  switch (typeof value) {
    case 'string':
      return `string ${JSON.stringify(value)}`;
    case 'boolean':
      return `boolean \`${value}\``;
    case 'number':
    case 'bigint':
      return Number.isInteger(Number(value))
        ? `integer \`${value}\``
        : `floating point \`${value}\``;
    default:
      return 'map';
  }
}
