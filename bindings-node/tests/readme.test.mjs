// The programs of the README run, in a shop that has installed the package.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const own = fileURLToPath(new URL('..', import.meta.url));
const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');
const text = readFileSync(join(own, 'README.md'), 'utf8');
const blocks = [...text.matchAll(/^```(\w+)(?: (\S+))?\n(.*?)^```$/gms)];
const code = (language) => blocks.filter(([, name, file]) => name === language && file === undefined).map((each) => each[3]);

const shop = mkdtempSync(join(tmpdir(), 'longtail-shop-'));
after(() => rmSync(shop, { recursive: true, force: true }));
mkdirSync(join(shop, 'node_modules'));
symlinkSync(own, join(shop, 'node_modules', 'longtail'), 'dir');
for (const [, , file, program] of blocks) if (file !== undefined) writeFileSync(join(shop, file), program);

function run(...command) {
  const { status, stdout, stderr } = spawnSync(process.execPath, command, { cwd: shop, encoding: 'utf8', timeout: 60_000 });
  assert.equal(status, 0, stdout + stderr);
  return stdout;
}

test('every block is a program, a file of one or a command', () => {
  const kinds = blocks.map(([, language, file]) => (file === undefined ? language : 'file'));
  assert.deepEqual([...new Set(kinds)].sort(), ['file', 'js', 'sh', 'ts']);
  assert.equal(kinds.length, text.match(/^```/gm).length / 2, 'each is seen');
});

test('the JavaScript runs from top to bottom', () => {
  writeFileSync(join(shop, 'shop.mjs'), code('js').join('\n'));
  const told = run('shop.mjs');
  for (const words of ['115 is not a multiple of 10', 'accepted_with_changes', 'pricelists']) {
    assert.ok(told.includes(words), told);
  }
});

test('the TypeScript compiles under strict rules', () => {
  code('ts').forEach((program, at) => writeFileSync(join(shop, `types${at}.mts`), program));
  const files = code('ts').map((_, at) => `types${at}.mts`);
  const roots = ['--typeRoots', join(own, 'node_modules', '@types'), '--types', 'node'];
  run(tsc, '--noEmit', '--strict', '--target', 'es2022', '--module', 'node16', ...roots, ...files);
});

test('every export of the package is named', () => {
  const names = Object.keys(createRequire(import.meta.url)('longtail'));
  for (const name of names) assert.ok(new RegExp(`\\b${name}\\b`, 'i').test(text), name);
});
