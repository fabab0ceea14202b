import { awaited, guarded } from './error';
import { native, type NativeWork } from './native';
import { misuse, shown } from './text';
import type { WorkOptions } from './types';

const OPTIONS = ['signal', 'onProgress'];
const EVERY_MS = 50;

/**
 * Waits for native work that may be stopped and tells how far it is. The promise is rejected as
 * soon as the signal is aborted or `onProgress` fails. @internal
 */
export async function worked<T>(options: WorkOptions, start: (work: NativeWork) => Promise<T>): Promise<T> {
  const { signal, onProgress } = options;
  signal?.throwIfAborted();
  const work = guarded(() => new native.NativeWork());
  let breakOff = (_: unknown) => {};
  const broken = new Promise<never>((_, reject) => {
    breakOff = (reason) => {
      work.stop();
      reject(reason);
    };
  });
  // Work may fail before anybody waits for this one.
  broken.catch(() => {});
  const stop = () => breakOff(signal?.reason);
  signal?.addEventListener('abort', stop, { once: true });
  const telling = new Telling(work, onProgress, breakOff);
  try {
    const answer = await Promise.race([awaited(() => start(work)), broken]);
    await Promise.race([telling.last(), broken]);
    return answer;
  } finally {
    telling.end();
    signal?.removeEventListener('abort', stop);
  }
}

/** Tells how far work is: never twice at once, and what that throws breaks the work off. */
class Telling {
  readonly #work: NativeWork;
  readonly #told: WorkOptions['onProgress'];
  readonly #breakOff: (fault: unknown) => void;
  readonly #timer: NodeJS.Timeout | undefined;
  #now: Promise<void> | undefined;

  constructor(work: NativeWork, told: WorkOptions['onProgress'], breakOff: (fault: unknown) => void) {
    this.#work = work;
    this.#told = told;
    this.#breakOff = breakOff;
    if (told !== undefined) this.#timer = setInterval(() => this.#start(), EVERY_MS);
  }

  #start(): void {
    this.#now ??= this.#tell().finally(() => (this.#now = undefined));
  }

  async #tell(): Promise<void> {
    const [done = 0, total = 0] = this.#work.progress();
    if (total === 0) return;
    try {
      await this.#told?.(done, total);
    } catch (fault) {
      this.#breakOff(fault);
    }
  }

  /** Waits for who is being told, and tells the last time. */
  async last(): Promise<void> {
    this.end();
    await this.#now;
    await this.#tell();
  }

  end(): void {
    clearInterval(this.#timer);
  }
}

/** The options of work. @internal */
export function workOptions(options: unknown): WorkOptions {
  if (options === undefined) return {};
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    throw misuse(`options: expected an object, found ${shown(options)}`);
  }
  const unknown = Object.keys(options).find((key) => !OPTIONS.includes(key));
  if (unknown !== undefined) throw misuse(`options: \`${unknown}\` is not one of ${OPTIONS.join(', ')}`);
  const { signal, onProgress } = options as Record<string, unknown>;
  if (signal !== undefined && !(signal instanceof AbortSignal)) {
    throw misuse(`option \`signal\`: expected an AbortSignal, found ${shown(signal)}`);
  }
  if (onProgress !== undefined && typeof onProgress !== 'function') {
    throw misuse(`option \`onProgress\`: expected a function, found ${shown(onProgress)}`);
  }
  return options as WorkOptions;
}
