import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import { Engine, StockLedger } from 'longtail';

const engine = Engine.load(fileURLToPath(new URL('../shop', import.meta.url)));

// --8<-- [start:code]
const ledger = new StockLedger();
const today = '2026-03-02';
const now = '2026-03-02T09:00:00Z';
const ask = (verb, question) => ledger.ask(engine, verb, question);
const order = (id, quantity) => ({
  id, partner: 'P-1', placed_at: now, lines: [{ product: 'G-100', quantity }],
});

ask('count', { product: 'G-100', on_hand: 80, today });
ask('add_receipt', { product: 'G-100', id: 'PO-7', day: '2026-03-09', quantity: 400, today });

// Two clients plan on the same supply. The first to commit is booked.
const first = ask('plan', { order: order('O-1', 60), now });
let second = ask('plan', { order: order('O-2', 60), now });
assert.equal(ask('commit', { plan: first, now }).outcome, 'ok');
const answer = ask('commit', { plan: second, now });
assert.equal(answer.outcome, 'conflict');
assert.deepEqual(answer.changed, [{ product: 'G-100', location: 'main' }]);

// The other plans again: 20 are left today, 40 leave once the receipt is there.
second = ask('plan', { order: order('O-2', 60), now });
assert.deepEqual(second.deltas.map((delta) => delta.quantity), [20, 40]);
assert.equal(ask('commit', { plan: second, now }).outcome, 'ok');
assert.equal(ask('commit', { plan: second, now }).outcome, 'replayed');

// The receipt slips by a week. That never fails; it says whom it concerns.
const slipped = ask('move_receipt', { product: 'G-100', id: 'PO-7', day: '2026-03-16', today });
assert.equal(slipped.outcome, 'ok');
assert.deepEqual(slipped.findings.map((finding) => finding.code), ['stock.at_risk']);
const risk = ask('at_risk', { product: 'G-100', today });
assert.deepEqual(risk.promises.map((promise) => promise.order), ['O-2']);

// A proposal for new days; nothing has changed until it is committed.
const again = ask('repromise', { product: 'G-100', key: 'R-1', today });
const outcomes = again.claims.map((claim) => [claim.order, claim.outcome]);
assert.deepEqual(outcomes, [['O-1', 'kept'], ['O-2', 'lost']]);
assert.equal(ask('commit', { plan: again.plan, now }).outcome, 'ok');
assert.deepEqual(ask('at_risk', { product: 'G-100', today }).promises, []);

// What is stored is the ledger: a snapshot, or the log from the beginning.
const restored = new StockLedger('', ledger.log());
assert.equal(restored.snapshot(), ledger.snapshot());
// --8<-- [end:code]
