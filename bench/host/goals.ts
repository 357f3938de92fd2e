// SPDX-License-Identifier: Apache-2.0
import { bytes, count, limitRow } from '../row.js';
import type { Row } from '../row.js';
import type { HostFigures, Rate } from './figures.js';

/** In times of an empty Node process. */
const START = 2.5;
const START_MEMORY_BYTES = 70 * 1024 * 1024;
const FOUR_IMAGES_MS = 800;
const FOUR_IMAGES_REQUESTS = 14;
const REPORT_MS = 60_000;
/** Peaks of the resident set differ a little from one half to the other. */
const FLAT = 1.1;
/** Part of the free cores that a batch keeps busy; start and end take one. */
const BUSY = 0.9;

const milliseconds = (value: number): string => `${value.toFixed(0)} ms`;

/** The rows about the host. */
export function hostRows(host: HostFigures): Row[] {
  const { startMs, memory, batch, fourImages, report } = host;
  const { verifiedCached, verifiedUncached } = host;
  return [
    limitRow(
      `run, start to verdict, replayed, in times of an empty Node process (medians of ${startMs.runs}: ${milliseconds(startMs.median)}, best ${milliseconds(startMs.best)}, and ${milliseconds(startMs.empty)})`,
      startMs.median / startMs.empty,
      START,
      (times) => times.toFixed(1),
    ),
    limitRow(
      'the same, peak of its resident memory',
      host.startMemory,
      START_MEMORY_BYTES,
      bytes,
    ),
    rateRow('warm worker, replayed calls', host.warmReplayed),
    rateRow('warm worker, real verification, cached', verifiedCached),
    rateRow(
      `warm worker, real verification, cache off (${perCall(verifiedUncached)} registry requests each)`,
      verifiedUncached,
    ),
    limitRow(
      `four images of two signers, nothing kept, ${milliseconds(fourImages.delayMs)} for each answer of the registry (median of ${fourImages.runs})`,
      fourImages.medianMs,
      FOUR_IMAGES_MS,
      milliseconds,
    ),
    limitRow(
      'the same, requests to the registry',
      fourImages.registryRequests,
      FOUR_IMAGES_REQUESTS,
      count,
    ),
    limitRow(
      `report on ${count(report.objects)} Pods of ${count(report.images)} images, ${milliseconds(report.delayMs)} for each answer of the registry (${count(report.registryRequests)} requests)`,
      report.reportMs,
      REPORT_MS,
      milliseconds,
    ),
    {
      name: `explain one image of two signers before that registry (median of ${report.explainRuns})`,
      value: milliseconds(report.explainMs),
    },
    {
      name: `resident memory over ${count(memory.requests)} requests`,
      value: `peak ${bytes(memory.early)}, in the second half ${bytes(memory.last)}`,
      goal: 'flat',
      met: memory.last <= memory.early * FLAT,
    },
    {
      name: `batch of ${count(batch.requests)} requests`,
      value: `${count(batch.perSecond)} a second, ${batch.coresUsed.toFixed(1)} of ${batch.coresFree.toFixed(1)} free cores busy`,
      goal: 'all cores',
      met: batch.coresUsed >= batch.coresFree * BUSY,
    },
  ];
}

function rateRow(name: string, { perSecond }: Rate): Row {
  return { name, value: `${count(perSecond)} requests a second` };
}

function perCall(rate: Rate & { readonly registryRequests: number }): string {
  return (rate.registryRequests / rate.count).toFixed(0);
}
