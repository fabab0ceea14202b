import { types } from 'node:util';
import { LongtailError } from './error';

// The mark at the start of a file is left to the core, as in every language.
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** An error of kind `input`. @internal */
export function misuse(message: string, cause?: unknown): LongtailError {
  return new LongtailError('input', message, [], cause === undefined ? undefined : { cause });
}

/** What a value is, in words. @internal */
export function shown(value: unknown): string {
  switch (typeof value) {
    case 'object':
      return value === null ? 'null' : Array.isArray(value) ? 'an array' : 'an object';
    case 'string':
      return 'a text';
    case 'function':
    case 'symbol':
      return `a ${typeof value}`;
    case 'bigint':
      return `${value}n`;
    default:
      return String(value);
  }
}

/** A text that can be written as UTF-8; a string of JavaScript may hold half a pair. @internal */
export function wellFormed(name: string, text: string): string {
  if (text.isWellFormed()) return text;
  throw misuse(`${name}: the text is not Unicode: half of a surrogate pair at ${text.search(/\p{Surrogate}/u)}`);
}

/** A text, given as such. @internal */
export function wordOf(name: string, value: unknown): string {
  if (typeof value === 'string') return wellFormed(name, value);
  throw misuse(`${name}: expected a text, found ${shown(value)}`);
}

/** Whether a value is a text or the bytes of one; bytes may come from another realm. @internal */
export function isText(value: unknown): value is string | Uint8Array {
  return typeof value === 'string' || types.isUint8Array(value);
}

/** A text, given as such or as the bytes of its UTF-8. @internal */
export function textOf(name: string, value: unknown): string {
  if (typeof value === 'string') return wellFormed(name, value);
  if (types.isUint8Array(value)) return decoded(name, value);
  throw misuse(`${name}: expected a text or its bytes, found ${shown(value)}`);
}

function decoded(name: string, bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes);
  } catch (cause) {
    // Anything else is about their number: a string has room for half a billion.
    const fault = cause instanceof TypeError ? 'are not UTF-8' : 'are too many for a string';
    throw misuse(`${name}: the bytes ${fault}`, cause);
  }
}
