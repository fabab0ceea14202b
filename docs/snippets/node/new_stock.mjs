import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Engine } from 'longtail';

const shop = fileURLToPath(new URL('../shop', import.meta.url));
const engine = Engine.load(shop);
const order = readFileSync(`${shop}/order.json`);

// --8<-- [start:code]
const later = engine.withSupply({ stock: 'product,on_hand\nG-100,1000\nM-200,500\n' });
assert.equal(later.decide(order).lines[0].status, 'confirmed');

// The engine before it is unchanged; those who hold it go on with it.
assert.equal(engine.decide(order).lines[0].status, 'late');
// --8<-- [end:code]
