//! JSON numbers that are not integers of 64 bits. The text is kept and compared as decimals, because float
//! tables are too large for the wasm module.

/// A number with a fraction or an exponent, or a whole one beyond 64 bits. Finite as a double.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Float<'a>(&'a str);

/// Halfway between the largest double and the next that would be: the least that does not fit.
const TOO_LARGE: &str = concat!(
    "17976931348623158079372897140530341507993413271003782693617377898044496829276475",
    "09466490179775872070963302864166928879109465555478519404026306574886715058206819",
    "08902000708383676273854845817711531764475730270069855571366959622842914819860834",
    "936475292719074168444365510704342711559699508093042880177904174497792",
);
const TOO_LARGE_POINT: i64 = 309;

/// Every number of 18 digits fits 64 bits. Longer ones are treated as too large.
const DIGITS_MAX: i64 = 18;

impl<'a> Float<'a> {
    /// `text` follows the grammar of RFC 8259 §6. `None` when it does not fit a double.
    pub(super) fn new(text: &'a str) -> Option<Self> {
        let Decimals { digits, point, .. } = Decimals::of(text);
        let fits = match point {
            ..TOO_LARGE_POINT => true,
            TOO_LARGE_POINT => digits.lt(TOO_LARGE.bytes()),
            _ => digits.count() == 0,
        };
        fits.then_some(Self(text))
    }

    pub(crate) const fn text(self) -> &'a str {
        self.0
    }

    /// In thousandths, rounded down; saturates.
    pub(crate) fn thousandths(self) -> i64 {
        let Decimals { negative, mut digits, point } = Decimals::of(self.0);
        let places = point.saturating_add(3);
        let zero = digits.clone().next().is_none();
        let size = if places > DIGITS_MAX && !zero {
            i64::MAX
        } else {
            (0..places.min(DIGITS_MAX))
                .map(|_| digits.next().map_or(0, |digit| i64::from(digit - b'0')))
                .fold(0, |size, digit| size * 10 + digit)
        };
        let rest = digits.any(|digit| digit != b'0');
        if negative { -size - i64::from(rest) } else { size }
    }
}

/// A number as `0.<digits> * 10^point`; the first digit is not zero, and zero has none.
struct Decimals<D> {
    negative: bool,
    digits: D,
    point: i64,
}

impl<'a> Decimals<()> {
    fn of(text: &'a str) -> Decimals<impl Iterator<Item = u8> + Clone + use<'a>> {
        let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let (negative, whole) =
            whole.strip_prefix('-').map_or((false, whole), |whole| (true, whole));
        let digits = whole.bytes().chain(fraction.bytes());
        let zeros = digits.clone().take_while(|digit| *digit == b'0').count();
        let point = length(whole) - i64::try_from(zeros).unwrap_or(i64::MAX);
        let digits = digits.skip(zeros);
        Decimals { negative, digits, point: point.saturating_add(saturating(exponent)) }
    }
}

fn length(text: &str) -> i64 {
    i64::try_from(text.len()).unwrap_or(i64::MAX)
}

fn saturating(exponent: &str) -> i64 {
    let size = |digits: &str| {
        digits.bytes().fold(0_i64, |size, digit| {
            size.saturating_mul(10).saturating_add(i64::from(digit.wrapping_sub(b'0')))
        })
    };
    match exponent.strip_prefix('-') {
        Some(digits) => -size(digits),
        None => size(exponent.strip_prefix('+').unwrap_or(exponent)),
    }
}
