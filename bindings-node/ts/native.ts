/** The addon as it is; the classes around it are what hosts see. @internal */
export interface NativeEngine {
  share(): number;
  withSupply(supply: (string | undefined)[]): NativeEngine;
  nichesOf(partner: string): string[];
  readonly currency: string;
  readonly rulebookId: string;
  readonly rulebookHash: string;
  findings(): string;
  decideText(order: string, trace?: string, language?: string): string;
  decideRows(order: string, trace?: string, language?: string): string;
  traceRows(ticket: number, order: string, trace?: string): string;
  names(): string;
  decideMany(orders: string[], trace?: string, language?: string, stock?: string): string[];
  decideManyAsync(orders: string[], trace?: string, language?: string, stock?: string): Promise<string[]>;
  decideLines(orders: string, trace?: string, language?: string, stock?: string): string;
  hints(order: string, language?: string): string;
  outlook(order: string, language?: string): string;
  confidence(order: string, question: string): string;
  explainPromise(order: string, language?: string): string;
  explain(order: string, trace?: string, language?: string): string;
  analyse(at: string | undefined, limit: number, language?: string): string;
  ledger(verb: string, question: string): string;
  plan(question: string): string;
  sales(order: string, event: string, booked: string): string;
  replayAsync(candidate: NativeEngine, orders: string, workers: number): Promise<string>;
}

/** The addon's stock ledger. @internal */
export interface NativeStockLedger {
  ask(engine: NativeEngine, verb: string, question: string): string;
  log(after: number): string;
  snapshot(): string;
  compact(): void;
}

/** Sales that the addon has read. @internal */
export interface NativeInsight {
  readonly niches: string[];
  readonly leftOut: string;
  toBytes(): Promise<Uint8Array>;
  askAsync(verb: string, question: string): Promise<string>;
}

/** The addon's tally. @internal */
export interface NativeTally {
  update(columns: string | Uint8Array, threads: number): Promise<void>;
  merge(other: NativeTally): Promise<void>;
  toBytes(): Promise<Uint8Array>;
  figure(question: string, threads: number): Promise<string>;
}

/** What is known of work that runs. @internal */
export interface NativeWork {
  stop(): void;
  progress(): number[];
}

interface Native {
  NativeInsight: { readonly prototype: NativeInsight; new (): NativeInsight };
  NativeTally: { readonly prototype: NativeTally; new (): NativeTally; build(options: string): NativeTally };
  NativeWork: new () => NativeWork;
  NativeStockLedger: { restore(snapshot: string, log: string): NativeStockLedger };
  NativeEngine: {
    readonly prototype: NativeEngine;
    new (): NativeEngine;
    build(rulebook: string, master: (string | undefined)[], supply: (string | undefined)[]): NativeEngine;
    open(token: number): NativeEngine;
  };
  gtinValid(code: string): boolean;
  traceHash(trace: string): string;
  checkRulebook(rulebook: string, source: string, language?: string): string;
  evaluate(kind: string, question: string): string;
  reliability(verb: string, question: string): string;
  figures(request: string, threads: number): string;
  insight(verb: string, question: string): string;
  readInsight(sales: string | Uint8Array, work: NativeWork): Promise<NativeInsight>;
  mergeInsight(terms: string, parts: Uint8Array[], work: NativeWork): Promise<NativeInsight>;
  tallyOfBytes(bytes: Uint8Array): Promise<NativeTally>;
  niches(verb: string, question: string): string;
  modelsAsync(verb: string, question: string, work: NativeWork): Promise<string>;
}

/** @internal */
export const native = require('../longtail.node') as Native;
