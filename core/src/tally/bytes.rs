//! A state as bytes: one form, whatever the order of the rows was.

use super::groups::{Groups, melt};
use super::options::TallyOptions;
use super::pack::{Out, read_shortest};
use super::run::{Kind, OrderKey, Run, of_basket};
use super::state::{NewIds, OrderKind, Tally};
use super::sums::Sums;
use crate::calendar::Day;
use crate::error::{Error, ErrorKind};
use crate::id::{Id, Names};
use crate::money::Currency;
use crate::sales::{LeftOut, Returns};
use hashbrown::HashSet;

/// What the bytes of a tally begin with.
const MAGIC: &[u8] = b"LTTALLY";
/// The form of the bytes. Another form gets another number.
const VERSION: u8 = 2;

impl Tally {
    /// The state as bytes, to be stored or sent. Two states of the same rows give
    /// the same bytes, however the rows were split and ordered.
    ///
    /// # Errors
    /// `Range` for a sum out of range.
    pub fn to_bytes(&self) -> Result<Vec<u8>, Error> {
        let mut used = Used::new(self);
        used.look(self);
        let (partners, partner_ids) = ranked(&self.partners, &used.partners);
        let (niches, niche_ids) = ranked(&self.niches, &used.niches);
        let (products, product_ids) = ranked(&self.products, &used.products);
        let (orders, order_ids) = ranked(&self.orders, &used.orders);
        let new_ids = NewIds {
            partners: partner_ids,
            niches: niche_ids,
            products: product_ids,
            orders: order_ids,
            order_kind: self.order_kind,
        };
        let by_partner = one(self.by_partner.iter().map(|run| new_ids.of_partners(run)))?;
        let bought = one(self.bought.iter().map(|run| new_ids.of_bought(run)))?;
        let sold = one(self.sold.iter().map(|run| new_ids.of_sold(run)))?;

        let mut out = Out::default();
        out.raw(MAGIC);
        out.raw(&[VERSION]);
        write_options(&mut out, &self.options);
        write_text(&mut out, self.currency.as_ref().map_or("", Currency::code));
        for names in [partners, niches, products, orders] {
            out.small([names.len() as u64]);
            names.into_iter().for_each(|name| write_text(&mut out, name));
        }
        out.raw(&[match self.order_kind {
            None => 0,
            Some(OrderKind::Numbers) => 1,
            Some(OrderKind::Texts) => 2,
        }]);
        self.left_out.iter().for_each(|sums| sums.write(&mut out));
        for run in [by_partner.bytes, sold.bytes, bought.bytes] {
            out.small([run.len() as u64]);
            out.raw(&run);
        }
        Ok(out.written().to_vec())
    }

    /// The state that bytes hold.
    ///
    /// # Errors
    /// `Input` when they are no tally, one of another version, or damaged in a way
    /// that can be seen.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, Error> {
        let no = |message: &str| Error::new(ErrorKind::Input, message);
        let rest = bytes.strip_prefix(MAGIC).ok_or_else(|| no("the bytes are no tally"))?;
        match rest.split_first() {
            Some((&VERSION, rest)) => {
                Reader { bytes: rest, at: 0 }.tally().ok_or_else(|| no("the tally is damaged"))
            }
            Some((version, _)) => Err(no(&format!(
                "the tally has version {version}; this library reads version {VERSION}"
            ))),
            None => Err(no("the tally is damaged")),
        }
    }
}

/// Which names have rows: others would make equal states unequal.
struct Used {
    partners: Vec<bool>,
    niches: Vec<bool>,
    products: Vec<bool>,
    orders: Vec<bool>,
}

impl Used {
    fn new(tally: &Tally) -> Self {
        Self {
            partners: vec![false; tally.partners.len()],
            niches: vec![false; tally.niches.len()],
            products: vec![false; tally.products.len()],
            orders: vec![false; tally.orders.len()],
        }
    }

    fn look(&mut self, tally: &Tally) {
        let mark = |used: &mut Vec<bool>, code: usize| {
            if let Some(used) = code.checked_sub(1).and_then(|id| used.get_mut(id)) {
                *used = true;
            }
        };
        let texts = tally.order_kind == Some(OrderKind::Texts);
        for run in tally.by_partner.iter() {
            let mut cursor = run.cursor();
            while let Some(partner) = cursor.each(|key: OrderKey, _| {
                mark(&mut self.niches, key.niche as usize);
                if texts {
                    mark(&mut self.orders, key.order as usize);
                }
            }) {
                self.partners[partner as usize] = true;
            }
        }
        // What is bought is sold.
        for run in tally.sold.iter() {
            let mut cursor = run.cursor();
            while let Some(product) = cursor.each(|_, _| ()) {
                mark(&mut self.products, product as usize);
            }
        }
    }
}

/// The used names in their order, and for each id its place among them. An id
/// that is not used gets place 0; no sum has it.
fn ranked<'t, I: Id>(names: &'t Names<I>, used: &[bool]) -> (Vec<&'t str>, Vec<u32>) {
    let mut order: Vec<(&str, usize)> = names.iter().zip(0..).filter(|(_, id)| used[*id]).collect();
    order.sort_unstable();
    let mut ids = vec![0; used.len()];
    for ((_, id), place) in order.iter().zip(0..) {
        ids[*id] = place;
    }
    (order.into_iter().map(|(name, _)| name).collect(), ids)
}

fn one<K: Kind>(runs: impl Iterator<Item = Result<Run<K>, Error>>) -> Result<Run<K>, Error> {
    let runs = runs.collect::<Result<Vec<_>, _>>()?;
    melt(&mut Groups::of(&runs.iter().collect::<Vec<_>>()))
}

fn write_text(out: &mut Out, text: &str) {
    out.small([text.len() as u64]);
    out.raw(text.as_bytes());
}

fn write_options(out: &mut Out, options: &TallyOptions) {
    out.raw(&[options.returns as u8]);
    for day in [options.from, options.until] {
        // 0 is no day; days are counted from the first there is.
        let code = |day: Day| (i64::from(day.0) - i64::from(i32::MIN) + 1) as u64;
        out.small([day.map_or(0, code)]);
    }
    out.raw(&[u8::from(options.orders), u8::from(options.products)]);
    out.small([options.excluded_products.len() as u64]);
    options.excluded_products.iter().for_each(|code| write_text(out, code));
}

/// Notes that a name has rows: codes count from 1, and 0 is none. Whether it is known.
fn see(seen: &mut [bool], code: usize) -> bool {
    let Some(at) = code.checked_sub(1) else { return true };
    seen.get_mut(at).map(|seen| *seen = true).is_some()
}

struct Reader<'b> {
    bytes: &'b [u8],
    at: usize,
}

impl<'b> Reader<'b> {
    fn tally(mut self) -> Option<Tally> {
        let options = self.options()?;
        let currency = match self.text()? {
            "" => None,
            code => Some(Currency::parse(code)?),
        };
        let mut tally = Tally::new(&options).ok()?;
        // The one form has the codes sorted and each once.
        if tally.options != options {
            return None;
        }
        tally.currency = currency;
        tally.partners = self.names()?;
        tally.niches = self.names()?;
        tally.products = self.names()?;
        tally.orders = self.names()?;
        tally.order_kind = match self.byte()? {
            0 => None,
            1 => Some(OrderKind::Numbers),
            2 => Some(OrderKind::Texts),
            _ => return None,
        };
        for sums in &mut tally.left_out {
            *sums = self.sums()?;
        }
        let partners = tally.partners.len();
        let (niches, products) = (tally.niches.len(), tally.products.len());
        let (orders, kind) = (tally.orders.len() as u64, tally.order_kind);
        let mut seen = vec![false; partners];
        let mut seen_niches = vec![false; niches];
        let mut seen_orders = vec![false; tally.orders.len()];
        let by_partner = self.run(|partner, key: OrderKey| {
            let order = match kind {
                None => key.order == 0,
                Some(OrderKind::Numbers) => true,
                Some(OrderKind::Texts) => key.order <= orders,
            };
            let seen = seen.get_mut(partner as usize).map(|seen| *seen = true);
            if kind == Some(OrderKind::Texts) {
                see(&mut seen_orders, key.order as usize);
            }
            seen.is_some() && see(&mut seen_niches, key.niche as usize) && order
        })?;
        // What is bought is sold, to a partner and in a niche that have sales.
        let mut known = HashSet::new();
        let mut seen_products = vec![false; products];
        let sold = self.run(|product, niche| {
            known.insert((niche, product));
            let in_niche = (niche as usize).checked_sub(1);
            let in_niche = in_niche.is_none_or(|at| seen_niches.get(at) == Some(&true));
            see(&mut seen_products, product as usize) && in_niche
        })?;
        let bought = self.run(|partner, member| {
            seen.get(partner as usize) == Some(&true) && known.contains(&of_basket(member))
        })?;
        tally.by_partner.push(by_partner).ok()?;
        tally.bought.push(bought).ok()?;
        tally.sold.push(sold).ok()?;
        // Equal states have equal bytes, so a name has rows; and rows have a currency.
        let used = [seen, seen_niches, seen_orders, seen_products];
        let named = used.iter().flatten().all(|seen| *seen);
        let empty = partners == 0 && tally.left_out.iter().all(|sums| *sums == Sums::default());
        let whole = self.at == self.bytes.len();
        (whole && named && (tally.currency.is_some() || empty)).then_some(tally)
    }

    fn sums(&mut self) -> Option<Sums> {
        let from = self.at;
        let sums = Sums::read(self.bytes, &mut self.at)?;
        let mut out = Out::default();
        sums.write(&mut out);
        (out.written() == &self.bytes[from..self.at]).then_some(sums)
    }

    fn options(&mut self) -> Option<TallyOptions> {
        let returns = *Returns::ALL.get(usize::from(self.byte()?))?;
        let (from, until) = (self.day()?, self.day()?);
        let (orders, products) = (self.flag()?, self.flag()?);
        let count = self.number()?;
        let mut excluded_products = Vec::new();
        for _ in 0..count {
            excluded_products.push(self.text()?.to_owned());
        }
        Some(TallyOptions { returns, from, until, excluded_products, orders, products })
    }

    fn byte(&mut self) -> Option<u8> {
        let byte = *self.bytes.get(self.at)?;
        self.at += 1;
        Some(byte)
    }

    fn flag(&mut self) -> Option<bool> {
        match self.byte()? {
            0 => Some(false),
            1 => Some(true),
            _ => None,
        }
    }

    fn number(&mut self) -> Option<usize> {
        usize::try_from(read_shortest(self.bytes, &mut self.at)?).ok()
    }

    fn day(&mut self) -> Option<Option<Day>> {
        match read_shortest(self.bytes, &mut self.at)? {
            0 => Some(None),
            code => {
                let day = i64::try_from(code).ok()?.checked_add(i64::from(i32::MIN) - 1)?;
                Some(Some(Day(i32::try_from(day).ok()?)))
            }
        }
    }

    fn run<K: Kind>(&mut self, check: impl FnMut(u32, K::Member) -> bool) -> Option<Run<K>> {
        Run::from_bytes(self.slice()?.to_vec(), check)
    }

    fn slice(&mut self) -> Option<&'b [u8]> {
        let length = self.number()?;
        let bytes = self.bytes.get(self.at..self.at.checked_add(length)?)?;
        self.at += length;
        Some(bytes)
    }

    fn text(&mut self) -> Option<&'b str> {
        std::str::from_utf8(self.slice()?).ok()
    }

    /// Names that ascend, each once and none empty.
    fn names<I: Id>(&mut self) -> Option<Names<I>> {
        let (count, mut names, mut last) = (self.number()?, Names::default(), "");
        for _ in 0..count {
            let name = self.text()?;
            if name <= last {
                return None;
            }
            names.insert(name);
            last = name;
        }
        Some(names)
    }
}

const _: () = assert!(LeftOut::ALL.len() == 8, "another number of reasons is another version");
