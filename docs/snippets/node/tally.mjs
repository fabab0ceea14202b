import assert from 'node:assert/strict';
import { Tally } from 'longtail';

// --8<-- [start:code]
const tally = new Tally({ currency: 'EUR', excluded_products: ['POST'] });
await tally.update({
  partner: ['P-1', 'P-2', 'P-3'],
  product: ['gloves', 'gloves', 'POST'],
  day: ['2026-01-05', '2026-01-06', '2026-01-06'],
  amount: ['80.00', '15.00', '5.00'],
});
const stored = await tally.toBytes(); // the same bytes in Python and Rust

const february = await Tally.fromBytes(stored);
await february.update({ partner: ['P-2'], product: ['masks'], day: ['2026-02-02'], amount: ['45.00'] });
const { partner, revenue } = await february.figure({ figure: 'revenue' });
assert.deepEqual([partner, revenue], [['P-1', 'P-2'], ['80.00', '60.00']]);
// --8<-- [end:code]
