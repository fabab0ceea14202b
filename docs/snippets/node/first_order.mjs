import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Engine } from 'longtail';

const shop = fileURLToPath(new URL('../shop', import.meta.url));

// --8<-- [start:code]
const engine = Engine.load(shop);
const verdict = engine.decide(readFileSync(`${shop}/order.json`));

assert.equal(verdict.verdict, 'accepted_with_changes');
assert.equal(verdict.totals.gross, '22.19'); // money is text, never a float
assert.equal(verdict.lines[0].unit_price, '0.09215');
// --8<-- [end:code]
