use std::fmt;

/// A currency of ISO 4217.
///
/// ```
/// use longtail::Currency;
/// let euro = Currency::parse("EUR").expect("a known currency");
/// assert_eq!((euro.code(), euro.exponent()), ("EUR", 2));
/// assert_eq!(Currency::parse("euro"), None);
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Currency([u8; 3]);

/// The active codes of ISO 4217 (without funds, metals and test codes).
const CODES: &str = "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BHD BIF BMD BND BOB BRL BSD \
BTN BWP BYN BZD CAD CDF CHF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP \
GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW \
KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD \
NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP \
SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VED VES VND \
VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG";

const NO_DECIMALS: &str = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF";
const THREE_DECIMALS: &str = "BHD IQD JOD KWD LYD OMR TND";

fn listed(codes: &str, code: &str) -> bool {
    codes.split(' ').any(|known| known == code)
}

impl Currency {
    /// The euro.
    pub const EURO: Self = Self(*b"EUR");

    /// The currency with this code, if ISO 4217 has it.
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        let bytes: [u8; 3] = code.as_bytes().try_into().ok()?;
        listed(CODES, code).then_some(Self(bytes))
    }

    /// The three-letter code.
    #[must_use]
    pub fn code(&self) -> &str {
        // INVARIANT: only ASCII codes of the list above are stored.
        std::str::from_utf8(&self.0).unwrap_or("")
    }

    /// How many decimals the minor unit has.
    #[must_use]
    pub fn exponent(self) -> u8 {
        match self.code() {
            "EUR" | "USD" | "GBP" => 2,
            code if listed(NO_DECIMALS, code) => 0,
            code if listed(THREE_DECIMALS, code) => 3,
            _ => 2,
        }
    }

    /// Every known code, for messages that offer the nearest.
    pub fn codes() -> impl Iterator<Item = &'static str> {
        CODES.split(' ')
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}
