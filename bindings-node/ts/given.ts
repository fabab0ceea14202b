import { misuse, shown, textOf, wordOf } from './text';
import type { AnalyseOptions, BatchOptions, ReplayOptions, SupplyText, TablesText } from './types';

// In the order in which the addon takes them.
const MASTER = ['partners', 'products', 'prices', 'registrations', 'kits', 'substitutes'] as const;
const SUPPLY = ['stock', 'receipts', 'promises', 'safety', 'quotas', 'protections'] as const;
const TABLES = [...MASTER, ...SUPPLY] as const;

/** The names of all tables. @internal */
export const TABLE_NAMES: readonly (keyof TablesText)[] = TABLES;
const DECIDE = ['trace', 'language'] as const;
const BATCH = [...DECIDE, 'stock'] as const;
const CHECK = ['source', 'language'] as const;

type Texts<Name extends string> = { [name in Name]: string | undefined };

/** An object that has only these names; anything else is misuse. @internal */
export function onlyOf<Name extends string>(
  what: string,
  given: unknown,
  names: readonly Name[],
): { [name in Name]?: unknown } {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    throw misuse(`${what}: expected an object, found ${shown(given)}`);
  }
  const unknown = Object.keys(given).find((key) => !(names as readonly string[]).includes(key));
  if (unknown !== undefined) throw misuse(`${what}: \`${unknown}\` is not one of ${names.join(', ')}`);
  return given;
}

/** The texts of an object that has only these names; what is wrong with it is misuse. */
function textsOf<Name extends string>(
  what: string,
  given: unknown,
  names: readonly Name[],
  read: (name: Name, value: unknown) => string,
): Texts<Name> {
  const known = onlyOf(what, given, names);
  const texts = {} as Texts<Name>;
  for (const name of names) {
    const value = known[name];
    texts[name] = value === undefined ? undefined : read(name, value);
  }
  return texts;
}

const table = (name: string, value: unknown): string => textOf(`table \`${name}\``, value);
const option = (name: string, value: unknown): string => wordOf(`option \`${name}\``, value);

/** @internal */
export function tablesOf(tables: TablesText): { master: (string | undefined)[]; supply: (string | undefined)[] } {
  const texts = textsOf('tables', tables, TABLES, table);
  return { master: MASTER.map((name) => texts[name]), supply: SUPPLY.map((name) => texts[name]) };
}

/** @internal */
export function supplyOf(supply: SupplyText): (string | undefined)[] {
  const texts = textsOf('supply', supply, SUPPLY, table);
  return SUPPLY.map((name) => texts[name]);
}

// What almost every decision is asked with; nothing of it needs to be looked at.
const NONE: Texts<(typeof BATCH)[number]> = { trace: undefined, language: undefined, stock: undefined };

/** The options of one decision. @internal */
export function decideOptions(options: unknown): Texts<(typeof DECIDE)[number]> {
  return options === undefined ? NONE : textsOf('options', options, DECIDE, option);
}

/** The options of many decisions. @internal */
export function batchOptions(options: BatchOptions | undefined): Texts<(typeof BATCH)[number]> {
  return options === undefined ? NONE : textsOf('options', options, BATCH, option);
}

/** The language of hints. @internal */
export function hintOptions(options: unknown): Texts<'language'> {
  return options === undefined ? NONE : textsOf('options', options, ['language'], option);
}

/** How many workers a replay has. @internal */
export function workersOf(options: ReplayOptions): number {
  // More than there can be is refused by the core, with the bounds.
  return wholeOf(options, 'workers', 1, ['workers']);
}

/** The options of an analysis. @internal */
export function analyseOptions(options: AnalyseOptions): Texts<'at' | 'language'> & { limit: number } {
  const names = ['at', 'limit', 'language'] as const;
  const limit = wholeOf(options, 'limit', 100, names);
  const { limit: _, ...texts } = options;
  return { ...textsOf('options', texts, ['at', 'language'], option), limit };
}

function wholeOf(options: object, name: string, usual: number, names: readonly string[]): number {
  const { [name]: value = usual } = onlyOf('options', options, names);
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 0xffff_ffff) return value;
  throw misuse(`option \`${name}\`: expected a whole number, found ${shown(value)}`);
}

/** The options of a check. @internal */
export function checkOptions(options: unknown): Texts<(typeof CHECK)[number]> {
  return textsOf('options', options, CHECK, option);
}
