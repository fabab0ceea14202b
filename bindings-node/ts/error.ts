import type { ErrorKind, Finding } from './types';

/** Misuse or unreadable input; nothing was changed. */
export class LongtailError extends Error {
  override readonly name = 'LongtailError';
  /** What kind of misuse it was. */
  readonly kind: ErrorKind;
  /** The faults one by one, if there are any. */
  readonly findings: Finding[];

  constructor(kind: ErrorKind, message: string, findings: Finding[] = []) {
    super(message);
    this.kind = kind;
    this.findings = findings;
  }

  toJSON(): { error: { kind: ErrorKind; message: string; findings: Finding[] } } {
    return { error: { kind: this.kind, message: this.message, findings: this.findings } };
  }

  /** @internal */
  static fromText(text: string): LongtailError {
    if (!text.startsWith('{"error":')) return new LongtailError('internal', text);
    const { error } = JSON.parse(text) as ReturnType<LongtailError['toJSON']>;
    return new LongtailError(error.kind, error.message, error.findings);
  }
}

/** Runs native code; what it throws becomes a `LongtailError`. @internal */
export function guarded<T>(call: () => T): T {
  try {
    return call();
  } catch (fault) {
    throw fault instanceof Error ? LongtailError.fromText(fault.message) : fault;
  }
}
