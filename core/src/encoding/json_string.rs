//! JSON strings (RFC 8259 §7): the part without escapes, and the escapes.

/// Bytes before the first quote, backslash or control character, or all: eight at a time.
#[inline]
pub(super) fn plain_bytes(bytes: &[u8]) -> usize {
    const ONES: u64 = u64::MAX / 255;
    const HIGHS: u64 = ONES << 7;
    let (words, rest) = bytes.as_chunks::<8>();
    // A borrow can mark bytes above the first hit wrongly, so only the lowest hit is used.
    let below = |word: u64, most: u64| word.wrapping_sub(ONES * most) & !word;
    let equal = |word: u64, byte: u8| below(word ^ (ONES * u64::from(byte)), 1);
    let mut at = 0;
    for word in words {
        let word = u64::from_le_bytes(*word);
        let hits = (below(word, 0x20) | equal(word, b'"') | equal(word, b'\\')) & HIGHS;
        if hits != 0 {
            return at + hits.trailing_zeros() as usize / 8;
        }
        at += 8;
    }
    let ends = |byte: &u8| matches!(byte, b'"' | b'\\' | 0..=0x1f);
    at + rest.iter().position(ends).unwrap_or(rest.len())
}

/// A string with an escape at `offset`; `out` holds what was read before.
pub(super) struct Escaped<'a> {
    pub(super) text: &'a str,
    pub(super) offset: usize,
    pub(super) out: String,
}

impl Escaped<'_> {
    fn next(&mut self) -> Result<char, ()> {
        let c = self.text.get(self.offset..).and_then(|rest| rest.chars().next()).ok_or(())?;
        self.offset += c.len_utf8();
        Ok(c)
    }

    /// Reads on until the closing quote, which is consumed.
    pub(super) fn run(&mut self) -> Result<(), ()> {
        loop {
            match self.next()? {
                '"' => return Ok(()),
                '\\' => {
                    let c = self.escape()?;
                    self.out.push(c);
                }
                '\0'..='\x1f' => return Err(()),
                c => self.out.push(c),
            }
        }
    }

    fn escape(&mut self) -> Result<char, ()> {
        Ok(match self.next()? {
            c @ ('"' | '\\' | '/') => c,
            'b' => '\u{8}',
            'f' => '\u{c}',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'u' => return self.unicode(),
            _ => return Err(()),
        })
    }

    /// `\uXXXX`, or a surrogate pair of two; a lone surrogate is refused.
    fn unicode(&mut self) -> Result<char, ()> {
        let unit = self.hex4()?;
        if !(0xD800..0xE000).contains(&unit) {
            return char::from_u32(unit).ok_or(());
        }
        if unit >= 0xDC00 || self.next()? != '\\' || self.next()? != 'u' {
            return Err(());
        }
        let low = self.hex4()?;
        if !(0xDC00..0xE000).contains(&low) {
            return Err(());
        }
        char::from_u32(0x1_0000 + ((unit - 0xD800) << 10) + (low - 0xDC00)).ok_or(())
    }

    fn hex4(&mut self) -> Result<u32, ()> {
        (0..4).try_fold(0, |value, _| {
            let digit = self.next()?.to_digit(16).ok_or(())?;
            Ok(value << 4 | digit)
        })
    }
}
