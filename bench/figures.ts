// SPDX-License-Identifier: Apache-2.0
import type { CaseResult, RepeatResult } from './meter.js';
import type { HostFigures } from './host/figures.js';

/** Fuel of a request at one size. */
export interface SizePoint {
  readonly bytes: number;
  readonly fuel: number;
}

/** What the evidence of one image costs; extra is over `evidence: off`. */
export interface EvidenceFigure {
  readonly name: string;
  readonly accepted: boolean;
  readonly manifestBytes: number;
  readonly fuel: number;
  readonly extraFuel: number;
  readonly extraHostCalls: number;
}

/** What the public cursor of the SDK takes to reach a last field. */
export interface CursorFigure {
  readonly name: string;
  readonly goal: number;
  readonly bytes: number;
  /** Fuel of the walk alone. */
  readonly fuel: number;
  /** Fuel of the whole call, the UTF-8 check of the payload included. */
  readonly callFuel: number;
}

/** What is known without running anything. */
export interface Sizes {
  readonly policy: number;
  readonly acceptAll: number;
  /** Absent as long as the example is. */
  readonly safeLabels?: number;
}

/** Figures that are the same on every machine. */
export interface GuestFigures {
  readonly sizes: Sizes;
  readonly corpus: readonly CaseResult[];
  readonly growth: readonly CaseResult[];
  readonly rejections: readonly CaseResult[];
  readonly series: readonly {
    readonly name: string;
    readonly points: readonly SizePoint[];
  }[];
  readonly evidence: readonly EvidenceFigure[];
  readonly cursor: readonly CursorFigure[];
  readonly repeat: RepeatResult;
}

/** All figures; results.json has them and the table made of them. */
export interface Results extends GuestFigures {
  readonly host: HostFigures;
}
