// SPDX-License-Identifier: Apache-2.0
import { JsonNumber } from './value.js';

const U64_MAX = 18446744073709551615n;
const I64_MIN = -9223372036854775808n;
const SAFE_DIGITS = 15;

/**
 * The number a JSON literal stands for, as kwctl reads it: integers of 64 bits
 * are exact, larger ones and `-0` become floats.
 *
 * @param literal text that already matches JSON's number grammar
 * @returns undefined when the value does not fit a double
 */
export function numberFromLiteral(literal: string): JsonNumber | undefined {
  if (!/[.eE]/.test(literal) && literal !== '-0') {
    if (literal.length <= SAFE_DIGITS) return new JsonNumber(literal);
    const value = BigInt(literal);
    if (value <= U64_MAX && value >= I64_MIN) return new JsonNumber(literal);
  }
  const value = Number(literal);
  return Number.isFinite(value) ? new JsonNumber(floatText(value)) : undefined;
}

/**
 * A double the way Rust's serializer prints it: shortest digits, at least one
 * decimal, plain notation for exponents from -5 to 15, others with their sign.
 */
export function floatText(value: number): string {
  if (value === 0) return Object.is(value, -0) ? '-0.0' : '0.0';
  const sign = value < 0 ? '-' : '';
  const [mantissa = '', exponentText = '0'] = Math.abs(value)
    .toExponential()
    .split('e');
  const digits = mantissa.replace('.', '');
  const point = Number(exponentText) + 1;
  return sign + placePoint(digits, point);
}

/** `digits` with the decimal point after position `point`. */
function placePoint(digits: string, point: number): string {
  if (point >= digits.length && point <= 16) {
    return `${digits.padEnd(point, '0')}.0`;
  }
  if (point > 0 && point <= 16) {
    return `${digits.slice(0, point)}.${digits.slice(point)}`;
  }
  if (point > -5 && point <= 0) {
    return `0.${'0'.repeat(-point)}${digits}`;
  }
  const fraction = digits.length > 1 ? `.${digits.slice(1)}` : '';
  const exponent = point > 0 ? `+${point - 1}` : String(point - 1);
  return `${digits.charAt(0)}${fraction}e${exponent}`;
}
