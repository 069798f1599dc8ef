//! DER (X.690) as far as public keys need it: elements one after the other, each in its one canonical form.

pub(crate) const INTEGER: u8 = 0x02;
pub(crate) const BIT_STRING: u8 = 0x03;
pub(crate) const OBJECT_IDENTIFIER: u8 = 0x06;
pub(crate) const SEQUENCE: u8 = 0x30;

/// Where the number of a tag would go on in further bytes.
const LONG_TAG: u8 = 0x1F;
/// Four bytes of length are more than any key has.
const LONG_LENGTHS: std::ops::RangeInclusive<u8> = 0x81..=0x84;

/// What is left of a text of elements.
#[derive(Clone, Copy)]
pub(crate) struct Elements<'a>(&'a [u8]);

impl<'a> Elements<'a> {
    pub(crate) const fn of(der: &'a [u8]) -> Self {
        Self(der)
    }

    pub(crate) const fn is_empty(self) -> bool {
        self.0.is_empty()
    }

    /// The next element, whatever it is: its tag and its content. `None` if there is none, or not in canonical form.
    pub(crate) fn next(&mut self) -> Option<(u8, &'a [u8])> {
        let [tag, first, rest @ ..] = self.0 else { return None };
        if tag & LONG_TAG == LONG_TAG {
            return None;
        }
        let (length, rest) = match *first {
            short @ ..0x80 => (usize::from(short), rest),
            long if LONG_LENGTHS.contains(&long) => {
                let (bytes, rest) = rest.split_at_checked(usize::from(long & 0x7F))?;
                let length = bytes.iter().fold(0, |length, byte| length << 8 | usize::from(*byte));
                // The shortest form is the only one.
                if bytes.first() == Some(&0) || length < 0x80 {
                    return None;
                }
                (length, rest)
            }
            _ => return None,
        };
        let (content, rest) = rest.split_at_checked(length)?;
        self.0 = rest;
        Some((*tag, content))
    }

    /// The content of the next element, which must have this tag.
    pub(crate) fn take(&mut self, tag: u8) -> Option<&'a [u8]> {
        self.next().filter(|(found, _)| *found == tag).map(|(_, content)| content)
    }

    /// The next element as a whole number from zero up: big-endian, without a leading zero byte.
    pub(crate) fn unsigned(&mut self) -> Option<&'a [u8]> {
        let number = self.take(INTEGER)?;
        match *number {
            [0, next, ..] => number.get(1..).filter(|_| next >= 0x80),
            [first, ..] => Some(number).filter(|_| first < 0x80),
            [] => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use pkcs1::RsaPublicKeyRef;
    use pkcs1::der::{Decode, Header, Reader, SliceReader};

    use super::{Elements, SEQUENCE};

    fn second(der: &[u8]) -> Option<Vec<u8>> {
        let mut reader = SliceReader::new(der).ok()?;
        let header = Header::decode(&mut reader).ok()?;
        Some(reader.read_slice(header.length()).ok()?.to_vec())
    }

    #[test]
    fn agrees_with_a_second_implementation_about_every_length() {
        for first in 0..=0xFF_u8 {
            for (second_byte, third) in
                [(0, 0), (0, 0x80), (0x7F, 0), (0x80, 0), (1, 0), (0xFF, 0xFF)]
            {
                for room in [0, 1, 0x7F, 0x80, 0xFF, 0x100, 0x1_0000] {
                    let mut der = vec![4, first, second_byte, third];
                    der.resize(room + 4, 7);
                    let ours = Elements::of(&der).next().map(|(_, content)| content.to_vec());
                    assert_eq!(ours, second(&der), "{first} {second_byte} {third} {room}");
                }
            }
        }
    }

    #[test]
    fn agrees_with_a_second_implementation_about_every_number() {
        for one in 0..=0xFF_u8 {
            for numbers in [
                &[2, 1, one, 2, 1, 3][..],
                &[2, 2, 0, one, 2, 1, 3],
                &[2, 2, one, 0, 2, 1, 3],
                &[2, 3, 0, 0, one, 2, 1, 3],
                &[2, one, 5, 2, 1, 3],
                &[one, 1, 5, 2, 1, 3],
                &[2, 0, 2, 1, one],
                &[2, 1, 3, 2, 1, one],
                &[2, 1, 3, 2, 1, one, 0],
                &[2, 1, 3],
            ] {
                let mut der = vec![SEQUENCE, u8::try_from(numbers.len()).expect("short")];
                der.extend_from_slice(numbers);
                let theirs = RsaPublicKeyRef::from_der(&der).ok();
                let theirs =
                    theirs.map(|key| (key.modulus.as_bytes(), key.public_exponent.as_bytes()));
                let mut ours = Elements::of(&der);
                let ours = ours.take(SEQUENCE).map(Elements::of).and_then(|mut numbers| {
                    let both = (numbers.unsigned()?, numbers.unsigned()?);
                    numbers.is_empty().then_some(both)
                });
                assert_eq!(ours, theirs, "{der:?}");
            }
        }
    }
}
