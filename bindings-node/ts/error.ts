import type { ErrorKind, Finding } from './types';

/**
 * Misuse, or input that cannot be read; nothing was changed. A business "no" is
 * never an error: it is a verdict with findings.
 *
 * An error does not keep its kind and findings when it is posted to another
 * thread; post its `toJSON()`.
 *
 * ```js
 * try {
 *   engine.decide('{"partner":"P-1"}');
 * } catch (error) {
 *   console.log(error.kind); // input
 *   for (const { path, message } of error.findings) console.log(path, message);
 * }
 * ```
 */
export class LongtailError extends Error {
  override readonly name = 'LongtailError';
  /** What kind of misuse it was. */
  readonly kind: ErrorKind;
  /** The faults one by one, all of them; empty when the message says everything. */
  readonly findings: Finding[];

  /** As any error; `options.cause` is the error that led to this one. */
  constructor(kind: ErrorKind, message: string, findings: Finding[] = [], options?: { cause?: unknown }) {
    super(message, options);
    this.kind = kind;
    this.findings = findings;
  }

  /** The error as plain data, the same as in every language. */
  toJSON(): { error: { kind: ErrorKind; message: string; findings: Finding[] } } {
    return { error: { kind: this.kind, message: this.message, findings: this.findings } };
  }
}

/** Whether a text is that of an error and not of an answer. @internal */
export function isError(text: string): boolean {
  return text.startsWith('{"error":');
}

/** The error that a text of the addon tells of. @internal */
export function errorOf(text: string): LongtailError {
  if (!isError(text)) return new LongtailError('internal', text);
  const { error } = JSON.parse(text) as ReturnType<LongtailError['toJSON']>;
  return new LongtailError(error.kind, error.message, error.findings);
}

/** What native code threw, as a `LongtailError`. @internal */
export function toldBy(fault: unknown): unknown {
  return fault instanceof Error && !(fault instanceof LongtailError) ? errorOf(fault.message) : fault;
}

/** Runs native code; what it throws becomes a `LongtailError`. @internal */
export function guarded<T>(call: () => T): T {
  try {
    return call();
  } catch (fault) {
    throw toldBy(fault);
  }
}

/** Waits for native code; what it throws or rejects with becomes a `LongtailError`. @internal */
export async function awaited<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (fault) {
    throw toldBy(fault);
  }
}
