// Decisions leave nothing behind: memory that grows does not go on growing.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { LongtailError } from 'longtail';
import { FULL, TABLES, order, shop } from './shop.mjs';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc');
const MIB = 1024 * 1024;

async function used() {
  for (let round = 0; round < 3; round += 1) {
    await setImmediate();
    collect();
  }
  const { heapUsed, rss } = process.memoryUsage();
  return { heap: heapUsed, rss };
}

/** Works twice as long as it takes to get warm, and compares the halves. */
async function levelsOff(rounds, work) {
  const half = async () => {
    for (let round = 0; round < rounds / 2; round += 1) work(round);
    return used();
  };
  const before = await used();
  const first = await half();
  const second = await half();
  for (const [kind, bound] of [['heap', 4 * MIB], ['rss', 8 * MIB]]) {
    const [early, late] = [first[kind] - before[kind], second[kind] - first[kind]];
    const text = `${kind}: ${(early / MIB).toFixed(1)} MiB, then ${(late / MIB).toFixed(1)} MiB`;
    assert.ok(late < Math.max(early, 0) / 2 + bound, text);
  }
}

const engine = shop();

test('100,000 decisions leave nothing behind', async () => {
  const text = JSON.stringify(FULL);
  await levelsOff(100_000, (round) => {
    if (round % 4 === 0) engine.decideText(text);
    else if (round % 4 === 1) void engine.decide(text, { trace: 'full' }).trace.length;
    else void engine.decide(order()).lines.length;
  });
});

test('20,000 errors leave nothing behind', async () => {
  await levelsOff(20_000, () => assert.throws(() => engine.decide('{"partner":7}'), LongtailError));
});

test('2,000 engines that nobody holds leave nothing behind', async () => {
  const stock = `product,on_hand\n${'G-100,80\n'}`;
  await levelsOff(2_000, (round) => {
    const own = round % 2 === 0 ? shop(TABLES) : engine.withSupply({ stock });
    own.share();
    own.decideText(order());
  });
});

test('a decision of ten thousand lines does not stay when it is forgotten', async () => {
  const lines = Array.from({ length: 10_000 }, () => ({ product: 'M-200', quantity: 1 }));
  await levelsOff(40, () => void engine.decide({ ...order(), lines }, { trace: 'full' }).trace.length);
});
