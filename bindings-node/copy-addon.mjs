// Puts the built addon where the package looks for it, or where it is told to.
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(new URL('.', import.meta.url));
const target = process.env.CARGO_TARGET_DIR ?? join(here, '..', 'target');
const names = {
  linux: 'liblongtail_node.so',
  darwin: 'liblongtail_node.dylib',
  win32: 'longtail_node.dll',
};
const [to = join(here, 'longtail.node')] = process.argv.slice(2);
copyFileSync(join(target, 'release', names[process.platform] ?? names.linux), to);
