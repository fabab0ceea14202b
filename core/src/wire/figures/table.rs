use crate::calendar::Day;
use crate::money::Exact;
use crate::wire::json;

/// An answer: named columns of equal length.
#[derive(Clone, Debug, PartialEq)]
pub struct FigureTable<'t> {
    /// The decimals of every amount: those of the currency.
    pub exponent: u8,
    /// The columns, in their order.
    pub columns: Vec<FigureColumn<'t>>,
}

/// A column of an answer.
#[derive(Clone, Debug, PartialEq)]
pub struct FigureColumn<'t> {
    /// Its name.
    pub name: &'static str,
    /// Its values.
    pub values: FigureValues<'t>,
}

/// The values of a column.
#[derive(Clone, Debug, PartialEq)]
pub enum FigureValues<'t> {
    /// Names and words.
    Text(Vec<Option<&'t str>>),
    /// Counts.
    Count(Vec<Option<u64>>),
    /// Units, of either sign; none when no row has a quantity.
    Units(Vec<Option<i128>>),
    /// Amounts in minor units.
    Amount(Vec<i128>),
    /// Coefficients and shares.
    Ratio(Vec<Option<f64>>),
    /// Days.
    Day(Vec<Option<Day>>),
    /// Yes or no.
    Flag(Vec<bool>),
}

impl FigureTable<'_> {
    /// How many rows there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.columns.first().map_or(0, |column| column.values.len())
    }

    /// Whether there is no row.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Appends the table as a JSON object of arrays. Amounts are text with the
    /// decimals of the currency, days text such as `2026-03-02`; what does not
    /// apply is `null`, and no number is ever `NaN`.
    pub fn write_json(&self, out: &mut String) {
        out.push('{');
        for (at, column) in self.columns.iter().enumerate() {
            out.push_str(if at > 0 { ",\"" } else { "\"" });
            out.push_str(column.name);
            out.push_str("\":[");
            for row in 0..column.values.len() {
                if row > 0 {
                    out.push(',');
                }
                column.values.write_json(row, self.exponent, out);
            }
            out.push(']');
        }
        out.push('}');
    }
}

impl FigureValues<'_> {
    /// How many rows there are.
    #[must_use]
    pub fn len(&self) -> usize {
        match self {
            Self::Text(values) => values.len(),
            Self::Count(values) => values.len(),
            Self::Units(values) => values.len(),
            Self::Amount(values) => values.len(),
            Self::Ratio(values) => values.len(),
            Self::Day(values) => values.len(),
            Self::Flag(values) => values.len(),
        }
    }

    /// Whether there is no row.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn write_json(&self, row: usize, exponent: u8, out: &mut String) {
        match self {
            Self::Text(values) => json::text_or_null(values[row], out),
            Self::Count(values) => match values[row] {
                Some(count) => out.push_str(&count.to_string()),
                None => out.push_str("null"),
            },
            Self::Units(values) => match values[row] {
                Some(units) => out.push_str(&units.to_string()),
                None => out.push_str("null"),
            },
            Self::Amount(values) => {
                json::quoted(out, |out| Exact::new(values[row], exponent).write(exponent, out));
            }
            Self::Ratio(values) => match values[row].filter(|value| value.is_finite()) {
                // The shortest text that is read back as the same number.
                Some(value) => out.push_str(&value.to_string()),
                None => out.push_str("null"),
            },
            Self::Day(values) => match values[row] {
                Some(day) => json::quoted(out, |out| day.write_iso(out)),
                None => out.push_str("null"),
            },
            Self::Flag(values) => out.push_str(if values[row] { "true" } else { "false" }),
        }
    }
}
