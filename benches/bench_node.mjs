// The Node package on the same orders as the plain twin.
//
//     node bench_node.mjs JOB_DIR [--out FILE] [--mode text|totals|fields|workers] [--repeat K] [--workers N]
//
// Prints one line of JSON with the best of K rounds.

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Worker, isMainThread, parentPort, workerData } from 'node:worker_threads';
import { Engine } from '../bindings-node/index.mjs';
import { readTotals, walk } from './plain.mjs';

const OPTIONS = { trace: 'candidates' };

const MODES = {
  text: (engine, order) => engine.decideText(order, OPTIONS).length,
  totals: (engine, order) => readTotals(engine.decide(order, OPTIONS)),
  fields: (engine, order) => walk(engine.decide(order, OPTIONS).toJSON()),
};

function seconds(work) {
  const start = performance.now();
  work();
  return (performance.now() - start) / 1000;
}

function measure(engine, mode, texts, repeat) {
  const orders = mode === 'text' ? texts : texts.map((text) => JSON.parse(text));
  const round = () => {
    for (const order of orders) MODES[mode](engine, order);
  };
  return Math.min(...Array.from({ length: repeat }, () => seconds(round)));
}

/** Every worker opens the shared engine and decides its part whenever it is told to. */
async function measureWorkers(engine, texts, workers, repeat) {
  const token = engine.share();
  const size = Math.ceil(texts.length / workers);
  const crew = Array.from({ length: workers }, (_, at) => {
    const part = texts.slice(at * size, (at + 1) * size);
    return new Worker(fileURLToPath(import.meta.url), { workerData: { token, part } });
  });
  const answers = () => Promise.all(crew.map((worker) => new Promise((done) => worker.once('message', done))));
  await answers();
  let best = Infinity;
  for (let round = 0; round < repeat; round += 1) {
    const start = performance.now();
    const done = answers();
    for (const worker of crew) worker.postMessage('decide');
    await done;
    best = Math.min(best, (performance.now() - start) / 1000);
  }
  await Promise.all(crew.map((worker) => worker.terminate()));
  return best;
}

function work({ token, part }) {
  const engine = Engine.shared(token);
  parentPort.on('message', () => {
    for (const text of part) MODES.text(engine, text);
    parentPort.postMessage('done');
  });
  parentPort.postMessage('ready');
}

async function main() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      out: { type: 'string' },
      mode: { type: 'string', default: 'text' },
      repeat: { type: 'string', default: '1' },
      workers: { type: 'string', default: '1' },
    },
  });
  const [job] = positionals;
  const { mode } = values;
  if (job === undefined || !(mode === 'workers' || mode in MODES)) {
    throw new Error('usage: node bench_node.mjs JOB_DIR [--out FILE] [--mode text|totals|fields|workers] [--repeat K]');
  }
  const start = performance.now();
  const engine = Engine.load(job);
  const loadSeconds = (performance.now() - start) / 1000;
  const texts = readFileSync(join(job, 'orders.jsonl'), 'utf8').trimEnd().split('\n');
  if (values.out) writeFileSync(values.out, texts.map((text) => `${engine.decideText(text, OPTIONS)}\n`).join(''));
  const [workers, repeat] = [Number(values.workers), Number(values.repeat)];
  const best =
    mode === 'workers'
      ? await measureWorkers(engine, texts, workers, repeat)
      : measure(engine, mode, texts, repeat);
  const timed = Number.isFinite(best);
  const report = {
    mode,
    workers,
    orders: texts.length,
    seconds: timed ? Number(best.toFixed(6)) : null,
    us_per_order: timed ? Number(((best / Math.max(texts.length, 1)) * 1e6).toFixed(3)) : null,
    load_seconds: Number(loadSeconds.toFixed(3)),
  };
  console.log(JSON.stringify(report));
}

if (isMainThread) await main();
else work(workerData);
