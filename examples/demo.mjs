// Decides a company's folder of orders from Node.
//
//     node demo.mjs FOLDER OUT [--trace LEVEL]

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Engine } from '../bindings-node/index.mjs';

const ANSWERS = ['accepted', 'accepted_with_changes', 'needs_approval', 'rejected'];

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { trace: { type: 'string', default: 'summary' } },
});
const [folder, out] = positionals;
if (out === undefined) {
  console.error('usage: node demo.mjs FOLDER OUT [--trace LEVEL]');
  process.exit(2);
}

let begin = performance.now();
const engine = Engine.load(folder);
const loaded = ((performance.now() - begin) / 1000).toFixed(2);
console.log(`Node: loaded in ${loaded} s: rulebook ${engine.rulebookId} (${engine.rulebookHash})`);

const orders = readFileSync(join(folder, 'orders.jsonl'));
begin = performance.now();
const verdicts = engine.decideLines(orders, { trace: values.trace });
const seconds = (performance.now() - begin) / 1000;

const parsed = verdicts.trimEnd().split('\n').map((line) => JSON.parse(line));
for (const wanted of ANSWERS) {
  const verdict = parsed.find(({ verdict: answer }) => answer === wanted);
  if (verdict !== undefined) account(verdict);
}
const counts = {};
for (const { verdict = 'unreadable' } of parsed) counts[verdict] = (counts[verdict] ?? 0) + 1;
const told = Object.keys(counts).sort().map((answer) => `  ${answer}: ${counts[answer]}`).join('');
console.log(`Node: ${parsed.length} orders${told}; ${(parsed.length / seconds).toFixed(0)} orders a second`);

mkdirSync(out, { recursive: true });
writeFileSync(join(out, 'verdicts.jsonl'), verdicts);
writeFileSync(join(out, 'verdicts.csv'), table(parsed));

function account({ verdict, order, partner, totals, currency, lines, findings }) {
  console.log(
    `\n${verdict.toUpperCase()}  order ${order ?? '-'} of ${partner}: net ${totals.net} + tax ${totals.tax} = ` +
      `${totals.gross} ${currency}, fee ${totals.fee}`,
  );
  for (const line of lines) {
    const days = line.deliveries.map(({ quantity, arrive }) => `; ${quantity} on ${arrive}`).join('');
    const product = (line.product ?? '-').padEnd(14);
    const price = `${line.unit_price ?? '-'} each = ${line.net}`;
    console.log(`    ${line.confirmed} of ${product} ${line.status.padEnd(9)} ${price}${days}`);
  }
  for (const { severity, message, remedy } of findings) console.log(`    ${severity}: ${message}; ${remedy}`);
}

// One row an order: order,partner,verdict,currency,net,gross,fee,codes
function table(all) {
  const rows = all.map(({ order, partner, verdict, currency, totals, findings, error }) => [
    order ?? '',
    partner ?? '',
    verdict ?? 'unreadable',
    currency ?? '',
    totals?.net ?? '',
    totals?.gross ?? '',
    totals?.fee ?? '',
    (findings ?? error.findings).map(({ code }) => code).join(' '),
  ]);
  const head = ['order', 'partner', 'verdict', 'currency', 'net', 'gross', 'fee', 'codes'];
  const cell = (text) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  return [head, ...rows].map((row) => row.map(cell).join(',') + '\n').join('');
}
