// What a worker thread of the tests does: one task, told by the name of it.

import assert from 'node:assert/strict';
import { parentPort, workerData } from 'node:worker_threads';
import { Engine, LongtailError } from 'longtail';
import { FULL, TRACES, order, shop } from './shop.mjs';

const tasks = {
  /** The bytes of every order, in every way. */
  texts({ token, orders }) {
    const engine = Engine.shared(token);
    const texts = orders.flatMap((each) =>
      TRACES.flatMap((trace) => [engine.decideText(each, { trace }), engine.decide(each, { trace }).text]),
    );
    return [...texts, ...engine.decideAll(orders).map(String), engine.decideLines(orders.join('\n'))];
  },

  /** An engine of the worker's own, which ends with it: at once, or when it is told to. */
  own({ wait }) {
    const own = shop();
    if (wait) parentPort.once('message', () => assert.equal(own.rulebookId, 'shop'));
    return own.share();
  },

  /** The error of a token. */
  refused({ token }) {
    try {
      Engine.shared(token);
    } catch (error) {
      return { known: error instanceof LongtailError, ...error.toJSON().error };
    }
    return undefined;
  },

  /** Decides until it is ended. */
  forever({ token }) {
    const engine = Engine.shared(token);
    parentPort.postMessage('begun');
    for (;;) {
      engine.decide(FULL, { trace: 'full' }).trace.at(-1);
      engine.decideText(order());
    }
  },

  /** Begins decisions off its thread, and does not wait for them. */
  unfinished({ token }) {
    const engine = Engine.shared(token);
    const orders = Array.from({ length: 20_000 }, () => JSON.stringify(FULL));
    void engine.decideAllAsync(orders);
    return 'begun';
  },

  /** Documents that are as deep as anybody writes them. */
  deep({ token }) {
    const engine = Engine.shared(token);
    return ['[', '{"a":', '{"lines":['].map((open) => engine.decideLines(open.repeat(200_000)).slice(0, 10));
  },
};

parentPort.postMessage(tasks[workerData.task](workerData));
