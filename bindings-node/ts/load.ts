import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { TABLE_NAMES } from './given';
import { misuse, shown, textOf } from './text';
import type { TablesText } from './types';

const RULEBOOK = ['.yaml', '.yml', '.json'];
const TABLE = ['.csv', '.json', '.jsonl', '.ndjson'];

/** The texts in a company's folder. @internal */
export function folderText(folder: string | URL): { rulebook: string; tables: TablesText } {
  const place = pathOf(folder);
  const rulebook = fileText(place, 'rulebook', RULEBOOK);
  if (rulebook === undefined) throw misuse(`no rulebook.yaml or rulebook.json in ${place}`);
  const table = (name: string) => fileText(place, name, TABLE);
  const tables: TablesText = Object.fromEntries(TABLE_NAMES.map((name) => [name, table(name)]));
  return { rulebook, tables };
}

function pathOf(folder: unknown): string {
  if (typeof folder === 'string' && !folder.includes('\0')) return folder;
  if (folder instanceof URL && folder.protocol === 'file:') return fileURLToPath(folder);
  throw misuse(`folder: expected a path or a URL of a file, found ${shown(folder)}`);
}

/** The text of the first file there is. */
function fileText(folder: string, name: string, suffixes: string[]): string | undefined {
  const path = suffixes.map((suffix) => join(folder, name + suffix)).find(existsSync);
  return path === undefined ? undefined : textOf(path, bytesOf(path));
}

function bytesOf(path: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch (cause) {
    throw misuse(`${path}: it cannot be read: ${cause instanceof Error ? cause.message : ''}`, cause);
  }
}
