// One order in, one verdict out.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { inspect } from 'node:util';
import { runInNewContext } from 'node:vm';
import { setImmediate } from 'node:timers/promises';
import { Engine, Verdict } from 'longtail';
import { FULL, RULEBOOK, TABLES, TRACES, order, shop } from './shop.mjs';

const engine = shop();
const text = engine.decideText(order());
const bytes = (value) => new TextEncoder().encode(value);
const shared = (value) => {
  const made = new Uint8Array(new SharedArrayBuffer(value.length));
  made.set(bytes(value));
  return made;
};

const SAME = {
  'a text': JSON.stringify(order()),
  'a text with white space': `\n ${JSON.stringify(order(), null, 2)}\n`,
  'a Uint8Array': bytes(JSON.stringify(order())),
  'a Buffer': Buffer.from(JSON.stringify(order())),
  'a part of a larger buffer': bytes(`xx${JSON.stringify(order())}xx`).subarray(2, -2),
  'bytes of another realm': runInNewContext(`new Uint8Array([${bytes(JSON.stringify(order()))}])`),
  'bytes in shared memory': shared(JSON.stringify(order())),
  'an object': order(),
  'an object without a prototype': Object.assign(Object.create(null), order()),
  'an object that is frozen': Object.freeze(order()),
  'an object with undefined': order({ unit_price: undefined }, { reference: undefined }),
  'an object with null': order({ unit_price: null }, { reference: null }),
  'an object with a toJSON': { toJSON: () => order() },
  'a Date': order({}, { placed_at: new Date('2026-03-02T10:15:00+01:00') }),
  'a quantity as text': order({ quantity: '115' }),
  'a quantity as a bigint': order({ quantity: 115n }),
  'an object whose lines are one object': (() => {
    const delivery = order();
    return { ...delivery, lines: [delivery.lines[0]] };
  })(),
};

for (const [name, given] of Object.entries(SAME)) {
  test(`${name} gives the same verdict`, () => {
    assert.equal(engine.decideText(given), text);
    assert.equal(engine.decide(given).text, text);
    assert.equal(engine.decideAll([given])[0].text, text);
  });
}

test('a line may stand twice in an order without being a cycle', () => {
  const line = { product: 'M-200', quantity: 1, unit_price: null };
  const verdict = engine.decide({ ...order(), lines: [line, line] });
  assert.deepEqual(verdict.lines.map(({ confirmed }) => confirmed), [1, 1]);
});

test('the parts have their values', () => {
  const verdict = engine.decide(order({ id: 'L' }, { reference: 'PO 77' }));
  assert.ok(verdict instanceof Verdict);
  assert.deepEqual(
    [verdict.order, verdict.partner, verdict.reference, verdict.verdict, verdict.currency],
    ['O-1', 'P-1', 'PO 77', 'accepted_with_changes', 'EUR'],
  );
  assert.deepEqual(verdict.rulebook, { id: 'shop', hash: engine.rulebookHash });
  assert.deepEqual(verdict.totals, {
    list: '12.00',
    discount: '0.00',
    net: '12.00',
    tax: '2.52',
    gross: '14.52',
    fee: '0.30',
  });
  assert.deepEqual(verdict.lines, [
    {
      id: 'L',
      product: 'G-100',
      substitute: null,
      status: 'late',
      ordered: 115,
      quantity: 120,
      confirmed: 120,
      price_list: 'general',
      list_price: '0.10',
      unit_price: '0.10',
      list: '12.00',
      net: '12.00',
      tax: '2.52',
      gross: '14.52',
      deliveries: [
        { ship: '2026-03-02', arrive: '2026-03-03', quantity: 80, location: 'main' },
        { ship: '2026-03-09', arrive: '2026-03-10', quantity: 40, location: 'main' },
      ],
    },
  ]);
  assert.deepEqual(verdict.fees, [
    {
      plan: 'advice',
      kind: 'fee',
      earn_on: 'ordered',
      line: null,
      base: '12.00',
      exact: '0.30',
      fee: '0.30',
      tax: '0.00',
      shares: [{ to: 'partner', partner: 'P-1', amount: '0.30' }],
    },
  ]);
  assert.deepEqual(
    verdict.findings.map(({ code, path }) => [code, path]),
    [
      ['order.quantity_not_multiple', 'lines[0].quantity'],
      ['availability.late', 'lines[0].requested'],
    ],
  );
  assert.deepEqual(verdict.trace[0], {
    line: 0,
    stage: 'list',
    rule: 'general',
    outcome: 'applied',
    quantity_from: 1,
    price: '0.10',
  });
});

test('what is not known is null, and a reference that was not given is undefined', () => {
  const verdict = engine.decide({ ...order({ product: 'G-10', quantity: 1.5 }), id: undefined });
  const [line] = verdict.lines;
  assert.equal(verdict.verdict, 'rejected');
  assert.deepEqual([verdict.order, verdict.reference], [null, undefined]);
  assert.deepEqual([line.id, line.product, line.ordered, line.unit_price], [null, 'G-10', null, null]);
});

test('every finding says what and where', () => {
  const [finding] = engine.decide(order({ product: 'G-10' })).findings;
  assert.equal(finding.code, 'order.unknown_product');
  assert.equal(finding.severity, 'block');
  assert.equal(finding.path, 'lines[0].product');
  assert.deepEqual(finding.data, { found: 'G-10', nearest: 'G-100' });
  assert.ok(finding.message.includes('G-100') && finding.remedy.length > 0);
});

test('the language changes words only', () => {
  const [english, dutch] = ['en', 'nl'].map((language) => engine.decide(order(), { language }));
  assert.ok(english.findings.length > 0);
  english.findings.forEach((finding, at) => {
    const { message, remedy, ...rest } = dutch.findings[at];
    assert.notEqual(message, finding.message);
    assert.notEqual(remedy, finding.remedy);
    assert.deepEqual(rest, (({ message: _, remedy: __, ...own }) => own)(finding));
  });
  assert.deepEqual(english.lines, dutch.lines);
});

test('each level of the trace has the rows of the one before', () => {
  const of = (trace) => engine.decide(order({ product: 'M-200', quantity: 100 }), { trace }).trace;
  const [none, summary, candidates, full] = TRACES.map(of).map((rows) => rows.map((row) => JSON.stringify(row)));
  assert.deepEqual(none, []);
  assert.ok(summary.length > 0 && candidates.length > summary.length && full.length >= candidates.length);
  assert.ok(summary.every((row) => candidates.includes(row)) && candidates.every((row) => full.includes(row)));
  assert.deepEqual(of(undefined).map((row) => JSON.stringify(row)), summary, 'the default');
});

const ORDERS = [FULL, order(), order({ product: 'M-200', quantity: 500 }), order({}, { partner: 'P-9' })];
const HARD = 'a"b\\c/\u0000\u0008\u000c\n\r\t\u001f\u007f\u0085\u2028\u2029\ufeffé漢😀</script>[{]},null,12';
ORDERS.push(order({ id: HARD, product: HARD }, { id: HARD, reference: HARD }));
ORDERS.push(order({ quantity: '9007199254740993' }), order({ quantity: '-9223372036854775808' }));
ORDERS.push({ ...order(), lines: [] });

test('the text of a verdict is the text that `decideText` gives', () => {
  for (const given of ORDERS) {
    for (const trace of TRACES) {
      for (const language of ['en', 'nl']) {
        const wanted = engine.decideText(given, { trace, language });
        const verdict = engine.decide(given, { trace, language });
        assert.equal(verdict.text, wanted);
        assert.equal(`${verdict}`, wanted);
        assert.equal(engine.decideAll([given], { trace, language })[0].text, wanted);
        assert.deepEqual(verdict.toJSON(), JSON.parse(wanted));
      }
    }
  }
});

test('JSON of a verdict is its text, with the keys in the same order', () => {
  for (const given of [FULL, order(), ORDERS.at(-1)]) {
    const verdict = engine.decide(given, { trace: 'full' });
    assert.equal(JSON.stringify(verdict), verdict.text);
    assert.equal(JSON.stringify({ verdict }), `{"verdict":${verdict.text}}`);
  }
});

const PARTS = ['order', 'findings', 'lines', 'fees', 'trace', 'totals', 'text'];

test('the parts are the same in whatever order they are read', () => {
  const read = (parts) => {
    const verdict = engine.decide(FULL, { trace: 'full' });
    const values = Object.fromEntries(parts.map((part) => [part, verdict[part]]));
    return PARTS.map((part) => JSON.stringify(values[part]));
  };
  const wanted = read(PARTS);
  for (let turn = 1; turn < PARTS.length; turn += 1) {
    const turned = [...PARTS.slice(turn), ...PARTS.slice(0, turn)];
    assert.deepEqual(read(turned), wanted);
    assert.deepEqual(read(turned.reverse()), wanted);
  }
});

test('a part is read once and stays the same object', () => {
  const verdict = engine.decide(FULL);
  for (const part of ['totals', 'findings', 'lines', 'fees', 'trace']) assert.equal(verdict[part], verdict[part]);
});

test('a trace that is read after other decisions is the same', () => {
  const given = ORDERS.slice(0, 4);
  const wanted = given.map((each) => JSON.stringify(JSON.parse(engine.decideText(each, { trace: 'full' })).trace));
  const other = shop({ stock: 'product,on_hand\nM-200,1\n' });
  const verdicts = given.map((each) => engine.decide(each, { trace: 'full' }));
  other.decideText(order({ product: 'M-200' }), { trace: 'candidates' });
  assert.throws(() => engine.decide('{'));
  assert.deepEqual(verdicts.map(({ trace }) => JSON.stringify(trace)), wanted);
  assert.equal(new Set(wanted).size, wanted.length, 'each is another');
});

test('a trace is that of its own engine when another has decided since', () => {
  const other = new Engine(RULEBOOK.replace('id: general', 'id: special'), {
    ...TABLES,
    prices: TABLES.prices.replaceAll('general', 'special'),
  });
  const own = engine.decide(order());
  other.decide(order());
  assert.equal(own.trace[0].rule, 'general');
});

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc');

test('a verdict gives its trace when nobody holds its engine any more', async () => {
  let own = shop();
  const held = new WeakRef(own);
  const finished = new FinalizationRegistry(() => {});
  finished.register(own, 'engine');
  const wanted = JSON.parse(own.decideText(FULL, { trace: 'full' })).trace;
  const verdict = own.decide(FULL, { trace: 'full' });
  const [many] = own.decideAll([FULL], { trace: 'full' });
  own = undefined;
  for (let round = 0; round < 5; round += 1) {
    await setImmediate();
    collect();
  }
  engine.decide(order());
  assert.deepEqual(verdict.trace, wanted);
  assert.deepEqual(many.trace, wanted);
  assert.ok(held.deref() === undefined || held.deref() instanceof Engine);
});

test('an engine that nobody holds is given back', async () => {
  const held = (() => new WeakRef(shop()))();
  for (let round = 0; round < 10 && held.deref() !== undefined; round += 1) {
    await setImmediate();
    collect();
  }
  assert.equal(held.deref(), undefined);
});

test('a verdict does not survive structuredClone, its data does', () => {
  const verdict = engine.decide(FULL, { trace: 'full' });
  assert.deepEqual(structuredClone(verdict), {});
  assert.deepEqual(structuredClone(verdict.toJSON()), JSON.parse(verdict.text));
});

test('console.log shows what a verdict says', () => {
  assert.ok(inspect(engine.decide(order())).includes("verdict: 'accepted_with_changes'"));
});

test('parts that are changed by the caller do not change the text', () => {
  const verdict = engine.decide(order());
  verdict.lines.length = 0;
  verdict.totals.gross = '0.00';
  assert.equal(verdict.text, text);
});

test('many orders take from each other unless each is decided alone', () => {
  const many = [order(), order(), order(), order(), order()];
  const running = engine.decideAll(many);
  const alone = engine.decideAll(many, { stock: 'snapshot' });
  assert.deepEqual(alone.map((verdict) => verdict.text), many.map(() => text));
  assert.equal(running[0].text, text);
  assert.equal(running[4].lines[0].confirmed, 0);
  assert.deepEqual(engine.decideAll(many).map(String), running.map(String), 'nothing is kept between calls');
});

test('orders may come from any iterable', () => {
  const wanted = engine.decideAll([order(), FULL]).map(String);
  const generated = function* () {
    yield order();
    yield FULL;
  };
  assert.deepEqual(engine.decideAll(generated()).map(String), wanted);
  assert.deepEqual(engine.decideAll(new Set([order(), FULL])).map(String), wanted);
  assert.deepEqual(engine.decideAll([]), []);
});

test('lines of orders give a line each, the same as one by one', () => {
  const lines = [order(), FULL, order({ product: 'M-200' })].map((each) => JSON.stringify(each));
  const wanted = lines.map((each) => `${engine.decideText(each)}\n`).join('');
  const given = `${lines.join('\n\n')}\n`;
  assert.equal(engine.decideLines(given, { stock: 'snapshot' }), wanted);
  assert.equal(engine.decideLines(bytes(given), { stock: 'snapshot' }), wanted);
  assert.equal(engine.decideLines(''), '');
});

test('other stock makes another engine and leaves the first as it is', () => {
  const later = engine.withSupply({ stock: bytes('product,on_hand\nG-100,1000\n') });
  assert.equal(later.decide(order()).lines[0].status, 'confirmed');
  assert.equal(later.decide(order({ product: 'M-200' })).lines[0].status, 'rejected', 'no stock row');
  assert.equal(engine.decideText(order()), text);
  assert.equal(later.rulebookHash, engine.rulebookHash);
});

test('an engine tells what it is made of', () => {
  assert.deepEqual([engine.rulebookId, engine.currency], ['shop', 'EUR']);
  assert.match(engine.rulebookHash, /^[0-9a-f]{16}$/);
  assert.deepEqual(engine.nichesOf('P-1'), ['dentists']);
  assert.deepEqual(engine.nichesOf('P-2'), []);
  assert.deepEqual(engine.findings, []);
});

test('rulebook and tables may be bytes', () => {
  const tables = Object.fromEntries(Object.entries(TABLES).map(([name, each]) => [name, bytes(each)]));
  assert.equal(new Engine(bytes(RULEBOOK), tables).decideText(order()), text);
});

test('a byte order mark means the same in bytes as in a text', () => {
  const marked = `\ufeff${JSON.stringify(order())}`;
  assert.equal(engine.decideLines(bytes(marked)), engine.decideLines(marked));
  assert.equal(String(engine.decideAll([bytes(marked)])[0]), String(engine.decideAll([marked])[0]));
});

test('an expected price is compared as written', () => {
  const codes = (unit_price) => engine.decide(order({ quantity: 10, unit_price })).findings.map(({ code }) => code);
  for (const same of ['0.10', '0.1000', 0.1]) assert.deepEqual(codes(same), []);
  for (const other of ['0.100000000001', 0.11, 1, 1n]) assert.deepEqual(codes(other), ['order.price_differs']);
});
