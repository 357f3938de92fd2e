// SPDX-License-Identifier: Apache-2.0
import { availableParallelism } from 'node:os';
import { measureBatch } from './batch.js';
import { measureReport } from './cluster-report.js';
import { measureFourImages } from './four-images.js';
import type { HostFigures } from './figures.js';
import { startRegistry } from './scene.js';
import { measureStart } from './start.js';
import { measureReplayed, measureVerified } from './warm.js';

const CACHE_MS = 60_000;

/** All rows about the host, one after the other. */
export async function measureHost(): Promise<HostFigures> {
  const registry = await startRegistry();
  try {
    return {
      node: process.version,
      cores: availableParallelism(),
      ...(await measureStart(registry)),
      ...(await measureReplayed()),
      verifiedCached: await measureVerified(registry, CACHE_MS),
      verifiedUncached: await measureVerified(registry, 0),
      fourImages: await measureFourImages(registry),
      report: await measureReport(registry),
      batch: await measureBatch(registry),
    };
  } finally {
    await registry.close();
  }
}
