// What a shop writes compiles, and each thing has the type that is told.

import { readFileSync } from 'node:fs';
import {
  Engine,
  Insight,
  LongtailError,
  StockLedger,
  Tally,
  Verdict,
  checkRulebook,
  fitOrders,
  gtinValid,
  insight,
  niches,
  orderRows,
  type Answer,
  type BatchOptions,
  type Benchmark,
  type BestSellers,
  type CheckOptions,
  type DecideOptions,
  type Delivery,
  type ErrorKind,
  type Fee,
  type FigureColumn,
  type FigureQuestion,
  type FigureSales,
  type Finding,
  type InsightQuestion,
  type InsightSales,
  type InsightTerms,
  type Language,
  type LeftOutLines,
  type Line,
  type NicheMembers,
  type NicheScores,
  type Order,
  type OrderLine,
  type Outcome,
  type Publication,
  type Release,
  type SafeTable,
  type SalesLine,
  type StockVerb,
  type SupplyText,
  type TablesText,
  type TallyOptions,
  type TextOrBytes,
  type Together,
  type Totals,
  type TraceLevel,
  type TraceRow,
  type Trial,
  type VerdictData,
  type VerdictHead,
  type WhiteSpots,
  type WorkOptions,
} from 'longtail';

/** Compiles when both are the same type. */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const same = <A, B>(_: Same<A, B>): void => undefined;

const tables: TablesText = { partners: 'id,name\n', products: readFileSync('x'), stock: undefined };
const supply: SupplyText = { stock: new Uint8Array() };
const engine: Engine = new Engine('format: 1', tables);
const others: Engine[] = [
  new Engine(Buffer.from('')),
  Engine.load('company'),
  Engine.load(new URL('file:///company')),
  Engine.shared(engine.share()),
  engine.withSupply(supply),
];

const maybe: string | undefined = process.env['REFERENCE'];
const lines: OrderLine[] = [
  { product: 'A-100', quantity: 10 },
  { gtin: '4006381333931', quantity: '10', unit_price: '1.25', requested: maybe },
  { id: null, product: 'A-100', quantity: 10n, unit_price: 5n },
];
const order: Order = { partner: 'P-1', placed_at: '2026-03-02T10:15:00', reference: maybe, lines };

const level: TraceLevel = 'full';
const language: Language = 'nl';
const decideOptions: DecideOptions = { trace: level, language };
const batchOptions: BatchOptions = { ...decideOptions, stock: 'snapshot' };
const checkOptions: CheckOptions = { source: 'rulebook.yaml', language: undefined };

const verdict = engine.decide(order, decideOptions);
same<typeof verdict, Verdict>(true);
same<typeof verdict.order, string | null>(true);
same<typeof verdict.reference, string | undefined>(true);
same<typeof verdict.verdict, Answer>(true);
same<typeof verdict.totals, Totals>(true);
same<typeof verdict.totals.gross, string>(true);
same<typeof verdict.findings, Finding[]>(true);
same<typeof verdict.lines, Line[]>(true);
same<Line['unit_price'], string | null>(true);
same<Line['ordered'], number | null>(true);
same<Line['deliveries'], Delivery[]>(true);
same<typeof verdict.fees, Fee[]>(true);
same<typeof verdict.trace, TraceRow[]>(true);
same<TraceRow['outcome'], Outcome>(true);
same<typeof verdict.text, string>(true);
same<ReturnType<typeof verdict.toJSON>, VerdictData>(true);
const head: VerdictHead = verdict.toJSON();

same<ReturnType<typeof engine.decideText>, string>(true);
same<ReturnType<typeof engine.decideLines>, string>(true);
same<ReturnType<typeof engine.decideAll>, (Verdict | LongtailError)[]>(true);
same<ReturnType<typeof engine.decideAllAsync>, Promise<(Verdict | LongtailError)[]>>(true);
same<ReturnType<typeof gtinValid>, boolean>(true);
same<ReturnType<typeof checkRulebook>, Finding[]>(true);
const text: TextOrBytes = engine.decideText(Buffer.from('{}'));

const ledger = new StockLedger('', new Uint8Array());
const verb: StockVerb = 'plan';
same<ReturnType<typeof ledger.ask>, unknown>(true);
same<ReturnType<typeof ledger.log>, string>(true);
same<ReturnType<typeof ledger.snapshot>, string>(true);
same<ReturnType<typeof ledger.compact>, void>(true);
same<ReturnType<typeof engine.plan>, Record<string, unknown>>(true);
const planned: unknown = ledger.ask(engine, verb, { order });
// @ts-expect-error -- no such verb
ledger.ask(engine, 'plans', {});

const working: WorkOptions = {
  signal: AbortSignal.timeout(1),
  onProgress: async (done, total) => console.log(done / total),
};

async function fitted(): Promise<number[] | null> {
  const sales = { partner: ['P-1'], day: ['2026-03-02'], amount: Int32Array.of(500) };
  const { repeats, recency, age } = await orderRows({ currency: 'EUR', sales }, working);
  return (await fitOrders({ repeats: Uint16Array.from(repeats), recency, age }, working)).expected_orders;
}

const sold: SalesLine[] = [
  { partner: 'P-1', product: 'A-100', amount: '12.50', niche: maybe, day: '2026-03-02', quantity: 2, order: undefined },
  { partner: 'P-2', product: 'A-100', amount: null },
];
const shared: InsightSales = {
  currency: 'EUR',
  sales: sold,
  tree: { dentists: 'care' },
  returns: 'matched',
  from: '2026-03-01',
  until: maybe,
  excluded_products: ['POST'],
  gate: { amounts: { rounded: '100' } },
};
const asked: InsightQuestion = { ...shared, niche: 'dentists', partner: 'P-1', audience: 'partner' };
same<ReturnType<typeof Insight.read>, Promise<Insight>>(true);
same<Insight['niches'], string[]>(true);
same<Insight['leftOut'], LeftOutLines[]>(true);
same<ReturnType<Insight['bestSellers']>, Promise<BestSellers>>(true);
same<ReturnType<Insight['whiteSpots']>, Promise<WhiteSpots>>(true);
same<ReturnType<Insight['benchmark']>, Promise<Benchmark>>(true);
same<ReturnType<Insight['together']>, Promise<Together>>(true);
same<ReturnType<Insight['publish']>, Promise<Publication>>(true);
same<ReturnType<Insight['scores']>, Promise<NicheScores>>(true);
same<ReturnType<Insight['toBytes']>, Promise<Uint8Array>>(true);
const terms: InsightTerms = { currency: 'EUR', tree: { dentists: 'care' } };
same<ReturnType<typeof Insight.merge>, Promise<Insight>>(true);

async function merged(signal: AbortSignal): Promise<string[]> {
  const own = await Insight.merge([await (await Insight.read(shared, { signal })).toBytes()], terms, { onProgress: () => undefined });
  const { cells, why } = await (await Insight.fromBytes(await own.toBytes(), terms)).publish({ signal, language: 'nl' });
  const { low } = (await own.scores({ limit: 1, signal })).cells[0]?.lift ?? { low: null };
  return [...cells.flatMap(({ reasons }) => reasons), ...why.map(({ code }) => code), low ?? ''];
}

const table = insight('table', { currency: 'EUR', cells: [{ row: 'r', column: 'c', partner: 'P-1', amount: '1' }] });
same<typeof table, SafeTable>(true);
const trial = niches('trial', { niches: [{ niche: 'a', room: 3 }] });
same<typeof trial, Trial>(true);
const members = niches('members', { rules: [{ id: 'a', codes: [{ tree: 'nace', revision: '2.1', under: ['86'] }] }], partners: [] });
same<typeof members, NicheMembers>(true);
const untyped = niches('trend', '{}');
same<typeof untyped, Record<string, unknown>>(true);
const numbered: SalesLine[] = [{ partner: 'P-1', product: 'A-100', amount: 1, order: 7 }, { partner: 'P-1', product: 'A-100', amount: 1, order: 7n }];

async function shown(bytes: TextOrBytes): Promise<(string | null)[]> {
  const own = await Insight.read(bytes);
  const { release } = await (await Insight.read(shared)).publish({ release: '2026-03' });
  const previous: Release[] = release === null ? [] : [release];
  const { products } = await own.bestSellers('dentists', { by: 'orders', audience: 'partner', limit: 3, previous });
  const { spots } = await own.whiteSpots('P-1', 'dentists', { permitted: ['A-100'], peers_percent_min: 20, previous });
  const { peers } = await own.benchmark('P-1', 'dentists', { previous });
  const { pairs } = await own.together(undefined, { baskets_min: 2 });
  const here = insight('together', asked).pairs.concat(pairs);
  return [products[0]?.lift ?? null, spots[0]?.expected_from ?? null, peers?.median_from ?? null, here[0]?.lift ?? null];
}

const tallyOptions: TallyOptions = { currency: 'EUR', returns: 'gross', excluded_products: ['POST'], products: false };
const columns: FigureSales = { partner: ['P-1', null], amount: ['12.50', 300], day: ['2026-03-02', null] };
const revenue: FigureQuestion = { figure: 'revenue', by: 'partner' };

async function summed(stored: Uint8Array): Promise<FigureColumn | undefined> {
  const tally = new Tally(tallyOptions);
  same<ReturnType<typeof tally.update>, Promise<void>>(true);
  same<ReturnType<typeof tally.merge>, Promise<void>>(true);
  same<ReturnType<typeof tally.toBytes>, Promise<Uint8Array>>(true);
  await tally.update(columns, { threads: 2 });
  await tally.merge(await Tally.fromBytes(stored));
  return (await tally.figure(revenue))['revenue'];
}

/** Every answer has a branch. */
function colour(answer: Answer): string {
  switch (answer) {
    case 'accepted':
      return 'green';
    case 'accepted_with_changes':
    case 'needs_approval':
      return 'yellow';
    case 'rejected':
      return 'red';
  }
}

async function many(): Promise<string[]> {
  const answers = await engine.decideAllAsync(new Set([order, '{}', new Uint8Array()]), batchOptions);
  return answers.map((each) => (each instanceof LongtailError ? each.message : each.totals.net));
}

try {
  checkRulebook('', checkOptions);
} catch (error) {
  if (!(error instanceof LongtailError)) throw error;
  same<typeof error.kind, ErrorKind>(true);
  same<typeof error.findings, Finding[]>(true);
  new LongtailError(error.kind, error.message, error.findings, { cause: error });
}

export { colour, fitted, head, many, merged, numbered, others, planned, shown, summed, text };
