use crate::availability::Availability;
use crate::calendar::{Interval, ShippingCalendar, Zone};
use crate::fees::{ChooseFee, Plan};
use crate::money::{Currency, Exact};
use crate::niche::Niche;
use crate::pricing::{
    Adjustment, ChoosePrice, Group, Guard, OrderAdjustment, Over, PriceList, Reaction,
    RoundingRules, Stage, Tax,
};
use crate::scope::{Scope, Vocabulary};

/// A checked rulebook: what a company has agreed with its partners, as data.
///
/// Made by [`Rulebook::parse`] only, so that there is none with a fault in it.
#[derive(Clone, Debug)]
pub struct Rulebook {
    pub(crate) id: Box<str>,
    pub(crate) name: Box<str>,
    pub(crate) hash: Box<str>,
    pub(crate) zone: Zone,
    pub(crate) currency: Currency,
    pub(crate) valid: Interval,
    pub(crate) attributes: Vocabulary,
    pub(crate) niches: Vec<Niche>,
    pub(crate) tax: Tax,
    pub(crate) rounding: RoundingRules,
    pub(crate) price_lists: Vec<PriceList>,
    pub(crate) choose_price: ChoosePrice,
    pub(crate) groups: Vec<Group>,
    pub(crate) permissions: Vec<Permission>,
    pub(crate) stages: Vec<Stage>,
    pub(crate) order_adjustments: Vec<OrderAdjustment>,
    pub(crate) guards: Vec<Guard>,
    pub(crate) order_rules: OrderRules,
    pub(crate) availability: Availability,
    pub(crate) calendar: ShippingCalendar,
    pub(crate) plans: Vec<Plan>,
    pub(crate) choose_fee: ChooseFee,
    /// For how many days a registered deal is protected; always, when not said.
    pub(crate) protection_days: Option<i64>,
}

impl Rulebook {
    /// Its id.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Its name, for people.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The first 16 hexadecimal digits of the SHA-256 of its text.
    #[must_use]
    pub fn hash(&self) -> &str {
        &self.hash
    }

    /// While it holds.
    #[must_use]
    pub const fn valid(&self) -> &Interval {
        &self.valid
    }

    /// Its price lists, in document order.
    #[must_use]
    pub fn price_lists(&self) -> &[PriceList] {
        &self.price_lists
    }

    /// The stages of its waterfall, in document order.
    #[must_use]
    pub fn stages(&self) -> &[Stage] {
        &self.stages
    }

    /// Its adjustments of whole orders, in document order.
    #[must_use]
    pub fn order_adjustments(&self) -> &[OrderAdjustment] {
        &self.order_adjustments
    }

    /// Its groups of products whose quantities count together.
    #[must_use]
    pub fn groups(&self) -> &[Group] {
        &self.groups
    }

    /// Whether any rule counts quantities over more than a line.
    pub(crate) fn counts_over_lines(&self) -> bool {
        let mut lists = self.price_lists.iter().map(|list| list.over);
        let mut adjustments = self.stages.iter().flat_map(|s| &s.adjustments).map(|a| a.over);
        lists.any(|over| over != Over::Line) || adjustments.any(|over| over != Over::Line)
    }

    /// Its guards, in document order.
    #[must_use]
    pub fn guards(&self) -> &[Guard] {
        &self.guards
    }

    /// Its fee plans, in document order.
    #[must_use]
    pub fn plans(&self) -> &[Plan] {
        &self.plans
    }

    /// Its permissions, in document order.
    #[must_use]
    pub fn permissions(&self) -> &[Permission] {
        &self.permissions
    }

    /// Its rules on orders as a whole.
    #[must_use]
    pub const fn order_rules(&self) -> &OrderRules {
        &self.order_rules
    }

    /// How its products are promised.
    #[must_use]
    pub const fn availability(&self) -> &Availability {
        &self.availability
    }

    /// When it ships.
    #[must_use]
    pub const fn calendar(&self) -> &ShippingCalendar {
        &self.calendar
    }

    /// An adjustment by its rank in the document, with its stage.
    pub(crate) fn adjustment(&self, rank: u32) -> Option<(&Stage, &Adjustment)> {
        let mut rank = rank as usize;
        for stage in &self.stages {
            if let Some(found) = stage.adjustments.get(rank) {
                return Some((stage, found));
            }
            rank -= stage.adjustments.len();
        }
        None
    }

    /// The declared attributes.
    #[must_use]
    pub fn attributes(&self) -> &Vocabulary {
        &self.attributes
    }

    /// The currency of everything that names none.
    #[must_use]
    pub const fn currency(&self) -> Currency {
        self.currency
    }

    /// Its niches, in document order.
    #[must_use]
    pub fn niches(&self) -> &[Niche] {
        &self.niches
    }
}

/// Products that only some partners may order.
#[derive(Clone, Debug)]
pub struct Permission {
    /// Its id.
    pub id: Box<str>,
    /// Which products it covers.
    pub products: Scope,
    /// Who may order them.
    pub partners: Scope,
}

/// Rules on the order as a whole.
#[derive(Clone, Debug)]
pub struct OrderRules {
    /// The most lines an order may have.
    pub lines_max: usize,
    /// Least amounts without tax.
    pub amount_min: Vec<AmountMin>,
    /// What happens above the partner's credit limit, if anything.
    pub credit_limit: Option<Reaction>,
}

impl Default for OrderRules {
    fn default() -> Self {
        Self { lines_max: 10_000, amount_min: Vec::new(), credit_limit: None }
    }
}

/// The least an order must be worth.
#[derive(Clone, Debug)]
pub struct AmountMin {
    /// Its id.
    pub id: Box<str>,
    /// For which partners.
    pub scope: Scope,
    /// The amounts, each in its own currency.
    pub amounts: Vec<(Currency, Exact)>,
    /// What happens below.
    pub reaction: Reaction,
}
