// What must not compile does not: each line here is an error, or this file is.

import { Engine, Insight, LongtailError, Tally, Verdict, checkRulebook, fitPowerLaw, gtinValid, type Answer, type Order } from 'longtail';

declare const engine: Engine;
declare const insight: Insight;
declare const tally: Tally;
declare const verdict: Verdict;
declare const order: Order;

// @ts-expect-error a rulebook is needed
new Engine();
// @ts-expect-error a rulebook is text
new Engine(null);
// @ts-expect-error tables are an object
new Engine('', null);
// @ts-expect-error there is no such table
new Engine('', { product: '' });
// @ts-expect-error a table is text
new Engine('', { products: [{ id: 'A-100' }] });
// @ts-expect-error only engines make verdicts
new Verdict();
// @ts-expect-error there is no such kind
new LongtailError('other', 'words');
// @ts-expect-error prices are not supply
engine.withSupply({ prices: '' });
// @ts-expect-error supply is needed
engine.withSupply();
// @ts-expect-error a token is a number
Engine.shared('1');
// @ts-expect-error a folder is a path or a URL
Engine.load(7);
// @ts-expect-error an order has lines
engine.decide({ partner: 'P-1', placed_at: '2026-03-02T10:15:00' });
// @ts-expect-error a line has a quantity
engine.decide({ ...order, lines: [{ product: 'A-100' }] });
// @ts-expect-error an order has no such field
engine.decide({ partner: 'P-1', placed_at: '', lines: [], customer: 'P-1' });
// @ts-expect-error a partner is text
engine.decide({ ...order, partner: 7 });
// @ts-expect-error there is no such level
engine.decide(order, { trace: 'all' });
// @ts-expect-error there is no such language
engine.decide(order, { language: 'fr' });
// @ts-expect-error a single order has no stock to share
engine.decide(order, { stock: 'running' });
// @ts-expect-error options are an object
engine.decideText(order, null);
// @ts-expect-error many orders are an iterable
engine.decideAll(order);
// @ts-expect-error lines are text
engine.decideLines([order]);
// @ts-expect-error a code is text
gtinValid(4006381333931);
// @ts-expect-error a check has no trace
checkRulebook('', { trace: 'full' });
// @ts-expect-error a view of bytes is no column
fitPowerLaw({ values: new DataView(new ArrayBuffer(8)) });
// @ts-expect-error an option has one type in every place
fitPowerLaw({ values: [1], kind: Float64Array.of(1) });
// @ts-expect-error only reading makes an insight
new Insight();
// @ts-expect-error sales have no niche that is asked about
Insight.read({ currency: 'EUR', sales: [], niche: 'all' });
// @ts-expect-error a line has an amount, or none
Insight.read({ currency: 'EUR', sales: [{ partner: 'P-1', product: 'A-100' }] });
// @ts-expect-error there is no such treatment of returns
Insight.read({ currency: 'EUR', sales: [], returns: 'ignored' });
// @ts-expect-error a niche is needed
insight.bestSellers();
// @ts-expect-error a benchmark has no rank
insight.benchmark('P-1', 'all', { by: 'amount' });
// @ts-expect-error a tally has a currency
new Tally({ returns: 'net' });
// @ts-expect-error bytes are no text
Tally.fromBytes('LTTALLY');
// @ts-expect-error sales have amounts
tally.update({ partner: ['P-1'] });
// @ts-expect-error a question names its figure
tally.figure({ by: 'niche' });
// @ts-expect-error bytes are merged as a tally
tally.merge(new Uint8Array());
// @ts-expect-error bytes stand for the lines
Insight.merge([], { currency: 'EUR', sales: [] });
// @ts-expect-error bytes are given as a list
Insight.merge(new Uint8Array(), { currency: 'EUR' });
// @ts-expect-error a question tells no progress
insight.publish({ onProgress: () => undefined });
// @ts-expect-error nothing of a white spot is withheld
insight.whiteSpots('P-1', 'all', { language: 'nl' });
// @ts-expect-error what was read does not change
insight.leftOut = 0;
// @ts-expect-error an engine never changes
engine.rulebookId = 'other';
// @ts-expect-error a verdict is not changed
verdict.verdict = 'accepted';
// @ts-expect-error money is text
const gross: number = verdict.totals.gross;
// @ts-expect-error a line may have no price
const price: string = verdict.lines[0]!.unit_price;
// @ts-expect-error there is no such answer
const answer: Answer = 'approved';
// @ts-expect-error what is inside is not seen
engine.native;

export { answer, gross, price };
