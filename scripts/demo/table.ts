// SPDX-License-Identifier: Apache-2.0
import type { AdmissionResponse } from '@kubewarden/policy-host';
import Table from 'cli-table3';
import pc from 'picocolors';
import type { DemoRequest } from './requests.js';

/** A request with the answer to it. */
export interface Shown {
  readonly demo: DemoRequest;
  readonly response: AdmissionResponse;
  readonly milliseconds: number;
}

/** How the table is drawn. */
export interface TableOptions {
  readonly color: boolean;
  /** A column of times, which differ from run to run. */
  readonly times: boolean;
}

interface Operation {
  readonly path: string;
  readonly value?: unknown;
}

const HEADINGS = ['request, images', 'verdict', 'why, and what is changed'];
const WIDTHS = [38, 10, 64];
/** The line of the table below its headings. */
const RULE = 2;
const DIGEST = /(sha256:[0-9a-f]{8})[0-9a-f]{56}/g;

/** The answers as a table; names and digests are cut short. */
export function demoTable(
  shown: readonly Shown[],
  { color, times }: TableOptions,
): string {
  const colors = pc.createColors(color);
  const headings = times ? [...HEADINGS, 'ms'] : HEADINGS;
  const table = new Table({
    head: headings.map(colors.bold),
    // The table's own colours go by the terminal it finds, not by `color`.
    style: { head: [], border: [] },
    wordWrap: true,
    colWidths: times ? [...WIDTHS, 6] : WIDTHS,
  });
  for (const { demo, response, milliseconds } of shown) {
    const images = demo.images.map((image) => `  ${onTwoLines(image)}`);
    const cells = [
      [colors.bold(demo.title), ...images].join('\n'),
      response.allowed ? colors.green('accepted') : colors.red('rejected'),
      [why(response), ...mutations(response)].join('\n'),
    ];
    const time = milliseconds.toFixed(0);
    table.push(times ? [...cells, { content: time, hAlign: 'right' }] : cells);
  }
  return withoutRules(table.toString());
}

/** One rule, below the headings: the first lines of rows stand out. */
function withoutRules(table: string): string {
  const lines = table.split('\n');
  return lines
    .filter((line, index) => index === RULE || !line.includes('├'))
    .join('\n');
}

/** `.../alice-only:v1.0.0`, digests cut short. */
function shortName(image: string): string {
  const name = image.replace('registry.example.org/project-safety/', '.../');
  return name.replace(DIGEST, '$1...');
}

/** A digest does not fit beside its image. */
function onTwoLines(image: string): string {
  return shortName(image).replace('@', '\n    @');
}

function why({ allowed, status, auditAnnotations }: AdmissionResponse): string {
  if (!allowed) {
    return (status?.message ?? '')
      .replaceAll('registry.example.org/project-safety/', '.../')
      .replace(DIGEST, '$1...');
  }
  const verified = auditAnnotations?.['verified-images'];
  if (verified === undefined) return 'no rule is about this image';
  const count = verified.split(',').length;
  return `${count === 1 ? 'the image is' : `all ${count} images are`} signed by Alice and by Bob`;
}

/** Below the pod spec, what the patch puts behind each image. */
function mutations({ patch }: AdmissionResponse): string[] {
  if (patch === undefined) return [];
  const text = Buffer.from(patch, 'base64').toString('utf8');
  const operations = JSON.parse(text) as readonly Operation[];
  return operations.map(({ path, value }) => {
    const place = path.replace(/^.*\/spec\//, '');
    return `${place} + ${shortName(String(value)).replace(/^[^@]*/, '')}`;
  });
}
