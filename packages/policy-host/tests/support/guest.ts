// SPDX-License-Identifier: Apache-2.0
import asc from 'assemblyscript/asc';

/** Start of every test guest: the waPC imports and a few byte helpers. */
const PRELUDE = `
@external("wapc", "__guest_request")
declare function guestRequest(op: usize, msg: usize): void;
@external("wapc", "__guest_response")
declare function guestResponse(ptr: usize, len: usize): void;
@external("wapc", "__guest_error")
declare function guestError(ptr: usize, len: usize): void;
@external("wapc", "__console_log")
declare function consoleLog(ptr: usize, len: usize): void;
@external("wapc", "__host_call")
declare function hostCallRaw(b: usize, bl: usize, n: usize, nl: usize, o: usize, ol: usize, p: usize, pl: usize): i32;
@external("wapc", "__host_response_len") declare function hostResponseLen(): usize;
@external("wapc", "__host_response") declare function hostResponse(ptr: usize): void;
@external("wapc", "__host_error_len") declare function hostErrorLen(): usize;
@external("wapc", "__host_error") declare function hostError(ptr: usize): void;

function utf8(text: string): ArrayBuffer { return String.UTF8.encode(text); }
function reply(text: string): i32 {
  const b = utf8(text); guestResponse(changetype<usize>(b), b.byteLength); return 1;
}
function fail(text: string): i32 {
  const b = utf8(text); guestError(changetype<usize>(b), b.byteLength); return 0;
}
function hostCallWith(binding: string, ns: string, op: string, payload: ArrayBuffer): string {
  const b = utf8(binding), n = utf8(ns), o = utf8(op);
  const ok = hostCallRaw(changetype<usize>(b), b.byteLength, changetype<usize>(n), n.byteLength,
    changetype<usize>(o), o.byteLength, changetype<usize>(payload), payload.byteLength);
  if (ok == 1) {
    const r = new ArrayBuffer(<i32>hostResponseLen());
    hostResponse(changetype<usize>(r));
    return "ok:" + String.UTF8.decode(r);
  }
  const e = new ArrayBuffer(<i32>hostErrorLen());
  hostError(changetype<usize>(e));
  return "err:" + String.UTF8.decode(e);
}
function hostCall(ns: string, op: string, payload: string): string {
  return hostCallWith("kubewarden", ns, op, utf8(payload));
}
`;

/** The mandatory export around \`handle(op, payload)\`. */
const ENTRY = `
export function __guest_call(opLen: i32, msgLen: i32): i32 {
  const op = new ArrayBuffer(opLen);
  const msg = new ArrayBuffer(msgLen);
  guestRequest(changetype<usize>(op), changetype<usize>(msg));
  return handle(String.UTF8.decode(op), String.UTF8.decode(msg));
}
`;

const compiled = new Map<string, Promise<Uint8Array>>();

/**
 * Compiles a guest whose body defines \`handle(op: string, msg: string): i32\`.
 * The same source is compiled once a process.
 */
export function guest(body: string): Promise<Uint8Array> {
  return compile(PRELUDE + body + ENTRY);
}

/** A guest whose top-level code runs in a WebAssembly start section. */
export function guestWithStartSection(body: string): Promise<Uint8Array> {
  const code = `let started: i32 = 0; function start(): void { started++; } start();`;
  return compileNow(PRELUDE + code + body + ENTRY, []);
}

/** Compiles AssemblyScript as it is, waPC or not. */
export function compile(source: string): Promise<Uint8Array> {
  let bytes = compiled.get(source);
  if (bytes === undefined) {
    bytes = compileNow(source);
    compiled.set(source, bytes);
  }
  return bytes;
}

/** Some guests bring a `wapc_init` of their own. */
function startFlags(source: string): string[] {
  return source.includes(' wapc_init(') ? [] : ['--exportStart', 'wapc_init'];
}

async function compileNow(
  source: string,
  start = startFlags(source),
): Promise<Uint8Array> {
  const files = new Map<string, string>([['guest.ts', source]]);
  let wasm: Uint8Array | undefined;
  const { error, stderr } = await asc.main(
    [
      ...['guest.ts', '-o', 'guest.wasm', '--runtime', 'stub'],
      ...['--use', 'abort=', ...start],
    ],
    {
      readFile: (name) => files.get(name) ?? null,
      writeFile: (_name, contents) => {
        if (contents instanceof Uint8Array) wasm = contents;
      },
      listFiles: () => [],
    },
  );
  if (error !== null || wasm === undefined) {
    throw new Error(`guest does not compile: ${stderr.toString()}`);
  }
  return wasm;
}
