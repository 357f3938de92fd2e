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

interface Operation {
  readonly path: string;
  readonly value?: unknown;
}

const WIDTHS = [38, 10, 46, 25, 6];
const DIGEST = /(sha256:[0-9a-f]{8})[0-9a-f]{56}/g;

/** The answers as a table; names and digests are cut short. */
export function demoTable(shown: readonly Shown[], color: boolean): string {
  const colors = pc.createColors(color);
  const table = new Table({
    head: ['request, images', 'verdict', 'why', 'mutated', 'ms'],
    style: { head: color ? ['bold'] : [], border: color ? ['grey'] : [] },
    wordWrap: true,
    colWidths: WIDTHS,
  });
  for (const { demo, response, milliseconds } of shown) {
    const images = demo.images.map((image) => ` ${onTwoLines(image)}`);
    table.push([
      [colors.bold(demo.title), ...images].join('\n'),
      response.allowed ? colors.green('accepted') : colors.red('rejected'),
      why(response),
      mutations(response).join('\n'),
      { content: milliseconds.toFixed(0), hAlign: 'right' },
    ]);
  }
  return table.toString();
}

/** `.../alice-only:v1.0.0`, digests cut short. */
function shortName(image: string): string {
  const name = image.replace('registry.example.org/project-safety/', '.../');
  return name.replace(DIGEST, '$1...');
}

/** A digest does not fit beside its image. */
function onTwoLines(image: string): string {
  return shortName(image).replace('@', '\n  @');
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
  if (patch === undefined) return ['-'];
  const text = Buffer.from(patch, 'base64').toString('utf8');
  const operations = JSON.parse(text) as readonly Operation[];
  return operations.flatMap(({ path, value }) => [
    path.replace(/^.*\/spec\//, ''),
    ` + ${shortName(String(value)).replace(/^[^@]*/, '')}`,
  ]);
}
