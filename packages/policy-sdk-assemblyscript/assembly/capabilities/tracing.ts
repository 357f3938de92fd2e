// SPDX-License-Identifier: Apache-2.0
import { CharCode } from '../bytes/char-code';
import { ascii } from '../bytes/literal';
import { nameAt, nameList } from '../bytes/names';
import { Slice } from '../bytes/slice';
import { utf8 } from '../bytes/text';
import { Writer } from '../json/writer';
import { callHost } from '../wapc/host';
import { logOperation, tracingNamespace } from './names';

/** How important a log event is. The host knows no others. */
export const enum Level {
  Trace,
  Debug,
  Info,
  Warning,
  Error,
}

/**
 * A log event under construction, for events with fields:
 *
 *     new LogEvent(Level.Info)
 *       .message('image verified')
 *       .text('image', image)
 *       .integer('signers', 2)
 *       .send();
 *
 * The host prints the message and, as `data={..}`, the fields. Two names are
 * taken: `level` and `message`.
 */
@final
@unmanaged
export class LogEvent {
  private event: Writer;

  constructor(level: Level) {
    this.event = begin(level);
  }

  /** Sets the message, a string or a slice. Once an event. */
  message<T>(text: T): LogEvent {
    return this.text(ascii('message'), text);
  }

  /** Adds a text field; `name` and `value` are strings or slices. */
  text<N, T>(name: N, value: T): LogEvent {
    const bytes = utf8(value);
    this.name(name).quoted(bytes);
    return this;
  }

  /** Adds an integer field; `name` is a string or a slice. */
  integer<N>(name: N, value: i64): LogEvent {
    this.name(name).integer(value);
    return this;
  }

  /** Adds a boolean field; `name` is a string or a slice. */
  boolean<N>(name: N, value: bool): LogEvent {
    this.name(name).boolean(value);
    return this;
  }

  /** Adds a field whose value is JSON already; `name` is a string or a slice. */
  raw<N>(name: N, value: Slice): LogEvent {
    this.name(name).slices(value);
    return this;
  }

  private name<N>(name: N): Writer {
    const bytes = utf8(name);
    this.event.byte(CharCode.Comma).quoted(bytes);
    return this.event.byte(CharCode.Colon);
  }

  /** Hands the event to the host. What the host makes of it changes nothing. */
  send(): void {
    end(this.event);
  }
}

/** Logs a message, a string or a slice, without fields. */
export function log<T>(level: Level, message: T): void {
  const bytes = utf8(message);
  end(begin(level).literal(',"message":').quoted(bytes));
}

function begin(level: Level): Writer {
  return new Writer(512)
    .literal('{"level":"')
    .slices(nameOf(level))
    .byte(CharCode.Quote);
}

/** Hands the event to the host. */
function end(event: Writer): void {
  callHost(
    tracingNamespace(),
    logOperation(),
    event.byte(CharCode.CloseBrace).slice(),
  );
}

function nameOf(level: Level): Slice {
  return nameAt(nameList('trace|debug|info|warning|error'), level + 1);
}
