use super::engine::Registration;
use crate::calendar::Day;
use crate::id::PartnerId;
use crate::scope::DealPlace;
use hashbrown::HashMap;

/// Who registered which deal: by deal, in the order in which they did.
#[derive(Clone, Debug, Default)]
pub(crate) struct Deals {
    // Never iterated, so the order of the table reaches no answer.
    by_name: HashMap<Box<str>, Vec<(Day, PartnerId)>>,
}

impl Deals {
    /// Of one day the earlier row is first.
    pub(super) fn new(mut registrations: Vec<Registration>) -> Self {
        registrations.sort_by_key(|own| own.day);
        let mut by_name: HashMap<Box<str>, Vec<(Day, PartnerId)>> = HashMap::new();
        for Registration { deal, partner, day } in registrations {
            by_name.entry(deal).or_default().push((day, partner));
        }
        Self { by_name }
    }

    pub(crate) fn known(&self, deal: &str) -> bool {
        self.by_name.contains_key(deal)
    }

    /// The place of a partner on a day. A registration counts from its day on and,
    /// where there is a protection, for so many days; a partner that registered
    /// twice counts once, and again when its protection has ended.
    pub(crate) fn place(
        &self,
        deal: &str,
        partner: PartnerId,
        today: Day,
        protection_days: Option<i64>,
    ) -> DealPlace {
        let all = self.by_name.get(deal).map_or(&[][..], Vec::as_slice);
        let holds = |day: Day| {
            let passed = i64::from(today.0) - i64::from(day.0);
            passed >= 0 && protection_days.is_none_or(|days| passed < days)
        };
        let mut before: Vec<PartnerId> = Vec::new();
        for (_, who) in all.iter().filter(|(day, _)| holds(*day)) {
            if *who == partner {
                let places = [DealPlace::First, DealPlace::Second, DealPlace::Later];
                return places[before.len().min(2)];
            }
            if !before.contains(who) {
                before.push(*who);
            }
        }
        DealPlace::None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_by_day_and_end_with_the_protection() {
        let registered = |partner: u32, day: i32| Registration {
            deal: "D".into(),
            partner: PartnerId(partner),
            day: Day(day),
        };
        let deals = Deals::new(vec![
            registered(2, 20),
            registered(1, 10),
            registered(1, 12),
            registered(3, 20),
            registered(4, 200),
        ]);
        use DealPlace::{First, Later, None, Second};
        for (partner, today, place) in [
            (1, 9, None),
            (1, 10, First),
            (1, 99, First),
            (2, 20, Second),
            (2, 99, Second),
            // The second registration of the first still counts.
            (2, 101, Second),
            (1, 101, First),
            (2, 102, First),
            (1, 102, None),
            (3, 99, Later),
            (3, 102, Second),
            (4, 199, None),
            (5, 50, None),
        ] {
            let got = deals.place("D", PartnerId(partner), Day(today), Some(90));
            assert_eq!(got, place, "{partner} on {today}");
        }
        assert_eq!(deals.place("D", PartnerId(3), Day(500), Option::None), Later);
        assert_eq!(deals.place("E", PartnerId(1), Day(10), Option::None), None);
    }
}
