// A company's folder: which files are read, and what is said when they cannot be.

import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { Engine, LongtailError } from 'longtail';
import { RULEBOOK, TABLES, order, shop } from './shop.mjs';

const places = mkdtempSync(join(tmpdir(), 'longtail-'));
after(() => rmSync(places, { recursive: true, force: true }));

const rows = (text) => {
  const [head, ...lines] = text.trimEnd().split('\n').map((line) => line.split(','));
  return lines.map((line) => Object.fromEntries(head.map((name, at) => [name, line[at]])));
};
const written = {
  csv: (text) => text,
  json: (text) => JSON.stringify(rows(text)),
  jsonl: (text) => rows(text).map((row) => `${JSON.stringify(row)}\n`).join(''),
  ndjson: (text) => written.jsonl(text),
};

/** A folder of the company. */
function folder({ suffix = 'csv', rulebook = 'rulebook.yaml' } = {}) {
  const place = mkdtempSync(join(places, 'shop-'));
  writeFileSync(join(place, rulebook), RULEBOOK);
  for (const [name, text] of Object.entries(TABLES)) writeFileSync(join(place, `${name}.${suffix}`), written[suffix](text));
  return place;
}

const wanted = shop().decideText(order());

function refused(place, words, kind = 'input') {
  assert.throws(() => Engine.load(place), (error) => {
    assert.ok(error instanceof LongtailError, error?.stack);
    assert.equal(error.kind, kind);
    assert.ok(error.message.includes(words), error.message);
    return true;
  });
}

for (const suffix of Object.keys(written)) {
  test(`tables may end in ${suffix}`, () => {
    assert.equal(Engine.load(folder({ suffix })).decideText(order()), wanted);
  });
}

for (const rulebook of ['rulebook.yaml', 'rulebook.yml']) {
  test(`a rulebook may be called ${rulebook}`, () => {
    assert.equal(Engine.load(folder({ rulebook })).decideText(order()), wanted);
  });
}

test('a rulebook may be JSON', () => {
  const place = mkdtempSync(join(places, 'json-'));
  const book = { format: 1, id: 'of-json', zone: 'UTC', currency: 'EUR', price_lists: [{ id: 'g', for: 'everyone' }] };
  writeFileSync(join(place, 'rulebook.json'), JSON.stringify(book));
  assert.equal(Engine.load(place).rulebookId, 'of-json');
});

test('a folder may be told by a URL', () => {
  assert.equal(Engine.load(pathToFileURL(folder())).decideText(order()), wanted);
});

test('a table that is not there has no rows', () => {
  const place = folder();
  unlinkSync(join(place, 'stock.csv'));
  unlinkSync(join(place, 'receipts.csv'));
  assert.equal(Engine.load(place).decide(order()).lines[0].status, 'rejected');
});

test('a byte order mark is passed over', () => {
  const place = folder();
  writeFileSync(join(place, 'rulebook.yaml'), `\ufeff${RULEBOOK}`);
  for (const [name, text] of Object.entries(TABLES)) writeFileSync(join(place, `${name}.csv`), `\ufeff${text}`);
  assert.equal(Engine.load(place).decide(order()).totals.gross, '14.52');
});

test('text with accents is kept', () => {
  const place = folder();
  writeFileSync(join(place, 'products.csv'), 'id,name,category\nG-100,Gänt ™,gloves\nM-200,マスク,masks\nČ-1,x,y\n');
  assert.equal(Engine.load(place).decide(order({ product: 'Č-1' })).lines[0].product, 'Č-1');
});

test('without a rulebook there is no engine', () => {
  for (const place of [mkdtempSync(join(places, 'empty-')), join(places, 'nowhere')]) {
    refused(place, `no rulebook.yaml or rulebook.json in ${place}`);
  }
});

test('a file that is not UTF-8 is told by its name', () => {
  for (const name of ['rulebook.yaml', 'prices.csv']) {
    const place = folder();
    writeFileSync(join(place, name), Buffer.from('caf\u00e9', 'latin1'));
    refused(place, `${join(place, name)}: the bytes are not UTF-8`);
  }
});

test('a file that cannot be read is told by its name, with the cause', () => {
  const place = folder();
  unlinkSync(join(place, 'prices.csv'));
  mkdirSync(join(place, 'prices.csv'));
  refused(place, `${join(place, 'prices.csv')}: it cannot be read`);
  assert.throws(() => Engine.load(place), ({ cause }) => cause.code === 'EISDIR');
});

test('faults name the table and the line', () => {
  const place = folder();
  writeFileSync(join(place, 'prices.csv'), 'list,product,unit_price\ngeneral,G-1,1\n');
  refused(place, 'G-1', 'data');
  writeFileSync(join(place, 'rulebook.yaml'), 'format: 1\n');
  refused(place, 'rulebook', 'rulebook');
});

test('what is no folder is told', () => {
  for (const place of [undefined, null, 7, {}, [], Symbol('x'), '\0', new URL('https://example.com/shop')]) {
    refused(place, 'folder: expected a path or a URL of a file');
  }
});
