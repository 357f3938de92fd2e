// SPDX-License-Identifier: Apache-2.0
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { Readable, Writable } from 'node:stream';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome'];

/** Chromium on PATH; undefined where there is none. */
export const chromium = (process.env['PATH'] ?? '')
  .split(delimiter)
  .flatMap((path) => NAMES.map((name) => join(path, name)))
  .find((path) => existsSync(path));

/** A page in a headless browser, driven by its developer protocol. */
export interface Page {
  /** Sends a command of the protocol to the page. */
  send(method: string, params?: object): Promise<Record<string, unknown>>;
  /** What an expression gives, as JSON. */
  evaluate(expression: string): Promise<unknown>;
  /** Presses and releases a key. */
  press(key: string, text?: string): Promise<void>;
  /** Addresses of all that the page has asked for. */
  readonly requested: readonly string[];
  close(): void;
}

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: { readonly request?: { readonly url: string } };
  readonly result?: Record<string, unknown>;
  readonly error?: { readonly message: string };
}

/** Opens an address; the browser ends with `close`, or after two minutes. */
export async function openPage(
  browser: string,
  profile: string,
  url: string,
): Promise<Page> {
  const child = spawn(
    browser,
    [
      ...['--headless', '--no-sandbox', '--disable-gpu', '--hide-scrollbars'],
      ...['--disable-dev-shm-usage', '--remote-debugging-pipe'],
      `--user-data-dir=${profile}`,
    ],
    {
      stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'],
      timeout: 120_000,
      killSignal: 'SIGKILL',
    },
  );
  const input = child.stdio[3] as Writable;
  const output = child.stdio[4] as Readable;
  input.on('error', () => undefined);
  const waiting = new Map<number, (message: Message) => void>();
  const requested: string[] = [];
  const loaded: (() => void)[] = [];
  child.on('exit', () => {
    for (const done of waiting.values())
      done({ error: { message: 'the browser has ended' } });
  });
  let rest = '';
  output.setEncoding('utf8').on('data', (text: string) => {
    const parts = (rest + text).split('\0');
    rest = parts.pop() ?? '';
    for (const part of parts) {
      const message = JSON.parse(part) as Message;
      if (message.id !== undefined) waiting.get(message.id)?.(message);
      const { method, params } = message;
      if (method === 'Network.requestWillBeSent')
        requested.push(params?.request?.url ?? '');
      if (method === 'Page.loadEventFired') loaded.forEach((done) => done());
    }
  });
  let last = 0;
  const ask = (method: string, params: object, sessionId?: string) =>
    new Promise<Record<string, unknown>>((resolve, reject) => {
      const id = (last += 1);
      waiting.set(id, ({ result, error }) => {
        waiting.delete(id);
        if (error === undefined) resolve(result ?? {});
        else reject(new Error(`${method}: ${error.message}`));
      });
      input.write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
    });
  const { targetId } = await ask('Target.createTarget', { url: 'about:blank' });
  const attach = { targetId, flatten: true };
  const { sessionId } = await ask('Target.attachToTarget', attach);
  const send = (method: string, params: object = {}) =>
    ask(method, params, sessionId as string);
  await send('Network.enable');
  await send('Page.enable');
  const ready = new Promise<void>((resolve) => loaded.push(resolve));
  await send('Page.navigate', { url });
  await ready;
  return {
    send,
    requested,
    async evaluate(expression) {
      const params = { expression, returnByValue: true };
      const { result, exceptionDetails } = await send(
        'Runtime.evaluate',
        params,
      );
      if (exceptionDetails !== undefined)
        throw new Error(JSON.stringify(exceptionDetails));
      return (result as { value?: unknown }).value;
    },
    async press(key, text) {
      const params = { key, code: key, windowsVirtualKeyCode: CODES[key] };
      const down = text === undefined ? params : { ...params, text };
      await send('Input.dispatchKeyEvent', { type: 'keyDown', ...down });
      await send('Input.dispatchKeyEvent', { type: 'keyUp', ...params });
    },
    close: () => void child.kill('SIGKILL'),
  };
}

const CODES: Readonly<Record<string, number>> = {
  Tab: 9,
  Enter: 13,
  ArrowDown: 40,
};
