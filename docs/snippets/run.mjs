// Runs every Node program of the guide and the JavaScript of the README.
//
//     node docs/snippets/run.mjs

import { spawnSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));
const readme = readFileSync(path('../../README.md'), 'utf8');
const blocks = [...readme.matchAll(/^```js\n(.*?)^```$/gms)].map(([, code]) => code);
const files = readdirSync(path('node')).filter((name) => name.endsWith('.mjs')).sort();
if (blocks.length === 0 || files.length === 0) throw new Error('nothing to run');

const programs = [
  ...files.map((name) => [name, [path(`node/${name}`)]]),
  ...blocks.map((code, at) => [`README.md, block ${at + 1}`, ['--input-type=module', '-e', code]]),
];
let failed = 0;
for (const [name, program] of programs) {
  const hook = new URL('resolve.mjs', import.meta.url).href;
  const run = spawnSync(process.execPath, ['--import', hook, ...program], {
    cwd: path('../..'),
    encoding: 'utf8',
  });
  const good = run.status === 0;
  console.log(`${good ? 'ok    ' : 'FAILED'} ${name}`);
  if (!good) console.error(run.stderr);
  failed += good ? 0 : 1;
}
process.exit(failed === 0 ? 0 : 1);
