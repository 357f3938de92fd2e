// SPDX-License-Identifier: Apache-2.0

/** Any JSON value. */
export type Json =
  string | number | boolean | null | readonly Json[] | JsonObject;

/** A JSON object. */
export interface JsonObject {
  readonly [key: string]: Json;
}

/** Whether a value is a JSON object, not null and no list. */
export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !isList(value);
}

/** Whether a value is a JSON list. */
export function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

/** Compact JSON with keys sorted at every level: how hosts send requests. */
export function wireJson(value: Json): string {
  if (isList(value)) return `[${value.map(wireJson).join(',')}]`;
  if (!isObject(value)) return JSON.stringify(value);
  const members = Object.keys(value)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${wireJson(value[key] ?? null)}`);
  return `{${members.join(',')}}`;
}
