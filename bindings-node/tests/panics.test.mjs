// A fault of our own is an error of kind internal and never the end of the process.

import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { test } from 'node:test';
import { order, shop } from './shop.mjs';

const require = createRequire(import.meta.url);
const { errorOf, guarded } = require('../dist/error.js');
const folder = new URL('../src/', import.meta.url);
const sources = readdirSync(folder).map((name) => [name, readFileSync(new URL(name, folder), 'utf8')]);

/** The functions of a source that the host calls, with the first line of their bodies. */
function* entries(text) {
  const pattern = /#\[napi(?:\([^\]]*\))?\]\n(?:\s*(?:#\[|\/\/).*\n)*\s*pub fn (\w+)[^{]*\{\s*(.*)/g;
  for (const [, name, body] of text.matchAll(pattern)) yield [name, body];
  for (const [, body] of text.matchAll(/fn compute\([^{]*\{\s*(.*)/g)) yield ['compute', body];
}

test('every function that the host calls goes through the guard', () => {
  const names = [];
  for (const [file, text] of sources) {
    const found = [...entries(text)];
    for (const [name, body] of found) assert.match(body, /^entry\(/, `${file}: ${name}`);
    const marks = text.match(/#\[napi(\(|\])/g)?.length ?? 0;
    const others = text.match(/#\[napi\]\n(pub struct|impl) /g)?.length ?? 0;
    const tasks = text.match(/^impl Task for/gm)?.length ?? 0;
    assert.equal(found.length, marks - others + tasks, `${file}: each is seen`);
    names.push(...found.map(([name]) => name));
  }
  for (const name of ['build', 'rulebook_id', 'decide_text', 'gtin_valid', 'compute']) assert.ok(names.includes(name), name);
  assert.ok(names.length >= 18);
});

test('a panic can be caught: no profile aborts', () => {
  assert.doesNotMatch(readFileSync(new URL('../../Cargo.toml', import.meta.url), 'utf8'), /panic\s*=\s*"abort"/);
});

test('what the addon throws without words of ours is of kind internal', () => {
  assert.throws(
    () => guarded(() => { throw new Error('internal fault: on purpose'); }),
    { name: 'LongtailError', kind: 'internal', message: 'internal fault: on purpose', findings: [] },
  );
});

// An addon with entries that panic: `npm run test:probe` builds it.
const path = resolve(process.env.LONGTAIL_PROBE ?? '');
const probe = { skip: process.env.LONGTAIL_PROBE === undefined && 'needs the addon that `npm run test:probe` builds' };

const internal = (words) => (fault) => {
  const error = errorOf(fault.message);
  assert.deepEqual([error.kind, error.message], ['internal', `internal fault: ${words}`]);
  return true;
};

test('a panic on the thread of the host is an error', probe, () => {
  for (let time = 0; time < 100; time += 1) assert.throws(require(path).failNow, internal('on purpose'));
});

test('a panic off the thread of the host rejects', probe, async () => {
  const all = await Promise.allSettled(Array.from({ length: 20 }, require(path).failLater));
  for (const { reason } of all) internal('on purpose, later')(reason);
});

test('decisions after a panic are as before', probe, () => {
  const { NativeEngine, failInSpace } = require(path);
  const { rulebook, master, supply } = shop.parts;
  const engine = NativeEngine.build(rulebook, master, supply);
  const text = JSON.stringify(order());
  const wanted = engine.decideText(text, 'full');
  const rows = engine.decideRows(text, 'full');
  const ticket = Number(rows.split('\n')[0]);
  const trace = engine.traceRows(ticket, text, 'full');
  for (const at of ['before', 'within']) {
    assert.throws(() => failInSpace(at), internal('on purpose, in the space'));
    assert.equal(engine.traceRows(ticket, text, 'full'), trace);
    assert.equal(engine.decideText(text, 'full'), wanted);
  }
});
