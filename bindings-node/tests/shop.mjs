// A small company for the tests: two partners, two products, 80 gloves in stock.

import { Engine } from 'longtail';

export const RULEBOOK = `\
format: 1
id: shop
zone: Europe/Amsterdam
currency: EUR
attributes: { partner: { sector: text, tier: [silver, gold] }, product: { category: text } }
niches: [{ id: dentists, for: { sector: { prefix: ["86.23"] } } }]
tax: { prices: exclusive, rates: { standard: 21 } }
price_lists: [{ id: general, for: everyone }]
waterfall:
  - stage: promotion
    combine: best
    adjustments:
      - { id: masks-500, for: { category: masks, quantity: { at_least: 500 } }, percent: -10 }
      - { id: masks-90, for: { category: masks, quantity: { at_least: 90 } }, percent: -7.5 }
calendar: { cut_off: "16:00", transit_days: 1 }
fees:
  - { id: advice, for: { tier: gold }, schedule: { mode: flat, tiers: [{ from: 0, percent: 2.5 }] } }
`;

export const TABLES = {
  partners: 'id,name,sector,tier\nP-1,Jansen,86.23.1,gold\nP-2,De Brug,45.20.4,silver\n',
  products: 'id,name,gtin,category,quantity_multiple\nG-100,Glove,4006381333931,gloves,10\nM-200,Mask,,masks,1\n',
  prices: 'list,product,unit_price\ngeneral,G-100,0.10\ngeneral,M-200,0.15\n',
  stock: 'product,on_hand\nG-100,80\nM-200,500\n',
  receipts: 'product,date,quantity\nG-100,2026-03-09,400\n',
};

export const TRACES = ['none', 'summary', 'candidates', 'full'];

/** An engine of the company; tables that are given replace its own. */
export const shop = (tables = {}) => new Engine(RULEBOOK, { ...TABLES, ...tables });

/** The same for the addon, which takes a text a table. */
shop.parts = {
  rulebook: RULEBOOK,
  master: ['partners', 'products', 'prices'].map((name) => TABLES[name]),
  supply: ['stock', 'receipts'].map((name) => TABLES[name]),
};

/** An order of one line; what is given replaces what is usual. */
export const order = (line = {}, head = {}) => ({
  id: 'O-1',
  partner: 'P-1',
  placed_at: '2026-03-02T10:15:00+01:00',
  ...head,
  lines: [{ product: 'G-100', quantity: 115, ...line }],
});

/** An order with everything that can be written. */
export const FULL = {
  id: 'O-1',
  partner: 'P-1',
  placed_at: '2026-03-02T10:15:00+01:00',
  currency: 'EUR',
  requested: '2026-03-05',
  reference: 'PO 77',
  lines: [
    { id: '1', product: 'G-100', gtin: '4006381333931', quantity: 115, requested: '2026-03-06', unit_price: '0.10' },
    { id: '2', product: 'M-200', quantity: '500', unit_price: 0.15 },
    { id: '3', product: 'G-10', quantity: 1.5 },
  ],
};

/** Numbers from 0 to 1, the same ones for the same seed. */
export function chance(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
