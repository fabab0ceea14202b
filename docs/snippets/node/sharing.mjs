import assert from 'node:assert/strict';
import { Insight } from 'longtail';

// --8<-- [start:code]
// Seven dentists; one of them sells a lamp, and two do not sell masks yet.
const sold = (partner, product, amount) => ({ partner: `P-${partner}`, product, niche: 'dentists', amount });
const sales = [
  ...[1, 2, 3, 4, 5, 6, 7].map((partner) => sold(partner, 'gloves', 95 + 5 * partner)),
  ...[1, 2, 3, 4, 5].map((partner) => sold(partner, 'masks', '300.00')),
  sold(1, 'lamp', '900.00'),
];
const insight = await Insight.read({ currency: 'EUR', sales }); // once a night

/** What the shop shows a dealer: three questions at once, on every page. */
async function page(partner, niche) {
  const [best, spots, beside] = await Promise.all([
    insight.bestSellers(niche, { audience: 'partner', limit: 3 }),
    insight.whiteSpots(partner, niche),
    insight.benchmark(partner, niche),
  ]);
  return { best: best.products, missing: spots.spots, own: beside.own, peers: beside.peers };
}
const { best, missing, own } = await page('P-7', 'dentists');
assert.deepEqual(best.map(({ rank, product }) => [rank, product]), [[1, 'gloves'], [2, 'masks']]);
assert.deepEqual(missing.map(({ product }) => product), ['masks']);
assert.equal(own, '130.00');

// For the company: why the lamp is told to nobody, and what to keep for the next time.
const { cells, release } = await insight.publish({ release: '2026-03' });
const lamp = cells.find(({ product, niche }) => product === 'lamp' && niche === 'dentists');
assert.ok(!lamp.shown && lamp.reasons.includes('too_few_partners'));
// --8<-- [end:code]
assert.equal(release.id, '2026-03');

// --8<-- [start:releases]
// The next month one dentist sold more gloves: beside what was told in March it would be told.
const next = await Insight.read({ currency: 'EUR', sales: [...sales, sold(7, 'gloves', '70.00')], previous: [release] });
const april = await next.publish({ release: '2026-04' });
const gloves = april.cells.find(({ product, niche }) => product === 'gloves' && niche === 'dentists');
assert.deepEqual(gloves.reasons, ['difference']);
// --8<-- [end:releases]
