// Sales read once and asked many times: what `insight` answers, off the thread of the caller.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { Insight, LongtailError, insight } from 'longtail';

/** Sixteen dealers in two niches of one; the last lamp is a single dealer's. */
const SALES = Array.from({ length: 16 }, (_, p) => {
  const own = { partner: `P-${p}`, niche: p % 2 === 0 ? 'dentists' : 'vets', order: `O-${p}`, day: `2026-03-${10 + p}` };
  const line = (product, amount) => ({ ...own, product, amount, quantity: 1 });
  return [line('gloves', `${100 + p}.50`), line(p < 12 ? 'masks' : 'bags', 40 + p)];
}).flat();
SALES.push({ ...SALES[0], product: 'lamp', amount: '900' });
const GIVEN = { currency: 'EUR', tree: { dentists: 'care', vets: 'care' }, gate: { partners_min: 4 }, sales: SALES };

/** Each question by its method and by its verb; `more` is what the verb reads beside the sales. */
const asks = (previous) => [
  [(own) => own.bestSellers('dentists'), 'best_sellers', { niche: 'dentists' }],
  [(own) => own.bestSellers('care', { by: 'amount', limit: 1 }), 'best_sellers', { niche: 'care', by: 'amount', limit: 1 }],
  [(own) => own.bestSellers('vets', { audience: 'partner' }), 'best_sellers', { niche: 'vets', audience: 'partner' }],
  [(own) => own.bestSellers('dentists', { previous }), 'best_sellers', { niche: 'dentists', previous }],
  [(own) => own.whiteSpots('P-14', 'dentists'), 'white_spots', { partner: 'P-14', niche: 'dentists' }],
  [
    (own) => own.whiteSpots('P-14', 'dentists', { permitted: ['bags'], peers_percent_min: 10, previous }),
    'white_spots',
    { partner: 'P-14', niche: 'dentists', permitted: ['bags'], peers_percent_min: 10, previous },
  ],
  [(own) => own.benchmark('P-2', 'dentists'), 'benchmark', { partner: 'P-2', niche: 'dentists' }],
  [(own) => own.benchmark('P-3', 'all', { previous }), 'benchmark', { partner: 'P-3', niche: 'all', previous }],
  [(own) => own.together(), 'together', {}],
  [(own) => own.together('dentists', { baskets_min: 1, limit: 1 }), 'together', { niche: 'dentists', baskets_min: 1, limit: 1 }],
  [(own) => own.publish(), 'publish', {}],
  [(own) => own.publish({ release: 'april', previous }), 'publish', { release: 'april', previous }],
  [(own) => own.scores({ niche_orders_min: 1, product_orders_min: 1 }), 'scores', { niche_orders_min: 1, product_orders_min: 1 }],
];

const released = async (own) => [(await own.publish({ release: 'march' })).release];

test('it answers what `insight` answers, to the byte', async () => {
  const own = await Insight.read(GIVEN);
  const told = new Set();
  for (const [ask, verb, more] of asks(await released(own))) {
    const answer = JSON.stringify(await ask(own));
    assert.equal(answer, JSON.stringify(insight(verb, { ...GIVEN, ...more })), `${verb} ${Object.keys(more)}`);
    told.add(answer);
  }
  assert.ok(told.size >= 10, 'the questions differ');
});

const BY_VERB = {
  best_sellers: (own, { niche, ...options }) => own.bestSellers(niche, options),
  white_spots: (own, { partner, niche, ...options }) => own.whiteSpots(partner, niche, options),
  benchmark: (own, { partner, niche, ...options }) => own.benchmark(partner, niche, options),
  together: (own, { niche, ...options }) => own.together(niche, options),
  publish: (own, options) => own.publish(options),
  scores: (own, options) => own.scores(options),
};
const OF_SALES = ['currency', 'sales', 'tree', 'members', 'periods', 'returns', 'from', 'until', 'excluded_products', 'gate'];

test('it answers the vectors', async () => {
  const { cases } = JSON.parse(readFileSync(new URL('../../vectors/sharing.json', import.meta.url), 'utf8'));
  const seen = new Set();
  for (const { name, insight: verb, question, expect } of cases) {
    if (BY_VERB[verb] === undefined || expect === undefined) continue;
    const fields = Object.entries(question);
    const part = (ofSales) => Object.fromEntries(fields.filter(([field]) => OF_SALES.includes(field) === ofSales));
    assert.deepEqual(await BY_VERB[verb](await Insight.read(part(true)), part(false)), expect, name);
    seen.add(verb);
  }
  assert.deepEqual([...seen].sort(), Object.keys(BY_VERB).sort());
});

test('what a shop shows its dealer is there', async () => {
  const own = await Insight.read(GIVEN);
  const { products, withheld } = await own.bestSellers('dentists', { audience: 'partner' });
  assert.deepEqual([products[0].product, products[0].rank, withheld], ['gloves', 1, undefined]);
  assert.ok(products.every(({ product }) => product !== 'lamp'));
  const { spots } = await own.whiteSpots('P-14', 'dentists');
  assert.deepEqual(spots.map(({ product }) => product), ['masks']);
  const { own: sold, peers } = await own.benchmark('P-2', 'dentists');
  assert.equal(sold, '144.50');
  assert.deepEqual([peers.niche, peers.median_from], ['care', '150.00'], 'eight dentists would give somebody away');
  const { pairs } = await own.together('dentists', { audience: 'partner' });
  const { a, b, niche, baskets_from } = pairs[0];
  assert.deepEqual([a, b, niche, baskets_from], ['gloves', 'masks', 'care', 12], 'two dentists buy gloves alone');
  assert.deepEqual(own.niches, ['all', 'care', 'dentists', 'vets']);
});

test('an object, its text and the bytes of that are the same sales', async () => {
  const text = JSON.stringify(GIVEN);
  const wanted = JSON.stringify(await (await Insight.read(GIVEN)).publish());
  for (const given of [text, Buffer.from(text), Buffer.from(`..${text}`).subarray(2), structuredClone(GIVEN)]) {
    assert.equal(JSON.stringify(await (await Insight.read(given)).publish()), wanted);
  }
});

test('what takes part is said by returns, days and codes, and the others are counted', async () => {
  const one = SALES.filter(({ product }) => product === 'gloves').map((line) => ({ ...line, amount: '10' }));
  const back = { ...one[0], amount: '-10', quantity: -1, day: '2026-03-30' };
  const sales = [...one, back, { ...one[1], amount: null }, { ...one[2], product: 'POST' }, { ...one[3], day: undefined }];
  const left = async (more) => {
    const given = { ...GIVEN, sales, ...more };
    const own = await Insight.read(given);
    assert.deepEqual(await own.publish(), insight('publish', given));
    assert.deepEqual(own.leftOut, insight('left_out', given).left_out);
    return own.leftOut.reduce((sum, { rows }) => sum + rows, 0);
  };
  assert.equal(await left({}), 1, 'the line without an amount');
  assert.equal(await left({ excluded_products: ['POST'] }), 2);
  assert.equal(await left({ returns: 'gross' }), 2);
  assert.equal(await left({ returns: 'matched' }), 3, 'the return and its sale');
  // Of sixteen days from the 10th, six are before the 16th; the return and the line without a day go too.
  assert.equal(await left({ from: '2026-03-10', until: '2026-03-16' }), 1 + 10 + 1 + 1);
  assert.equal(await left({ returns: 'net', from: undefined, until: undefined, excluded_products: [] }), 1);
});

test('many questions at the same time do not take from each other', async () => {
  const own = await Insight.read(GIVEN);
  const previous = await released(own);
  const questions = asks(previous);
  const wanted = questions.map(([, verb, more]) => JSON.stringify(insight(verb, { ...GIVEN, ...more })));
  const rounds = Array.from({ length: 10 }, () => questions).flat();
  const answers = await Promise.all(rounds.map(([ask]) => ask(own)));
  answers.forEach((answer, at) => assert.equal(JSON.stringify(answer), wanted[at % wanted.length]));
});

test('releases that come with the sales stand beside every question', async () => {
  const previous = await released(await Insight.read(GIVEN));
  const own = await Insight.read({ ...GIVEN, previous });
  const asked = { niche: 'all', partner: 'P-3' };
  assert.deepEqual(await own.benchmark('P-3', 'all'), insight('benchmark', { ...GIVEN, ...asked, previous }));
  assert.deepEqual(await own.publish(), insight('publish', { ...GIVEN, previous }));
  await rejects(own.publish({ previous }), '`previous` belongs to the sales');
});

test('the thread of the caller goes on while sales are read and questions answered', async () => {
  const sales = Array.from({ length: 60_000 }, (_, k) => ({ ...SALES[k % SALES.length], order: `O-${k >> 2}` }));
  const bytes = Buffer.from(JSON.stringify({ ...GIVEN, sales }));
  const goesOn = async (work) => {
    let done = false;
    const answer = work().finally(() => (done = true));
    let turns = 0;
    for (; !done; turns += 1) await setImmediate();
    // Were it done here, the promise would be settled before the first turns.
    assert.ok(turns > 10, `${turns} turns`);
    return answer;
  };
  const own = await goesOn(() => Insight.read(bytes));
  await goesOn(() => Promise.all(Array.from({ length: 40 }, () => own.together())));
});

test('sales and options are taken when it is called, not when it works', async () => {
  const bytes = Buffer.from(JSON.stringify(GIVEN));
  const reading = Insight.read(bytes);
  bytes.fill(0);
  const own = await reading;
  const options = { limit: 1 };
  const answer = own.bestSellers('care', options);
  options.limit = 0;
  assert.equal((await answer).products.length, 1);
});

test('what it began is ended when nobody holds the sales any more', async () => {
  const answer = await Insight.read(GIVEN).then((own) => own.publish());
  assert.deepEqual(answer, insight('publish', GIVEN));
});

const rejects = (promise, words) =>
  assert.rejects(promise, (error) => {
    assert.ok(error instanceof LongtailError, String(error));
    assert.equal(error.kind, 'input');
    assert.ok(error.message.includes(words), error.message);
    return true;
  });

test('sales that cannot be read reject', async () => {
  const cases = [
    [undefined, 'sales: expected a text, its bytes or an object, found undefined'],
    [7, 'found 7'],
    ['', 'the question'],
    ['{', 'the question'],
    ['\ud800', 'half of a surrogate pair'],
    [Uint8Array.of(0x7b, 0xff), 'sales: the bytes are not UTF-8'],
    [new Uint8Array(3), 'the question'],
    [{}, 'missing field `currency`'],
    [{ currency: 'EUR' }, 'missing field `sales`'],
    [{ ...GIVEN, currency: 'euro' }, 'unknown currency `euro`'],
    [{ ...GIVEN, sales: [{ ...SALES[0], amount: NaN }] }, 'sales[0].amount: NaN is no number'],
    [{ ...GIVEN, sales: [{ ...SALES[0], amount: '1.005' }] }, '1.005'],
    [{ ...GIVEN, sales: [{ ...SALES[0], customer: 'P-1' }] }, 'unknown field `customer`'],
    [{ ...GIVEN, sales: [{ ...SALES[0], day: '03/02' }], from: '2026-03-01' }, '`sales[0].day` is `03/02`'],
    [{ ...GIVEN, sales: [{ ...SALES[0], amount: '92233720368547758.08' }] }, '92233720368547758.08'],
    [{ ...GIVEN, niche: 'all' }, '`niche` belongs to a question'],
    [{ ...GIVEN, gate: { partners_min: 2 } }, 'partners_min'],
    [{ ...GIVEN, returns: 'some' }, '`returns` is `some`'],
    [{ ...GIVEN, from: '2026-04-01', until: '2026-03-01' }, 'the period is empty'],
    [{ ...GIVEN, tree: { a: 'b', b: 'a' } }, 'b'],
  ];
  for (const [given, words] of cases) await rejects(Insight.read(given), words);
});

test('questions that cannot be answered reject, and the next is answered as before', async () => {
  const own = await Insight.read(GIVEN);
  const wanted = await own.publish();
  const cases = [
    [() => own.bestSellers(), 'niche: expected a text, found undefined'],
    [() => own.bestSellers('bakers'), 'bakers'],
    [() => own.bestSellers('all', null), 'options: expected an object, found null'],
    [() => own.bestSellers('all', { currency: 'EUR' }), 'options: `currency` is not one of by, audience, limit, previous, language, signal'],
    [() => own.bestSellers('all', { by: 'price' }), '`by` is `price`'],
    [() => own.bestSellers('all', { audience: 'public' }), '`audience` is `public`'],
    [() => own.bestSellers('all', { limit: -1 }), 'the question'],
    [() => own.bestSellers('all', { limit: NaN }), 'limit: NaN is no number'],
    [() => own.whiteSpots('P-1'), 'niche: expected a text'],
    [() => own.whiteSpots(1, 'all'), 'partner: expected a text, found 1'],
    [() => own.whiteSpots('P-1', 'all', { peers_percent_min: 101 }), 'peers_percent_min'],
    [() => own.benchmark('\udc00', 'all'), 'half of a surrogate pair'],
    [() => own.benchmark('P-1', 'all', { niche: 'vets' }), '`niche` is not one of previous, language, signal'],
    [() => own.benchmark('P-1', 'all', { previous: [{ id: 'x' }] }), 'the question'],
    [() => own.together(null), 'niche: expected a text, found null'],
    [() => own.together('all', { niche: 'vets' }), '`niche` is not one of'],
    [() => own.publish({ release: 7 }), 'the question'],
    [() => own.publish('march'), 'options: expected an object, found a text'],
  ];
  for (const [ask, words] of cases) await rejects(ask(), words);
  assert.deepEqual(await own.publish(), wanted);
});

test('the parts of many processes are put together, with the same bytes', async () => {
  const { sales, ...terms } = GIVEN;
  const whole = await Insight.read(GIVEN);
  const parts = [sales.slice(20), sales.slice(0, 20)].map((lines) => Insight.read({ ...GIVEN, sales: lines }));
  const bytes = await Promise.all(parts.map(async (part) => (await part).toBytes()));
  const merged = await Insight.merge(bytes, terms);
  assert.deepEqual(await merged.toBytes(), await whole.toBytes());
  for (const [ask] of asks(await released(whole))) assert.deepEqual(await ask(merged), await ask(whole));
  const kept = await Insight.fromBytes(Buffer.from(await whole.toBytes()), JSON.stringify(terms));
  assert.deepEqual(await kept.publish(), await whole.publish());
  // What it was given is its own from the call on.
  const [first, second] = bytes;
  const merging = Insight.merge([first, second], terms);
  first.fill(0);
  assert.deepEqual(await (await merging).publish(), await whole.publish());
});

test('orders may be whole numbers, as long as JavaScript holds them exactly', async () => {
  const made = async (order) => (await Insight.read({ currency: 'EUR', sales: [{ ...SALES[0], order }] })).toBytes();
  assert.deepEqual(await made(7), await made('7'));
  assert.deepEqual(await made(7n), await made('7'));
  assert.deepEqual(await made(Number.MAX_SAFE_INTEGER), await made('9007199254740991'));
  for (const order of [2 ** 53, -(2 ** 53), 2n ** 53n, 1e300]) {
    await rejects(made(order), `sales[0].order: ${order} is beyond the whole numbers`);
    const question = { currency: 'EUR', sales: [{ ...SALES[0], order }] };
    assert.throws(() => insight('left_out', question), { kind: 'input', message: /sales\[0\].order/ });
  }
  await rejects(made(1.5), 'an order: a text, or a whole number');
  await rejects(made(NaN), 'sales[0].order: NaN is no number');
});

test('lines that take no part are told by reason, in amounts of the currency', async () => {
  const lines = [{ ...SALES[0], amount: null }, { ...SALES[0], product: '' }, { ...SALES[0], partner: '', amount: '-2' }];
  const own = await Insight.read({ currency: 'EUR', sales: [...SALES, ...lines] });
  assert.deepEqual(
    own.leftOut.filter(({ rows }) => rows > 0),
    [
      { reason: 'no_amount', rows: 1, amount: '0.00' },
      { reason: 'no_partner', rows: 1, amount: '-2.00' },
      { reason: 'no_product', rows: 1, amount: '100.50' },
    ],
  );
  assert.equal(own.leftOut.length, 9);
});

test('what is withheld says why by code and in words', async () => {
  const own = await Insight.read(GIVEN);
  const { cells, why } = await own.publish({ language: 'nl' });
  const named = new Set(cells.flatMap(({ reasons }) => reasons));
  assert.deepEqual(new Set(why.map(({ reason }) => reason)), named);
  const [few] = why;
  assert.deepEqual([few.reason, few.code], ['too_few_partners', 'sharing.too_few_partners']);
  assert.match(few.message, /minder dan 4 partners/);
  assert.equal((await own.bestSellers('dentists', { audience: 'partner' })).why, undefined);
  assert.ok((await own.bestSellers('dentists')).why.length > 0);
});

const MANY = Array.from({ length: 40_000 }, (_, k) => ({ ...SALES[k % SALES.length], order: k >> 2 }));

test('reading tells its steps, and a signal stops it', async () => {
  const told = [];
  const { sales, ...terms } = GIVEN;
  const own = await Insight.read(GIVEN, { onProgress: (done, total) => told.push([done, total]) });
  assert.deepEqual(told.at(-1), [4, 4]);
  const steps = [];
  await Insight.merge([await own.toBytes()], terms, { onProgress: (done, total) => steps.push([done, total]) });
  assert.deepEqual(steps.at(-1), [4, 4]);
  const bytes = Buffer.from(JSON.stringify({ ...GIVEN, sales: MANY }));
  const controller = new AbortController();
  const reading = Insight.read(bytes, { signal: controller.signal });
  const reason = new Error('enough');
  controller.abort(reason);
  await assert.rejects(reading, (fault) => fault === reason);
  await assert.rejects(Insight.read(bytes, { signal: controller.signal }), (fault) => fault === reason);
  await assert.rejects(Insight.merge([], terms, { signal: controller.signal }), (fault) => fault === reason);
  const fault = new Error('no more');
  const failing = () => {
    throw fault;
  };
  await assert.rejects(Insight.read(GIVEN, { onProgress: failing }), (found) => found === fault);
  await rejects(Insight.read(GIVEN, { signal: 7 }), 'option `signal`: expected an AbortSignal, found 7');
  await rejects(Insight.read(GIVEN, { threads: 2 }), '`threads` is not one of signal, onProgress');
});

test('a question is broken off by its signal, and the next is answered', async () => {
  const own = await Insight.read({ ...GIVEN, sales: MANY });
  const controller = new AbortController();
  const asked = [own.together(undefined, { signal: controller.signal }), own.publish({ signal: controller.signal })];
  const reason = new Error('gone');
  controller.abort(reason);
  for (const each of asked) await assert.rejects(each, (fault) => fault === reason);
  const { withheld } = await own.together('dentists', { signal: new AbortController().signal });
  assert.ok(Array.isArray(withheld));
  await rejects(own.benchmark('P-1', 'all', { signal: 'x' }), 'option `signal`');
});

test('bytes that are none, and terms with lines, reject', async () => {
  const own = await Insight.read(GIVEN);
  const bytes = await own.toBytes();
  const older = Uint8Array.from(bytes);
  older[4] = 1;
  const cases = [
    [() => Insight.merge(bytes, { currency: 'EUR' }), 'parts: expected an array of bytes'],
    [() => Insight.merge([bytes, 'x'], { currency: 'EUR' }), 'parts[1]: expected bytes, found a text'],
    [() => Insight.fromBytes('x', { currency: 'EUR' }), 'bytes: expected bytes, found a text'],
    [() => Insight.fromBytes(bytes.subarray(1), { currency: 'EUR' }), 'these bytes are no state of insight'],
    [() => Insight.fromBytes(older, { currency: 'EUR' }), 'the state has version 1; expected 2'],
    [() => Insight.fromBytes(bytes, {}), 'missing field `currency`'],
    [() => Insight.fromBytes(bytes, GIVEN), '`sales` belongs to the lines, which the bytes stand for'],
    [() => Insight.merge([bytes], { currency: 'EUR', returns: 'net' }), '`returns` belongs to the lines'],
  ];
  for (const [make, words] of cases) await rejects(make(), words);
  assert.deepEqual((await Insight.merge([], { currency: 'EUR' })).niches, []);
});

test('only reading makes one', () => {
  assert.throws(() => new Insight(), { name: 'LongtailError', kind: 'input', message: /made by `Insight.read`/ });
});
