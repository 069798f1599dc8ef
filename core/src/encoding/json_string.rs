//! JSON strings (RFC 8259 §7): borrowed where nothing is escaped.

use std::borrow::Cow;

/// Parses a string that begins with `"`. Gives it and the bytes it took, or the offset at fault.
pub(crate) fn parse(text: &str) -> Result<(Cow<'_, str>, usize), usize> {
    let body = text.strip_prefix('"').ok_or(0_usize)?;
    let plain = plain_bytes(body.as_bytes()).ok_or(text.len())?;
    let head = body.get(..plain).ok_or(plain)?;
    if body.as_bytes().get(plain) == Some(&b'"') {
        return Ok((Cow::Borrowed(head), plain + 2));
    }
    let mut escaped = Escaped { body, offset: plain, out: head.to_owned() };
    escaped.run().map_err(|()| escaped.offset + 1)?;
    Ok((Cow::Owned(escaped.out), escaped.offset + 1))
}

/// Bytes before the first quote, backslash or control character, eight at a time.
fn plain_bytes(bytes: &[u8]) -> Option<usize> {
    const ONES: u64 = u64::MAX / 255;
    const HIGHS: u64 = ONES << 7;
    let (words, _) = bytes.as_chunks::<8>();
    // Above the first hit a borrow may give false ones, below it there are none: the lowest counts.
    let below = |word: u64, most: u64| word.wrapping_sub(ONES * most) & !word;
    let equal = |word: u64, byte: u8| below(word ^ (ONES * u64::from(byte)), 1);
    for (index, word) in words.iter().enumerate() {
        let word = u64::from_le_bytes(*word);
        let hits = (below(word, 0x20) | equal(word, b'"') | equal(word, b'\\')) & HIGHS;
        if hits != 0 {
            return Some(index * 8 + hits.trailing_zeros() as usize / 8);
        }
    }
    let start = words.len() * 8;
    let rest = bytes.get(start..)?;
    let ends = |byte: &u8| matches!(byte, b'"' | b'\\' | 0..=0x1f);
    rest.iter().position(ends).map(|at| start + at)
}

struct Escaped<'a> {
    body: &'a str,
    offset: usize,
    out: String,
}

impl Escaped<'_> {
    fn next(&mut self) -> Result<char, ()> {
        let c = self.body.get(self.offset..).and_then(|rest| rest.chars().next()).ok_or(())?;
        self.offset += c.len_utf8();
        Ok(c)
    }

    /// Reads on until the closing quote, which is consumed.
    fn run(&mut self) -> Result<(), ()> {
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
