// SPDX-License-Identifier: Apache-2.0

type Main = typeof import('../../packages/policy-host/src/cli/main.js').main;

/** The command line's entry point, which the package does not export. */
async function entryPoint(): Promise<Main> {
  const url = new URL(
    '../../../../packages/policy-host/dist/src/cli/main.js',
    import.meta.url,
  );
  return ((await import(url.href)) as { main: Main }).main;
}

/**
 * Loads the command line, on no terminal.
 *
 * @returns a function that runs it and gives what it prints
 */
export async function commandLine(): Promise<
  (args: readonly string[]) => Promise<string>
> {
  const main = await entryPoint();
  return async (args) => {
    let output = '';
    const status = await main(args, {
      out: (text) => {
        output += text;
      },
      err: () => undefined,
      outIsTerminal: false,
      errIsTerminal: false,
      noColor: false,
      columns: 120,
      readStdin: async () => new Uint8Array(0),
    });
    if (status !== 0) throw new Error(`${args[0] ?? ''} ended with ${status}`);
    return output;
  };
}
