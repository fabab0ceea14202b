import { types } from 'node:util';
import { LongtailError } from './error';
import { isText, misuse, shown, textOf } from './text';

/** The JSON text of an order, given as such, as its bytes or as an object. @internal */
export function orderText(order: unknown): string {
  return jsonText('order', order);
}

/** The JSON text of a document, given as such, as its bytes or as an object. @internal */
export function jsonText(name: string, given: unknown): string {
  if (isText(given)) return textOf(name, given);
  if (typeof given !== 'object' || given === null) {
    throw misuse(`${name}: expected a text, its bytes or an object, found ${shown(given)}`);
  }
  return plainText(given) ?? carefulText(name, given);
}

/**
 * Refuses numbers of orders that JavaScript does not hold exactly: two orders could be one. The
 * sales are lines, or columns. @internal
 */
export function checkOrders(place: string, sales: unknown): void {
  if (Array.isArray(sales)) {
    sales.forEach((line: { order?: unknown } | null | undefined, at) => exactOrder(`${place}[${at}].order`, line?.order));
  } else if (!isText(sales)) {
    const order = (sales as { order?: unknown } | null | undefined)?.order;
    if (Array.isArray(order)) order.forEach((value, at) => exactOrder(`${place}${place && '.'}order[${at}]`, value));
  }
}

function exactOrder(place: string, value: unknown): void {
  const whole = typeof value === 'bigint' || Number.isInteger(value);
  if (whole && !Number.isSafeInteger(Number(value))) throw misuse(`${place}: ${String(value)} is beyond the whole numbers that JavaScript holds exactly; give JSON text`);
}

/** The same for the addon to read: bytes stay as they are, whatever they hold. @internal */
export function jsonSource(name: string, given: unknown): string | Uint8Array {
  return isText(given) && typeof given !== 'string' ? given : jsonText(name, given);
}

/** The texts of many orders; what is no order stands in its place as misuse. @internal */
export function orderTexts(orders: unknown): (string | LongtailError)[] {
  if (isText(orders) || !isIterable(orders)) {
    throw misuse('orders: expected an iterable of orders; `decide` takes a single one');
  }
  return Array.from(orders, (order) => {
    try {
      return orderText(order);
    } catch (fault) {
      if (fault instanceof LongtailError) return fault;
      throw fault;
    }
  });
}

function isIterable(value: unknown): value is Iterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.iterator in value;
}

// The text of almost every order. NaN and Infinity leave a `null` in it, and
// BigInt throws, so whatever needs care comes to `carefulText`.
function plainText(order: object): string | undefined {
  try {
    const text = JSON.stringify(order) as string | undefined;
    return text?.includes('null') ? undefined : text;
  } catch {
    return undefined;
  }
}

/** The JSON text of an object, with what JSON cannot say told by its place. */
function carefulText(name: string, order: object): string {
  try {
    const text = JSON.stringify(order, sayable()) as string | undefined;
    if (text !== undefined) return text;
  } catch (fault) {
    throw fault instanceof LongtailError ? fault : unsayable(name, fault);
  }
  throw misuse(`${name}: it has no JSON text`);
}

function unsayable(name: string, fault: unknown): LongtailError {
  if (fault instanceof RangeError && fault.message.includes('stack')) return misuse(`${name}: it is nested too deeply`, fault);
  const said = fault instanceof Error ? fault.message : shown(fault);
  return misuse(`${name}: it cannot be written as JSON: ${said}`, fault);
}

/** A replacer that refuses what would be lost, and knows where it is. */
function sayable(): (this: unknown, key: string, value: unknown) => unknown {
  const places = new Map<unknown, string>();
  return function (key, given) {
    const value: unknown = types.isBoxedPrimitive(given) ? given.valueOf() : given;
    const place = placeOf(places.get(this), key, Array.isArray(this));
    if (typeof value === 'number' && !Number.isFinite(value)) throw misuse(`${place}: ${value} is no number`);
    if (typeof value === 'bigint') return whole(place, key, value);
    if (typeof value === 'object' && value !== null) {
      if (inside(place, places.get(value))) throw misuse(`${place}: it contains itself`);
      places.set(value, place);
    }
    return value;
  };
}

/** The place of a member; the order itself has none, and is held by an object without a place. */
function placeOf(holder: string | undefined, key: string, indexed: boolean): string {
  if (holder === undefined) return '';
  if (indexed) return `${holder}[${key}]`;
  return holder === '' ? key : `${holder}.${key}`;
}

/** Whether a place lies inside another. */
function inside(place: string, outer: string | undefined): boolean {
  if (outer === undefined || place === outer) return false;
  return outer === '' || place.startsWith(`${outer}.`) || place.startsWith(`${outer}[`);
}

// The core reads these two from text as it does from numbers; an order is the number itself.
function whole(place: string, key: string, value: bigint): string | number {
  if (key === 'quantity' || key === 'unit_price') return value.toString();
  if (/(^|\.)order(\[\d+\])?$/.test(place)) {
    exactOrder(place, value);
    return Number(value);
  }
  throw misuse(`${place}: ${value}n is no text`);
}
