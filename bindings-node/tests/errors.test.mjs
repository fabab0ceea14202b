// Misuse is a LongtailError that says what was wrong, and nothing else is thrown.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runInNewContext } from 'node:vm';
import { Engine, LongtailError, Verdict, checkRulebook, gtinValid } from 'longtail';
import { RULEBOOK, TABLES, order, shop } from './shop.mjs';

const engine = shop();

/** The error that a call throws; anything else fails. */
function thrown(call, kind = 'input') {
  try {
    call();
  } catch (error) {
    assert.ok(error instanceof LongtailError, `a LongtailError, not ${error?.stack}`);
    assert.equal(error.kind, kind, error.message);
    assert.ok(error.message.length > 0);
    return error;
  }
  assert.fail('nothing was thrown');
}

const says = (call, words, kind) => {
  const { message } = thrown(call, kind);
  assert.ok(message.includes(words), `"${message}" has "${words}"`);
};

test('an error has a kind, a message, findings and a name', () => {
  const error = thrown(() => engine.decide('{"partner":"P-1","lines":[{"product":"G-100","qty":1}]}'));
  assert.ok(error instanceof Error);
  assert.equal(error.name, 'LongtailError');
  assert.deepEqual(error.findings.map(({ path }) => path), ['', 'lines[0]', 'lines[0].qty']);
  assert.equal(`${error}`, `LongtailError: ${error.message}`);
  assert.ok(error.stack.includes('errors.test.mjs'));
});

test('the JSON of an error is that of every language', () => {
  const error = thrown(() => engine.decide('{}'));
  const { kind, message, findings } = error;
  assert.equal(JSON.stringify(error), JSON.stringify({ error: { kind, message, findings } }));
  assert.equal(engine.decideLines('{}'), `${JSON.stringify(error)}\n`);
});

test('an error may be made by hosts, with a cause', () => {
  const cause = new Error('lost');
  const error = new LongtailError('internal', 'no answer', [], { cause });
  assert.deepEqual([error.kind, error.message, error.findings, error.cause], ['internal', 'no answer', [], cause]);
  assert.equal('cause' in new LongtailError('input', 'x'), false);
});

test('a clone of an error is an error without its kind, its data is whole', () => {
  const error = thrown(() => engine.decide('{}'));
  assert.equal(structuredClone(error).kind, undefined);
  assert.equal(structuredClone(error).message, error.message);
  assert.deepEqual(structuredClone(error.toJSON()), error.toJSON());
});

test('a rulebook with faults is of kind rulebook, with lines and columns', () => {
  const book = RULEBOOK.replace('price_lists', 'pricelists').replace('EUR', 'EURO');
  const { findings } = thrown(() => new Engine(book, TABLES), 'rulebook');
  assert.ok(findings.length >= 2);
  assert.ok(findings.every(({ source, line, column }) => source === 'rulebook' && line > 0 && column > 0));
  assert.deepEqual(checkRulebook(book), findings);
  assert.deepEqual(checkRulebook(Buffer.from(book), { source: 'my.yaml' })[0].source, 'my.yaml');
  assert.notEqual(checkRulebook(book, { language: 'nl' })[0].message, findings[0].message);
  assert.deepEqual(checkRulebook(RULEBOOK), []);
});

test('a table with faults is of kind data, with the table and the row', () => {
  const { findings } = thrown(() => shop({ prices: 'list,product,unit_price\ngeneral,G-1,1\n' }), 'data');
  assert.deepEqual(findings.map(({ source, line }) => [source, line]), [['prices', 2]]);
  thrown(() => engine.withSupply({ stock: 'product,on_hand\nX,1\n' }), 'data');
});

test('a word that is none of an option is told with those that are', () => {
  says(() => engine.decide(order(), { trace: 'all' }), '`all` is not one of none, summary, candidates, full');
  says(() => engine.decideText(order(), { language: 'fr' }), 'en, nl');
  says(() => engine.decideAll([], { stock: 'own' }), 'running, snapshot');
  says(() => engine.decideLines('', { stock: 'own' }), 'running, snapshot');
  says(() => checkRulebook(RULEBOOK, { language: '' }), 'en, nl');
});

const NO_TEXT = {
  undefined: undefined,
  null: null,
  'true': true,
  '7': 7,
  NaN: NaN,
  '7n': 7n,
  'a symbol': Symbol('x'),
  'a function': () => 'x',
  'an array': ['x'],
  'an object': { toString: () => 'x' },
};
const HALF = 'P-\ud800';
const LATIN = Uint8Array.of(0x63, 0xe9);
const SURROGATE = Uint8Array.of(0xed, 0xa0, 0x80);

test('a rulebook, lines or a code that are no text are told', () => {
  for (const [found, value] of Object.entries(NO_TEXT)) {
    says(() => new Engine(value), `rulebook: expected a text or its bytes, found ${found}`);
    says(() => new Engine(value, TABLES), `found ${found}`);
    says(() => checkRulebook(value), `rulebook: expected a text or its bytes, found ${found}`);
    says(() => engine.decideLines(value), `orders: expected a text or its bytes, found ${found}`);
    says(() => gtinValid(value), `code: expected a text, found ${found}`);
    says(() => engine.nichesOf(value), `partner: expected a text, found ${found}`);
  }
});

const SUPPLY = ['stock', 'receipts', 'promises', 'safety', 'quotas', 'protections'];

test('a table that is no text is told by its name', () => {
  for (const [found, value] of Object.entries(NO_TEXT)) {
    if (value === undefined) continue;
    for (const name of ['partners', 'products', 'prices', 'registrations', 'kits', 'substitutes', ...SUPPLY]) {
      says(() => shop({ [name]: value }), `table \`${name}\`: expected a text or its bytes, found ${found}`);
    }
    for (const name of SUPPLY) {
      says(() => engine.withSupply({ [name]: value }), `table \`${name}\``);
    }
  }
});

test('half a surrogate pair and bytes that are no UTF-8 are told by their place', () => {
  says(() => gtinValid(HALF), 'code: the text is not Unicode: half of a surrogate pair at 2');
  says(() => engine.nichesOf(HALF), 'not Unicode');
  says(() => checkRulebook('', { source: HALF }), 'option `source`');
  says(() => engine.decide(order(), { trace: HALF }), 'option `trace`');
  for (const broken of [HALF, LATIN, SURROGATE]) {
    says(() => new Engine(broken), 'rulebook: the ');
    says(() => shop({ prices: broken }), 'table `prices`: the ');
    says(() => engine.withSupply({ stock: broken }), 'table `stock`: the ');
    says(() => engine.decide(broken), 'order: the ');
    says(() => engine.decideText(broken), 'order: the ');
    says(() => engine.decideLines(broken), 'orders: the ');
  }
});

test('tables, supply and options that are no object are told', () => {
  for (const value of [null, 7, 'full', true, [], Symbol('x'), () => {}, 7n]) {
    says(() => new Engine(RULEBOOK, value), 'tables: expected an object');
    says(() => engine.withSupply(value), 'supply: expected an object');
    for (const method of ['decide', 'decideText']) says(() => engine[method](order(), value), 'options: expected');
    for (const method of ['decideAll', 'decideLines']) says(() => engine[method]('', value), 'options: expected');
    says(() => checkRulebook(RULEBOOK, value), 'options: expected an object');
  }
  says(() => engine.withSupply(), 'supply: expected an object, found undefined');
});

test('a name that no table or option has is told with those that there are', () => {
  says(() => new Engine(RULEBOOK, { product: '' }), '`product` is not one of partners, products');
  says(() => engine.withSupply({ prices: '' }), '`prices` is not one of stock, receipts, promises');
  says(() => engine.decide(order(), { traec: 'full' }), '`traec` is not one of trace, language');
  says(() => engine.decide(order(), { stock: 'running' }), '`stock` is not one of trace, language');
  says(() => checkRulebook('', { trace: 'full' }), '`trace` is not one of source, language');
});

test('an option that is no text is told by its name', () => {
  for (const [found, value] of Object.entries(NO_TEXT)) {
    if (value === undefined) continue;
    says(() => engine.decide(order(), { trace: value }), `option \`trace\`: expected a text, found ${found}`);
    says(() => engine.decideText(order(), { language: value }), `option \`language\`: expected a text, found ${found}`);
    says(() => engine.decideAll([], { stock: value }), `option \`stock\`: expected a text, found ${found}`);
    says(() => engine.decideLines('', { stock: value }), 'option `stock`');
    says(() => checkRulebook('', { source: value }), 'option `source`');
  }
});

test('a token that `share` never gave opens nothing', () => {
  for (const token of [undefined, null, '1', NaN, Infinity, -1, 0.5, 2 ** 32 + engine.share(), 1n, {}, Symbol('x')]) {
    says(() => Engine.shared(token), 'token: expected a number that `share` gave');
  }
  says(() => Engine.shared(4_000_000_000), 'no shared engine 4000000000');
});

function cyclic() {
  const own = order();
  own.lines.push({ product: 'G-100', quantity: 1, within: own });
  return own;
}

function deep() {
  let inside = [];
  for (let level = 0; level < 100_000; level += 1) inside = [inside];
  return inside;
}

const raising = () => {
  throw new TypeError('not mine to give');
};

// What is wrong, and what the message says of it.
const UNSAYABLE = [
  ['undefined', undefined, 'order: expected a text, its bytes or an object, found undefined'],
  ['null', null, 'found null'],
  ['a number', 7, 'found 7'],
  ['true', true, 'found true'],
  ['a bigint', 7n, 'found 7n'],
  ['a symbol', Symbol('x'), 'found a symbol'],
  ['a function', () => order(), 'found a function'],
  ['an array', [], 'expected'],
  ['an empty object', {}, '3 faults'],
  ['a Map', new Map(), '3 faults'],
  ['an ArrayBuffer', new ArrayBuffer(8), '3 faults'],
  ['an empty text', '', 'order'],
  ['no bytes', new Uint8Array(), 'order'],
  ['half a text', '{"partner":', 'order'],
  ['half a pair as text', HALF, 'half of a surrogate pair at 2'],
  ['half a pair escaped', '{"partner":"\\ud800"}', 'partner'],
  ['bytes of latin-1', LATIN, 'order: the bytes are not UTF-8'],
  ['NaN', order({ quantity: NaN }), 'lines[0].quantity: NaN is no number'],
  ['Infinity', order({ unit_price: Infinity }), 'lines[0].unit_price: Infinity is no number'],
  ['-Infinity', order({ unit_price: -Infinity }), 'lines[0].unit_price: -Infinity is no number'],
  ['a number that is NaN as an object', order({ unit_price: Object(NaN) }), 'lines[0].unit_price'],
  ['a bigint as an id', order({ id: 5n }), 'lines[0].id: 5n is no text'],
  ['a bigint as a partner', order({}, { partner: 5n }), 'partner: 5n is no text'],
  ['half a pair inside', order({ product: HALF }), 'lines[0].product'],
  ['half a pair as a name', order({ [HALF]: 1 }), 'lines[0]'],
  ['a cycle', cyclic(), 'lines[1].within: it contains itself'],
  ['too deep', deep(), 'order: it is nested too deeply'],
  ['too deep inside', order({ product: deep() }), 'order: it is nested too deeply'],
  ['a toJSON that throws', { toJSON: raising }, 'not mine to give'],
  ['a toJSON that throws inside', order({ product: { toJSON: raising } }), 'not mine to give'],
  ['a toJSON that throws no error', { toJSON: () => { throw 'words'; } }, 'cannot be written as JSON'],
  ['a toJSON of nothing', { toJSON: () => undefined }, 'order: it has no JSON text'],
  ['a toJSON of NaN', { toJSON: () => NaN }, 'NaN is no number'],
  ['a getter that throws', Object.defineProperty({}, 'partner', { get: raising, enumerable: true }), 'not mine'],
  ['a proxy that throws', new Proxy({}, { get: raising, ownKeys: raising }), 'not mine'],
  ['a quantity that is no number', order({ quantity: 'dozen' }), 'lines[0].quantity'],
  ['a quantity that is an object', order({ quantity: {} }), 'lines[0].quantity'],
  ['a bigint as an object', order({ id: Object(5n) }), 'lines[0].id: 5n is no text'],
  ['a symbol inside', order({ quantity: Symbol('x') }), 'lines[0]'],
  ['a hole in the lines', { ...order(), lines: [, order().lines[0]] }, 'lines[0]'],
];

for (const [name, given, words] of UNSAYABLE) {
  test(`an order that is ${name} is told`, () => {
    says(() => engine.decide(given), words);
    says(() => engine.decideText(given), words);
  });
}

test('what led to an error is its cause', () => {
  assert.equal(thrown(() => engine.decide({ toJSON: raising })).cause.message, 'not mine to give');
});

test('among many, what is no order has its error in its place', () => {
  const answers = engine.decideAll([...UNSAYABLE.map(([, given]) => given), order(), '{}', order()]);
  const kinds = answers.map((answer) => answer.constructor);
  const own = UNSAYABLE.map(() => LongtailError);
  assert.deepEqual(kinds, [...own, Verdict, LongtailError, Verdict]);
  UNSAYABLE.forEach(([, , words], at) => assert.ok(answers[at].message.includes(words)));
});

test('many orders are an iterable and not one order', () => {
  for (const orders of [undefined, null, 7, 'text', new Uint8Array(2), order(), () => [], Symbol('x')]) {
    says(() => engine.decideAll(orders), 'orders: expected an iterable of orders');
  }
});

test('an iterable that throws keeps its own error', () => {
  const orders = function* () {
    yield order();
    throw new SyntaxError('mine');
  };
  assert.throws(() => engine.decideAll(orders()), { name: 'SyntaxError', message: 'mine' });
});

test('an unknown partner has no niches', () => says(() => engine.nichesOf('P-9'), 'P-9'));

test('an object of another realm is an order like any other', () => {
  const other = runInNewContext(`(${JSON.stringify(order())})`);
  assert.equal(engine.decideText(other), engine.decideText(order()));
});
