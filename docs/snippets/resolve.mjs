// Lets `import ... from 'longtail'` find the package of this repository.
import { register } from 'node:module';

const own = new URL('../../bindings-node/index.mjs', import.meta.url).href;
const hook = `
  export const resolve = (name, context, next) =>
    name === 'longtail' ? { url: ${JSON.stringify(own)}, shortCircuit: true } : next(name, context);
`;
register('data:text/javascript,' + encodeURIComponent(hook));
