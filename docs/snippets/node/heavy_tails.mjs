import assert from 'node:assert/strict';
import { fitPowerLaw } from 'longtail';

// --8<-- [start:code]
// Revenue of 500 partners that follows a power law of exponent 2.5.
const values = Array.from({ length: 500 }, (_, i) => 10 * ((i + 0.3) / 500) ** (-1 / 1.5));
const stop = new AbortController();
const fit = await fitPowerLaw(
  { values, draws: 100 },
  { signal: stop.signal, onProgress: (done, total) => console.log(done, 'of', total) },
);
assert.equal(fit.advice, 'power_law');
console.log(fit.alpha, fit.p_value, fit.reasons);
// --8<-- [end:code]
