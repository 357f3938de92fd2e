// SPDX-License-Identifier: Apache-2.0

/** The world as a command sees it; tests bring their own. */
export interface CliIo {
  /** Results. */
  out(text: string): void;
  /** Logs and errors. */
  err(text: string): void;
  /** Whether logs are read by a person: colours and progress are welcome. */
  readonly errIsTerminal: boolean;
  /** All of standard input. */
  readStdin(): Promise<Uint8Array>;
}

/** The process's own streams. */
export function processIo(): CliIo {
  return {
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
    errIsTerminal: process.stderr.isTTY === true,
    readStdin: async () => {
      const chunks: Buffer[] = [];
      for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
      return Buffer.concat(chunks);
    },
  };
}
