// SPDX-License-Identifier: Apache-2.0

/** How often something was done, and how often a second. */
export interface Rate {
  readonly count: number;
  readonly perSecond: number;
}

/** A rate of verifications, and what the registry was asked for them. */
export interface VerifiedRate extends Rate {
  readonly registryRequests: number;
}

/** Peak resident set in bytes in the first and in the second half. */
export interface MemoryFigure {
  readonly requests: number;
  readonly early: number;
  readonly last: number;
}

/** A request whose images have several signers, before a slow registry. */
export interface FourImages {
  /** What the registry adds to every answer. */
  readonly delayMs: number;
  /** Of one request. */
  readonly registryRequests: number;
  readonly medianMs: number;
  readonly runs: number;
}

/** A report on a cluster, and what one image costs, before a slow registry. */
export interface ReportFigures {
  readonly objects: number;
  /** Distinct ones. */
  readonly images: number;
  /** What the registry adds to every answer. */
  readonly delayMs: number;
  /** Of the whole report. */
  readonly registryRequests: number;
  readonly reportMs: number;
  /** Median of explanations of one image. */
  readonly explainMs: number;
  readonly explainRuns: number;
}

/** A run from start to verdict with one Node, beside a process that does nothing. */
export interface StartFigures {
  /** Its version. */
  readonly node: string;
  readonly run: ProcessFigures;
  readonly empty: ProcessFigures;
}

/** Medians over whole processes. */
export interface ProcessFigures {
  /** Wall time. */
  readonly ms: number;
  /** Processor time, of all threads and of the system. */
  readonly cpuMs: number;
  /** Peak of the resident set. */
  readonly bytes: number;
}

/** Times depend on the machine and on what else it does. */
export interface HostFigures {
  readonly node: string;
  readonly cores: number;
  /** Whole process, module compile included, host calls replayed. */
  readonly startMs: {
    readonly median: number;
    readonly best: number;
    /** Median of processes that do nothing, run in turn with these. */
    readonly empty: number;
    readonly runs: number;
  };
  /** Peak resident set of one such process, in bytes. */
  readonly startMemory: number;
  /** One warm worker whose host calls are answered from a table. */
  readonly warmReplayed: Rate;
  readonly memory: MemoryFigure;
  /** One warm worker that verifies signatures from a loopback registry. */
  readonly verifiedCached: VerifiedRate;
  readonly verifiedUncached: VerifiedRate;
  readonly fourImages: FourImages;
  readonly report: ReportFigures;
  /** One run of the command line over many requests. */
  readonly batch: {
    readonly requests: number;
    readonly perSecond: number;
    /** Processor time by wall time. */
    readonly coresUsed: number;
    /** The same of threads that only run, just before. */
    readonly coresFree: number;
  };
}
