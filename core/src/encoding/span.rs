//! Texts that are kept as places in a longer text, so that nothing is copied.

/// A text inside the claims, or a copy where the claims write it with escapes.
#[derive(Clone, Debug)]
pub(crate) enum TextSpan {
    Inside { start: u32, length: u32 },
    Owned(Box<str>),
}

impl TextSpan {
    /// The span of `part` in `whole`. `part` is copied where it is no slice of `whole`: JSON strings with
    /// escapes are decoded into a buffer of their own.
    pub(crate) fn of(part: &str, whole: &str) -> Self {
        let start = (part.as_ptr() as usize).wrapping_sub(whole.as_ptr() as usize);
        let is_inside = whole
            .get(start..)
            .is_some_and(|rest| rest.as_ptr() == part.as_ptr() && rest.len() >= part.len());
        match (u32::try_from(start), u32::try_from(part.len())) {
            (Ok(start), Ok(length)) if is_inside => Self::Inside { start, length },
            _ => Self::owned(part),
        }
    }

    pub(crate) fn owned(text: &str) -> Self {
        Self::Owned(text.into())
    }

    pub(crate) fn read<'a>(&'a self, whole: &'a str) -> &'a str {
        match self {
            Self::Owned(text) => text,
            Self::Inside { start, length } => {
                let start = *start as usize;
                whole.get(start..start + *length as usize).unwrap_or_default()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::TextSpan;

    #[test]
    fn keeps_a_slice_by_its_place_and_copies_anything_else() {
        let whole = String::from("subject and more");
        let inside = whole.get(0..7).unwrap_or_default();
        assert!(matches!(TextSpan::of(inside, &whole), TextSpan::Inside { start: 0, length: 7 }));
        let elsewhere = String::from("subject");
        let span = TextSpan::of(&elsewhere, &whole);
        assert!(matches!(span, TextSpan::Owned(_)));
        assert_eq!(span.read(&whole), "subject");
    }
}
