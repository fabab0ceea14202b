// The plain twin: what one company would write by hand instead of using longtail.
//
//     node plain.mjs JOB_DIR [--out FILE] [--mode text|totals|fields] [--orders N] [--repeat K]
//
// An independent second implementation of the order decision for the job of
// `job.py`, written from the documents alone: the bar that longtail is measured
// against, and a check of its answers. It knows this company's features only and
// refuses a rulebook with others.

import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const FEATURES = new Set([
  'format', 'id', 'zone', 'currency', 'valid', 'attributes', 'niches', 'tax', 'price_lists',
  'choose_price', 'waterfall', 'guards', 'order_rules', 'availability', 'fees',
]); // prettier-ignore
const QUANTITY_MAX = 1_000_000_000;
const LINES_MAX = 10_000;
const QUARTER_HOUR = 900_000;

// --- exact decimals ---------------------------------------------------------
//
// A decimal is `digits` × 10^-scale with at least two decimals and no zeros at
// the end beyond these. The digits are a number as long as they are a safe
// integer, and a bigint beyond: a product of two safe integers that is itself
// safe was computed exactly.

const POWERS = Array.from({ length: 60 }, (_, n) => (n < 16 ? 10 ** n : 10n ** BigInt(n)));

function times(a, b) {
  if (typeof a === 'number' && typeof b === 'number') {
    const product = a * b;
    if (Number.isSafeInteger(product)) return product;
  }
  return BigInt(a) * BigInt(b);
}

function plus(a, b) {
  if (typeof a === 'number' && typeof b === 'number') {
    const sum = a + b;
    if (Number.isSafeInteger(sum)) return sum;
  }
  return BigInt(a) + BigInt(b);
}

function halfUp(value, unit) {
  if (typeof value === 'number' && typeof unit === 'number') {
    const rest = value % unit;
    return (value - rest) / unit + (2 * rest >= unit ? 1 : 0);
  }
  const whole = BigInt(unit);
  return Number((BigInt(value) + whole / 2n) / whole);
}

class Decimal {
  constructor(digits, scale) {
    if (typeof digits === 'number') {
      while (scale > 2 && digits % 10 === 0) {
        digits /= 10;
        scale -= 1;
      }
    } else {
      while (scale > 2 && digits % 10n === 0n) {
        digits /= 10n;
        scale -= 1;
      }
      const small = Number(digits);
      if (Number.isSafeInteger(small)) digits = small;
    }
    this.digits = digits;
    this.scale = scale;
    this.text = written(digits, scale);
  }

  static parse(text) {
    const [, sign, whole, part = ''] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(String(text));
    const padded = part.padEnd(2, '0');
    return new Decimal(Number(sign + whole + padded), padded.length);
  }

  isBelow(other) {
    if (this.scale === other.scale) return this.digits < other.digits;
    return this.at(Math.max(this.scale, other.scale)) < other.at(Math.max(this.scale, other.scale));
  }

  /** The digits with as many decimals as `scale` says. */
  at(scale) {
    return scale === this.scale ? this.digits : times(this.digits, POWERS[scale - this.scale]);
  }
}

const ZERO = new Decimal(0, 2);

function written(digits, scale) {
  const text = String(digits).padStart(scale + 1, '0');
  return `${text.slice(0, -scale)}.${text.slice(-scale)}`;
}

function centsText(cents) {
  return cents < 0 ? `-${centsText(-cents)}` : written(cents, 2);
}

/** A decimal as a whole number of 10^-scale; refuses to lose a digit. */
function scaled(value, scale) {
  const exact = Decimal.parse(value);
  const digits = scale < exact.scale ? exact.digits / 10 ** (exact.scale - scale) : exact.at(scale);
  if (!Number.isSafeInteger(digits)) throw new Error(`${value} has more than ${scale} decimals`);
  return digits;
}

// --- rules ------------------------------------------------------------------

function refuse(what) {
  throw new Error(`${what} has a feature this program does not know`);
}

/** Who or what a rule is for: conditions of the partner, the category and the quantity. */
class Scope {
  constructor(scope) {
    const { quantity = {}, category, ...partner } = scope === 'everyone' ? {} : scope;
    const { at_least: atLeast = 0, ...others } = quantity;
    if (Object.keys(others).length) refuse('a quantity');
    this.atLeast = atLeast;
    this.categories = category === undefined ? null : new Set([category].flat());
    this.partner = Object.entries(partner).map(([name, wanted]) => [name, new Set([wanted].flat())]);
  }

  holdsFor(attributes) {
    return this.partner.every(([name, wanted]) => wanted.has(attributes[name]));
  }

  covers(category) {
    return this.categories === null || this.categories.has(category);
  }
}

class Validity {
  constructor(from, until) {
    this.from = from || '';
    this.until = until || '9999-99-99';
  }

  static of(valid = {}) {
    return new Validity(valid.from, valid.until);
  }

  /** The outcome of a rule that does not hold on a day. */
  fault(day) {
    if (day < this.from) return 'not_yet_valid';
    return day >= this.until ? 'expired' : null;
  }
}

const ALWAYS = new Validity();

class Adjustment {
  constructor({ id, for: scope, valid, percent = 0, of = 'running', amount = 0, ...others }) {
    if (Object.keys(others).length) refuse(`adjustment ${id}`);
    const share = Decimal.parse(percent);
    // No zeros at the end: the shorter the factor, the longer the digits stay a number.
    const spare = share.digits % 100 === 0 ? 2 : share.digits % 10 === 0 ? 1 : 0;
    this.id = id;
    this.scope = new Scope(scope);
    this.valid = Validity.of(valid);
    this.atLeast = this.scope.atLeast;
    this.expected = `at least ${this.atLeast}`;
    this.scale = share.scale - spare + 2;
    this.part = share.digits / 10 ** spare;
    this.factor = 10 ** this.scale + this.part;
    this.original = of === 'original';
    this.amount = amount === 0 ? null : Decimal.parse(amount);
  }

  /** The price after this adjustment. */
  leaves(price, listPrice) {
    const after = this.amount ? sum(price, this.amount) : this.reduced(price, listPrice);
    return after.digits < 0 ? ZERO : after;
  }

  reduced(price, listPrice) {
    if (!this.original) return new Decimal(times(price.digits, this.factor), price.scale + this.scale);
    return sum(price, { digits: times(listPrice.digits, this.part), scale: listPrice.scale + this.scale });
  }
}

function sum(a, b) {
  const scale = Math.max(a.scale, b.scale);
  const aligned = (each) => (each.scale === scale ? each.digits : times(each.digits, POWERS[scale - each.scale]));
  return new Decimal(plus(aligned(a), aligned(b)), scale);
}

// --- the company ------------------------------------------------------------

function rows(path) {
  const [head, ...lines] = readFileSync(path, 'utf8').trimEnd().split('\n');
  const names = head.split(',');
  return lines.map((line) => {
    if (line.includes('"')) throw new Error(`${path}: this company's files have no quotes`);
    const values = line.split(',');
    return Object.fromEntries(names.map((name, at) => [name, values[at]]));
  });
}

/** The rulebook and the master data in the shape the decision needs. */
export class Company {
  constructor(folder) {
    const text = readFileSync(join(folder, 'rulebook.yaml'), 'utf8');
    const book = JSON.parse(text);
    if (Object.keys(book).some((name) => !FEATURES.has(name))) refuse('the rulebook');
    if (book.choose_price !== 'lowest' || book.tax.prices !== 'exclusive') refuse('the rulebook');
    this.rulebook = { id: book.id, hash: createHash('sha256').update(text).digest('hex').slice(0, 16) };
    this.currency = book.currency;
    this.valid = Validity.of(book.valid);
    this.niches = book.niches.map(({ id, for: scope }) => ({ id, scope: new Scope(scope) }));
    this.lists = book.price_lists.map(({ id, for: scope, valid }, at) => ({
      id,
      at,
      scope: new Scope(scope),
      valid: Validity.of(valid),
    }));
    this.rates = new Map(Object.entries(book.tax.rates));
    if ([...this.rates.values()].some((rate) => !Number.isInteger(rate))) refuse('the tax');
    this.stages = book.waterfall.map(({ stage, combine, adjustments }) => {
      if (!['first_match', 'best', 'compound'].includes(combine)) refuse(`stage ${stage}`);
      return { name: stage, combine, rules: adjustments.map((row) => new Adjustment(row)) };
    });
    this.setRules(book);
    this.partners = new Map(rows(join(folder, 'partners.csv')).map((row) => [row.id, newPartner(row)]));
    this.products = new Map(rows(join(folder, 'products.csv')).map((row) => [row.id, this.newProduct(row)]));
    this.readPrices(join(folder, 'prices.csv'));
    this.alphabet = [...new Set([...this.products.keys()].join(''))];
    this.shared = new Map();
    this.days = new Map();
    this.dayFormat = new Intl.DateTimeFormat('sv-SE', { timeZone: book.zone, dateStyle: 'short' });
  }

  /** This company's guards, minimum and fee plan, each for everyone. */
  setRules(book) {
    const [discount, margin] = book.guards;
    const [minimum] = book.order_rules.amount_min;
    const [plan] = book.fees;
    const reactions = [discount, margin, minimum].map((rule) => rule.reaction).join();
    const narrow = [discount, margin, minimum, plan].some((rule) => rule.for !== 'everyone');
    if (narrow || reactions !== 'clamp,approve,reject') refuse('a guard, minimum or fee');
    this.discountGuard = { id: discount.id, kept: 100 - discount.max_discount_percent };
    this.marginGuard = { id: margin.id, kept: 100 - margin.min_margin_percent };
    this.minimum = { id: minimum.id, cents: scaled(minimum.amounts[this.currency], 2) };
    this.plan = { id: plan.id, maximum: scaled(plan.maximum[this.currency], 2), tax: this.rates.get(plan.tax) };
    // Bounds and fixed parts in cents; percentages in tenths, so exact fees are in 10^-5.
    this.tiers = plan.schedule.tiers.map(({ from, percent = 0, fixed = 0 }) => ({
      from: scaled(from, 2),
      percent: scaled(percent, 1),
      fixed: scaled(fixed, 2),
    }));
  }

  newProduct({ id, tax, quantity_min: minimum, quantity_multiple: multiple, cost, category }) {
    return {
      id,
      tax: this.rates.get(tax),
      minimum: Number(minimum),
      multiple: Number(multiple),
      cost: scaled(cost, 2),
      category,
      offers: [],
    };
  }

  readPrices(path) {
    const lists = new Map(this.lists.map((list) => [list.id, list]));
    for (const row of rows(path)) {
      const list = lists.get(row.list);
      const { offers } = this.products.get(row.product);
      const entry = {
        quantityFrom: Number(row.quantity_from || 1),
        price: Decimal.parse(row.unit_price),
        valid: row.valid_from || row.valid_until ? new Validity(row.valid_from, row.valid_until) : ALWAYS,
      };
      const known = offers.find((offer) => offer.list === list);
      if (known) known.entries.push(entry);
      else offers.push({ list, entries: [entry] });
    }
    const order = (a, b) => a.quantityFrom - b.quantityFrom || (a.valid.from < b.valid.from ? -1 : 1);
    for (const { offers } of this.products.values()) {
      offers.sort((a, b) => a.list.at - b.list.at);
      for (const { entries } of offers) entries.sort(order);
    }
  }

  /** What holds for a partner, found at the first order and kept; like partners share it. */
  prepare(partner) {
    const niche = this.niches.find(({ scope }) => scope.holdsFor(partner.attributes));
    const attributes = { ...partner.attributes, niche: niche?.id };
    partner.lists = this.lists.filter((list) => list.scope.holdsFor(attributes));
    const stages = this.stages.map((stage) => ({
      ...stage,
      rules: stage.rules.filter((rule) => rule.scope.holdsFor(attributes)),
    }));
    const key = stages.map(({ rules }) => rules.map((rule) => rule.id).join()).join(';');
    if (!this.shared.has(key)) this.shared.set(key, { stages, byCategory: new Map() });
    partner.rules = this.shared.get(key);
  }

  /** The partner's stages narrowed to a category. */
  stagesOf({ rules: { stages, byCategory } }, category) {
    let known = byCategory.get(category);
    if (known === undefined) {
      known = stages
        .map((stage) => ({ ...stage, rules: stage.rules.filter((rule) => rule.scope.covers(category)) }))
        .filter((stage) => stage.rules.length);
      byCategory.set(category, known);
    }
    return known;
  }

  /** The local day; the zone's offsets change on quarter hours, so each is asked for once. */
  today(placedAt) {
    if (!/(Z|[+-]\d\d:?\d\d)$/.test(placedAt)) return placedAt.slice(0, 10);
    const quarter = Math.floor(Date.parse(placedAt) / QUARTER_HOUR);
    let day = this.days.get(quarter);
    if (day === undefined) {
      day = this.dayFormat.format(quarter * QUARTER_HOUR);
      this.days.set(quarter, day);
    }
    return day;
  }

  /** The alphabetically first product one edit away. */
  nearest(name) {
    let best;
    const offer = (id) => {
      if ((best === undefined || id < best) && this.products.has(id)) best = id;
    };
    const letters = [...name];
    for (let at = 0; at <= letters.length; at += 1) {
      const head = letters.slice(0, at).join('');
      const [first, ...others] = letters.slice(at);
      const rest = others.join('');
      const tail = (first ?? '') + rest;
      for (const letter of this.alphabet) {
        offer(head + letter + tail);
        if (tail) offer(head + letter + rest);
      }
      if (tail) offer(head + rest);
      if (rest) offer(head + others[0] + first + others.slice(1).join(''));
    }
    return best;
  }

  decide(order) {
    return new Decision(this, order).result();
  }

  decideText(text) {
    return JSON.stringify(this.decide(JSON.parse(text)));
  }
}

function newPartner(attributes) {
  return { id: attributes.id, attributes, lists: null, rules: null };
}

// --- the decision -----------------------------------------------------------

/** One order on its way: findings, rows and sums are gathered here. */
class Decision {
  constructor(company, order) {
    this.company = company;
    this.order = order;
    this.today = company.today(order.placed_at);
    this.findings = [];
    this.priceFindings = [];
    this.trace = [];
    this.rounding = [];
    this.lines = [];
    this.blocked = false;
    this.approval = false;
    this.changed = false;
    this.priced = false;
    this.list = 0;
    this.net = 0;
    this.tax = 0;
  }

  result() {
    const { company, order } = this;
    const partner = company.partners.get(order.partner);
    if (partner === undefined) {
      const found = order.partner;
      this.block('order.unknown_partner', 'partner', null, { found },
        `unknown partner \`${found}\``, 'check the partner number'); // prettier-ignore
    } else if (partner.rules === null) {
      company.prepare(partner);
    }
    this.allLines(partner);
    for (const finding of this.priceFindings) this.findings.push(finding);
    for (const row of this.rounding) this.trace.push(row);
    this.checkMinimum();
    const { fees, fee } = this.fees(partner);
    const totals = {
      list: centsText(this.list),
      discount: centsText(this.net - this.list),
      net: centsText(this.net),
      tax: centsText(this.tax),
      gross: centsText(this.net + this.tax),
      fee: centsText(fee),
    };
    const head = { order: order.id ?? null, partner: order.partner };
    if (order.reference !== undefined) head.reference = order.reference;
    head.verdict = this.verdict();
    head.rulebook = company.rulebook;
    head.currency = company.currency;
    head.totals = totals;
    head.findings = this.findings;
    head.lines = this.lines;
    head.fees = fees;
    head.trace = this.trace;
    return head;
  }

  verdict() {
    if (this.blocked) return 'rejected';
    if (this.approval) return 'needs_approval';
    return this.changed ? 'accepted_with_changes' : 'accepted';
  }

  block(code, path, rule, data, message, remedy) {
    this.blocked = true;
    this.findings.push({ code, severity: 'block', path, rule, data, message, remedy });
  }

  warn(code, path, rule, data, message, remedy) {
    this.findings.push({ code, severity: 'warn', path, rule, data, message, remedy });
  }

  allLines(partner) {
    const { lines } = this.order;
    if (lines.length === 0) {
      this.block('order.empty', 'lines', null, {}, 'the order has no lines', 'add at least one line');
      return;
    }
    if (lines.length > LINES_MAX) {
      this.block('order.too_many_lines', 'lines', null, { lines: lines.length, maximum: LINES_MAX },
        `the order has ${lines.length} lines; at most ${LINES_MAX} are taken`, 'split the order'); // prettier-ignore
      return;
    }
    if (this.company.valid.fault(this.today)) {
      this.block('order.outside_validity', 'placed_at', 'rulebook', { day: this.today },
        `the order is placed on ${this.today}, outside the validity of the rulebook`,
        'use the rulebook of that day'); // prettier-ignore
    }
    const seen = new Set();
    for (let at = 0; at < lines.length; at += 1) this.oneLine(at, lines[at], partner, seen);
  }

  oneLine(at, line, partner, seen) {
    const id = line.id ?? null;
    const product = this.company.products.get(line.product);
    if (product === undefined) this.unknownProduct(at, line.product);
    const quantity = this.quantity(at, line.quantity, product);
    const requested = this.requested(at, line.requested);
    const twice = id !== null && seen.has(id);
    if (twice) {
      this.block('order.duplicate_line_id', `lines[${at}].id`, null, { found: id },
        `line id \`${id}\` is used twice`, 'give each line its own id'); // prettier-ignore
    }
    seen.add(id);
    if (product === undefined || quantity === null || partner === undefined || twice) {
      this.reject(id, line.product, line.quantity, quantity);
      return;
    }
    this.price(at, id, partner, product, line.quantity, quantity, requested);
  }

  unknownProduct(at, found) {
    const nearest = this.company.nearest(found);
    const hint = nearest === undefined ? '' : `; did you mean \`${nearest}\`?`;
    const data = nearest === undefined ? { found } : { found, nearest };
    this.block('order.unknown_product', `lines[${at}].product`, null, data,
      `unknown product \`${found}\`${hint}`, 'check the product number'); // prettier-ignore
  }

  /** The quantity taken; null when it cannot be. */
  quantity(at, quantity, product) {
    if (!Number.isSafeInteger(quantity)) throw new Error('this company orders whole numbers');
    if (quantity <= 0) {
      this.block('order.quantity_not_positive', `lines[${at}].quantity`, null, { quantity },
        `quantity ${quantity} is not above zero`, 'order at least one, or leave the line out'); // prettier-ignore
      return null;
    }
    if (quantity > QUANTITY_MAX) {
      const data = { found: quantity, maximum: QUANTITY_MAX };
      this.block('order.quantity_out_of_range', `lines[${at}].quantity`, null, data,
        `quantity ${quantity} is too large`, `order at most ${QUANTITY_MAX}`); // prettier-ignore
      return null;
    }
    if (product === undefined) return quantity;
    const { minimum, multiple } = product;
    const accepted = Math.ceil(Math.max(quantity, minimum) / multiple) * multiple;
    if (accepted === quantity) return quantity;
    this.changed = true;
    if (quantity < minimum) {
      this.warn('order.quantity_below_minimum', `lines[${at}].quantity`, product.id, { quantity, minimum, accepted },
        `quantity ${quantity} is below the minimum of ${minimum}; ${accepted} was taken`,
        `order at least ${minimum}`); // prettier-ignore
    } else {
      this.warn('order.quantity_not_multiple', `lines[${at}].quantity`, product.id, { quantity, multiple, accepted },
        `quantity ${quantity} is not a multiple of ${multiple}; ${accepted} was taken`,
        `order in multiples of ${multiple}`); // prettier-ignore
    }
    if (accepted > QUANTITY_MAX) {
      const data = { quantity: accepted, maximum: QUANTITY_MAX };
      this.block('order.quantity_above_maximum', `lines[${at}].quantity`, product.id, data,
        `quantity ${accepted} is above the maximum of ${QUANTITY_MAX}`, `order at most ${QUANTITY_MAX}`); // prettier-ignore
      return null;
    }
    return accepted;
  }

  /** The day on which the goods are wanted; nothing is tracked and there is no calendar, so that is the day. */
  requested(at, requested) {
    const { today } = this;
    if (requested === undefined) return today;
    if (requested >= today) return requested;
    this.warn('order.date_in_past', `lines[${at}].requested`, null, { requested, today },
      `requested day ${requested} has passed; ${today} was taken`, 'ask for a coming day'); // prettier-ignore
    return today;
  }

  reject(id, product, ordered, quantity) {
    this.changed = true;
    this.lines.push({
      id,
      product,
      substitute: null,
      status: 'rejected',
      ordered,
      quantity: quantity ?? 0,
      confirmed: 0,
      price_list: null,
      list_price: null,
      unit_price: null,
      list: '0.00',
      net: '0.00',
      tax: '0.00',
      gross: '0.00',
      deliveries: [],
    });
  }

  price(at, id, partner, product, ordered, quantity, day) {
    const { company } = this;
    const chosen = this.choose(at, partner, product, quantity);
    if (chosen === null) {
      this.noPrice(at, product.id);
      this.reject(id, product.id, ordered, quantity);
      return;
    }
    this.priced = true;
    const listPrice = chosen.price;
    let price = listPrice;
    for (const stage of company.stagesOf(partner, product.category)) {
      price = this.stage(at, stage, quantity, price, listPrice);
    }
    price = this.guards(at, product, price, listPrice);
    const net = this.netOf(at, price, quantity);
    const list = halfUp(listPrice.digits * quantity, 10 ** (listPrice.scale - 2));
    const tax = halfUp(net * product.tax, 100);
    this.list += list;
    this.net += net;
    this.tax += tax;
    this.lines.push({
      id,
      product: product.id,
      substitute: null,
      status: 'confirmed',
      ordered,
      quantity,
      confirmed: quantity,
      price_list: chosen.list,
      list_price: listPrice.text,
      unit_price: price.text,
      list: centsText(list),
      net: centsText(net),
      tax: centsText(tax),
      gross: centsText(net + tax),
      deliveries: [{ ship: day, arrive: day, quantity, location: 'main' }],
    });
  }

  noPrice(at, product) {
    this.blocked = true;
    const { currency } = this.company;
    this.priceFindings.push({
      code: 'pricing.no_price',
      severity: 'block',
      path: `lines[${at}].product`,
      rule: null,
      data: { product, currency },
      message: `product \`${product}\` has no price in ${currency} for this partner, day and quantity`,
      remedy: 'order in another currency or ask for a price',
    });
  }

  /** The net amount in cents, with a row when rounding changed it. */
  netOf(at, price, quantity) {
    if (price.scale === 2) return price.digits * quantity;
    const exact = times(price.digits, quantity);
    const net = halfUp(exact, POWERS[price.scale - 2]);
    const before = new Decimal(exact, price.scale);
    if (before.scale > 2) {
      const row = { line: at, stage: 'rounding', rule: 'line', outcome: 'rounded' };
      row.before = before.text;
      row.after = centsText(net);
      this.rounding.push(row);
    }
    return net;
  }

  /** The lowest price that holds; a row for each candidate. */
  choose(at, partner, product, quantity) {
    const day = this.today;
    let chosen = null;
    let chosenRow = null;
    let chosenList = null;
    for (const { list, entries } of product.offers) {
      if (!partner.lists.includes(list)) continue;
      const fault = list.valid.fault(day);
      for (const entry of entries) {
        const { quantityFrom, price } = entry;
        let outcome = fault ?? entry.valid.fault(day);
        if (outcome === null) outcome = quantity < quantityFrom ? 'below_quantity' : 'shadowed';
        const row = {
          line: at,
          stage: 'list',
          rule: list.id,
          outcome,
          quantity_from: quantityFrom,
          price: price.text,
        };
        this.trace.push(row);
        if (outcome === 'shadowed' && (chosen === null || price.isBelow(chosen))) {
          chosen = price;
          chosenRow = row;
          chosenList = list;
        }
      }
    }
    if (chosen === null) return null;
    chosenRow.outcome = 'applied';
    return { list: chosenList.id, price: chosen };
  }

  /** The price after a stage; a row for each rule that competes or nearly did. */
  stage(at, { name, combine, rules }, quantity, price, listPrice) {
    let best = null;
    let bestAt = 0;
    for (const rule of rules) {
      const fault = rule.valid.fault(this.today);
      if (fault !== null) {
        this.trace.push({ line: at, stage: name, rule: rule.id, outcome: fault });
      } else if (quantity < rule.atLeast) {
        this.trace.push({
          line: at,
          stage: name,
          rule: rule.id,
          outcome: 'not_matched',
          condition: 'quantity',
          expected: rule.expected,
          actual: String(quantity),
        });
      } else if (combine === 'compound') {
        const after = rule.leaves(price, listPrice);
        this.trace.push(applied(at, name, rule.id, price, after));
        price = after;
      } else {
        // The winner's row takes the place of the loser's when the stage is done.
        this.trace.push({ line: at, stage: name, rule: rule.id, outcome: 'shadowed' });
        if (best !== null && combine === 'first_match') continue;
        const after = rule.leaves(price, listPrice);
        if (best === null || after.isBelow(best)) {
          best = after;
          bestAt = this.trace.length - 1;
        }
      }
    }
    if (best === null) return price;
    this.trace[bestAt] = applied(at, name, this.trace[bestAt].rule, price, best);
    return best;
  }

  guards(at, product, price, listPrice) {
    const { discountGuard, marginGuard } = this.company;
    const bound = new Decimal(listPrice.digits * discountGuard.kept, listPrice.scale + 2);
    if (price.isBelow(bound)) {
      const message = `unit price ${price.text} was brought to ${bound.text} by guard \`${discountGuard.id}\``;
      this.guard(at, discountGuard.id, 'clamped', price, bound, {
        code: 'pricing.guard_clamped',
        severity: 'hint',
        message,
        remedy: 'no rule goes beyond this price',
      });
      price = bound;
    }
    // price × kept / 100 against the cost in cents, at the price's own scale.
    if (times(price.digits, marginGuard.kept) < times(product.cost, POWERS[price.scale])) {
      const least = new Decimal(Math.ceil((product.cost * 10_000) / marginGuard.kept), 4);
      const message = `guard \`${marginGuard.id}\` does not allow unit price ${price.text}; its bound is ${least.text}`;
      this.approval = true;
      this.guard(at, marginGuard.id, 'approval', price, least, {
        code: 'pricing.guard_approval',
        severity: 'approve',
        message,
        remedy: 'ask for approval of the price',
      });
    }
    return price;
  }

  guard(at, guard, outcome, price, bound, { code, severity, message, remedy }) {
    const data = { price: price.text, bound: bound.text, guard };
    this.trace.push({
      line: at,
      stage: 'guards',
      rule: guard,
      outcome,
      before: price.text,
      after: bound.text,
    });
    this.priceFindings.push({
      code,
      severity,
      path: `lines[${at}].product`,
      rule: guard,
      data,
      message,
      remedy,
    });
  }

  checkMinimum() {
    const { id, cents } = this.company.minimum;
    if (!this.priced || this.net >= cents) return;
    const amount = centsText(this.net);
    const minimum = centsText(cents);
    const missing = centsText(cents - this.net);
    this.block('order.below_minimum_amount', '', id, { amount, minimum, missing },
      `the order is worth ${amount}, below the minimum of ${minimum}`,
      `add ${missing} to reach the minimum`); // prettier-ignore
  }

  fees(partner) {
    const { plan, tiers, plan: { id } } = this.company; // prettier-ignore
    const base = this.net;
    if (base === 0) {
      // Of an order without lines, or with too many, nothing else is checked.
      if (this.lines.length) this.trace.push({ stage: 'fees', outcome: 'not_matched' });
      return { fees: [], fee: 0 };
    }
    let exact = 0;
    for (let at = 0; at < tiers.length; at += 1) {
      const { from, percent, fixed } = tiers[at];
      if (at > 0 && base < from) break;
      const end = at + 1 < tiers.length ? Math.min(base, tiers[at + 1].from) : base;
      exact += (end - from) * percent + fixed * 1000;
    }
    const fee = Math.min(halfUp(exact, 1000), plan.maximum);
    const before = centsText(base);
    const after = new Decimal(exact, 5).text;
    this.trace.push({ stage: 'fees', rule: id, outcome: 'applied', before, after });
    const amount = centsText(fee);
    const tax = centsText(halfUp(fee * plan.tax, 100));
    const shares = [{ to: 'partner', partner: partner.id, amount }];
    return { fees: [{ plan: id, kind: 'fee', earn_on: 'ordered', line: null, base: before, exact: after, fee: amount, tax, shares }], fee };
  }
}

function applied(line, stage, rule, before, after) {
  return { line, stage, rule, outcome: 'applied', before: before.text, after: after.text };
}

// --- measuring --------------------------------------------------------------

/** Reads every value; returns how many there are. */
export function walk(value) {
  if (value === null || typeof value !== 'object') return 1;
  let count = 0;
  if (Array.isArray(value)) for (const each of value) count += walk(each);
  else for (const name in value) count += walk(value[name]);
  return count;
}

/** What a shop reads of a decision. */
export function readTotals({ verdict, totals, findings }) {
  const { list, discount, net, tax, gross, fee } = totals;
  const amounts = list.length + discount.length + net.length + tax.length + gross.length + fee.length;
  return verdict.length + amounts + findings.length;
}

const MODES = {
  text: (company, order) => company.decideText(order).length,
  totals: (company, order) => readTotals(company.decide(order)),
  fields: (company, order) => walk(company.decide(order)),
};

/** The best of some rounds in seconds. */
export function measure(company, mode, texts, repeat) {
  const orders = mode === 'text' ? texts : texts.map((text) => JSON.parse(text));
  let best = Infinity;
  for (let round = 0; round < repeat; round += 1) {
    const start = performance.now();
    for (const order of orders) MODES[mode](company, order);
    best = Math.min(best, (performance.now() - start) / 1000);
  }
  return best;
}

function main() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      out: { type: 'string' },
      mode: { type: 'string', default: 'text' },
      orders: { type: 'string' },
      repeat: { type: 'string', default: '1' },
    },
  });
  const [job] = positionals;
  if (job === undefined || !(values.mode in MODES)) {
    throw new Error('usage: node plain.mjs JOB_DIR [--out FILE] [--mode text|totals|fields] [--orders N] [--repeat K]');
  }
  const start = performance.now();
  const company = new Company(job);
  const loadSeconds = (performance.now() - start) / 1000;
  const all = readFileSync(join(job, 'orders.jsonl'), 'utf8').trimEnd().split('\n');
  const texts = values.orders === undefined ? all : all.slice(0, Number(values.orders));
  if (values.out) writeFileSync(values.out, texts.map((text) => `${company.decideText(text)}\n`).join(''));
  const seconds = measure(company, values.mode, texts, Number(values.repeat));
  const report = {
    mode: values.mode,
    orders: texts.length,
    seconds: Number(seconds.toFixed(6)),
    us_per_order: Number(((seconds / Math.max(texts.length, 1)) * 1e6).toFixed(3)),
    load_seconds: Number(loadSeconds.toFixed(3)),
  };
  console.log(JSON.stringify(report));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) main();
