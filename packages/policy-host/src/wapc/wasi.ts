// SPDX-License-Identifier: Apache-2.0
import type { ImportContext } from './host-imports.js';

/** Import module of WASI preview 1. */
export const WASI_MODULE = 'wasi_snapshot_preview1';

const ERRNO = { success: 0, badf: 8, inval: 28, nosys: 52 } as const;
const NANOS_PER_MILLI = 1_000_000n;

// The rest of preview 1: linked because toolchains import them, answered with
// "not supported" because a policy has no files, sockets or processes.
const UNSUPPORTED =
  'fd_advise fd_allocate fd_datasync fd_fdstat_set_flags fd_fdstat_set_rights fd_filestat_get fd_filestat_set_size fd_filestat_set_times fd_pread fd_pwrite fd_readdir fd_renumber fd_sync fd_tell path_create_directory path_filestat_get path_filestat_set_times path_link path_open path_readlink path_remove_directory path_rename path_symlink path_unlink_file poll_oneoff proc_raise sock_accept sock_recv sock_send sock_shutdown'.split(
    ' ',
  );

/** Thrown by `proc_exit`; status 0 in a start function is no failure. */
export class ProcessExit extends Error {
  constructor(readonly status: number) {
    super(`the guest exited with status ${status}`);
  }
}

/**
 * WASI preview 1 as far as a policy needs it: clocks, random bytes and
 * standard output and error, which both go to the log so that nothing a guest
 * writes can be taken for the host's answer. No arguments, no environment, no
 * files, empty standard input.
 */
export function wasiImports(
  context: ImportContext,
): Record<string, (...args: never[]) => number> {
  const imports: Record<string, (...args: never[]) => number> = {};
  for (const name of UNSUPPORTED) imports[name] = () => ERRNO.nosys;
  return {
    ...imports,
    ...emptyEnvironment(context),
    ...streams(context),
    clock_res_get: (_id: number, result: number) =>
      writeU64(context, result, NANOS_PER_MILLI),
    clock_time_get: (_id: number, _precision: bigint, result: number) =>
      writeU64(context, result, BigInt(Date.now()) * NANOS_PER_MILLI),
    random_get: (pointer: number, length: number) => {
      const memory = context.memory();
      const total = length >>> 0;
      if (total > memory.byteLength) return ERRNO.inval;
      // One call of getRandomValues gives at most 65536 bytes.
      for (let done = 0; done < total; done += 65536) {
        const chunk = new Uint8Array(Math.min(65536, total - done));
        memory.write((pointer >>> 0) + done, crypto.getRandomValues(chunk));
      }
      return ERRNO.success;
    },
    sched_yield: () => ERRNO.success,
    proc_exit: (status: number): never => {
      throw new ProcessExit(status);
    },
  };
}

function emptyEnvironment(context: ImportContext) {
  const sizes = (count: number, bytes: number) => {
    writeU32(context, count, 0);
    return writeU32(context, bytes, 0);
  };
  return {
    args_get: () => ERRNO.success,
    args_sizes_get: sizes,
    environ_get: () => ERRNO.success,
    environ_sizes_get: sizes,
    fd_prestat_get: () => ERRNO.badf,
    fd_prestat_dir_name: () => ERRNO.badf,
  };
}

function streams(context: ImportContext) {
  return {
    fd_close: () => ERRNO.success,
    fd_seek: () => ERRNO.badf,
    fd_read: (_fd: number, _list: number, _count: number, result: number) =>
      writeU32(context, result, 0),
    fd_fdstat_get: (fd: number, result: number) => {
      if (fd > 2) return ERRNO.badf;
      const stat = new Uint8Array(24);
      stat[0] = 2; // character device
      context.memory().write(result, stat);
      return ERRNO.success;
    },
    fd_write: (fd: number, list: number, count: number, result: number) => {
      if (fd !== 1 && fd !== 2) return ERRNO.badf;
      const bytes = gather(context, list, count >>> 0);
      context.host.log(new TextDecoder().decode(bytes).trimEnd());
      return writeU32(context, result, bytes.length);
    },
  };
}

/** The bytes of an iovec list; `read` bounds each part and the sum. */
function gather(
  context: ImportContext,
  list: number,
  count: number,
): Uint8Array {
  const memory = context.memory();
  let room = context.host.maxMessageBytes;
  const vectors = new DataView(memory.read(list, count * 8, room).buffer);
  const parts: Uint8Array[] = [];
  for (let i = 0; i < count; i++) {
    const pointer = vectors.getUint32(i * 8, true);
    const part = memory.read(pointer, vectors.getUint32(i * 8 + 4, true), room);
    room -= part.length;
    parts.push(part);
  }
  const bytes = new Uint8Array(parts.reduce((sum, p) => sum + p.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

function writeU32(context: ImportContext, pointer: number, value: number) {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value, true);
  context.memory().write(pointer, bytes);
  return ERRNO.success;
}

function writeU64(context: ImportContext, pointer: number, value: bigint) {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, value, true);
  context.memory().write(pointer, bytes);
  return ERRNO.success;
}
