// SPDX-License-Identifier: Apache-2.0

/** The world as a command sees it; tests bring their own. */
export interface CliIo {
  /** Results. */
  out(text: string): void;
  /** Logs and errors. */
  err(text: string): void;
  /** Whether results are read by a person. */
  readonly outIsTerminal: boolean;
  /** Whether logs are read by a person: progress is welcome. */
  readonly errIsTerminal: boolean;
  /** Whether a person on a terminal wants no colours. */
  readonly noColor: boolean;
  /** Characters in a line of results. */
  readonly columns: number;
  /** All of standard input. */
  readStdin(): Promise<Uint8Array>;
}

/** Width of results that go to no terminal. */
const DEFAULT_COLUMNS = 120;
/** As a shell says of a program that wrote to a closed pipe. */
const CLOSED_PIPE = 141;

/** The process's own streams. */
export function processIo(): CliIo {
  const { stdout, stderr, env } = process;
  for (const stream of [stdout, stderr]) stream.on('error', stopOnClosedPipe);
  return {
    out: (text) => void stdout.write(text),
    err: (text) => void stderr.write(text),
    outIsTerminal: stdout.isTTY === true,
    errIsTerminal: stderr.isTTY === true,
    // https://no-color.org: any text but the empty one.
    noColor: (env['NO_COLOR'] ?? '') !== '',
    columns: stdout.columns || Number(env['COLUMNS']) || DEFAULT_COLUMNS,
    readStdin: async () => {
      const chunks: Buffer[] = [];
      // Named only here: to open it takes a tenth of the start.
      for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
      return Buffer.concat(chunks);
    },
  };
}

/** A reader such as `head` has seen enough. */
function stopOnClosedPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
  process.exit(CLOSED_PIPE);
}
