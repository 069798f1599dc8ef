//! PEM by the strict grammar of RFC 7468 §3: lines of 64 characters, no headers, the same label before and after.

use base64_simd::STANDARD;

const BEGIN: &str = "-----BEGIN ";
const END: &str = "-----END ";
const DASHES: &str = "-----";
const LINE: usize = 64;

/// The label and the bytes. Other text may stand before them, and nothing but white space after.
pub(crate) fn decode(text: &str) -> Option<(&str, Vec<u8>)> {
    let mut block = text.trim();
    while !block.starts_with(BEGIN) {
        let (line, rest) = block.split_once('\n')?;
        if line.contains('\0') {
            return None;
        }
        block = rest;
    }
    let (label, body) = block.strip_prefix(BEGIN)?.split_once('-')?;
    let body = body.strip_prefix("----")?;
    let body = body.strip_suffix(DASHES)?.strip_suffix(label)?.strip_suffix(END)?;
    let mut lines = before_line_end(after_line_end(body)?)?;
    let mut digits = String::with_capacity(lines.len());
    while lines.len() > LINE {
        let (line, rest) = lines.split_at_checked(LINE)?;
        digits.push_str(line);
        lines = after_line_end(rest)?;
    }
    digits.push_str(before_line_end(lines).unwrap_or(lines));
    if digits.is_empty() {
        return None;
    }
    Some((label, STANDARD.decode_to_vec(digits).ok()?))
}

/// CRLF, LF and CR all end a line.
fn after_line_end(text: &str) -> Option<&str> {
    let rest = text.strip_prefix('\r').unwrap_or(text);
    let rest = rest.strip_prefix('\n').unwrap_or(rest);
    (rest.len() < text.len()).then_some(rest)
}

fn before_line_end(text: &str) -> Option<&str> {
    let rest = text.strip_suffix('\n').unwrap_or(text);
    let rest = rest.strip_suffix('\r').unwrap_or(rest);
    (rest.len() < text.len()).then_some(rest)
}

#[cfg(test)]
mod tests {
    use pkcs1::der::pem::decode_vec as second;

    use super::decode;

    const KEY: &str = "-----BEGIN PUBLIC KEY-----\n\
        MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEWoirSg4nn8qRmEgtT5JT8n/Gb0vg\n\
        zJKBREwf6PZVcdkwxS6FxoyeJQtNBlRCe2qjZLHeEUozrrgQLpn3LYIr/w==\n\
        -----END PUBLIC KEY-----";

    fn agree(text: &str) {
        assert_eq!(decode(text), second(text.trim().as_bytes()).ok(), "{text:?}");
    }

    /// `pem-rfc7468` is the second implementation.
    #[test]
    fn agrees_with_a_second_implementation_about_every_changed_byte() {
        assert!(decode(KEY).is_some());
        for place in 0..=KEY.len() {
            let (before, after) = KEY.split_at(place);
            agree(after);
            agree(before);
            for put in
                ["", "\n", "\r", "\r\n", "\n\n", "-", "=", "A", " ", "\t", ":", "\0", "é", "A\n"]
            {
                agree(&format!("{before}{put}{after}"));
                let mut rest = after.chars();
                rest.next();
                agree(&format!("{before}{put}{}", rest.as_str()));
            }
        }
    }

    #[test]
    fn agrees_with_a_second_implementation_about_lines_of_every_length() {
        for ends in ["\n", "\r", "\r\n"] {
            agree(&KEY.replace('\n', ends));
            for length in 0..140 {
                let digits = "A".repeat(length);
                for wrapped in [60, 63, 64, 65, 76, 200] {
                    let lines: Vec<_> = digits.as_bytes().chunks(wrapped).collect();
                    let lines = lines.join(ends.as_bytes());
                    let lines = String::from_utf8(lines).expect("ASCII");
                    for body in
                        [lines.clone(), format!("{lines}{ends}"), format!("{lines}{ends}{ends}")]
                    {
                        let end = if body.is_empty() { "" } else { ends };
                        agree(&format!("x\n-----BEGIN A B-----{ends}{body}{end}-----END A B-----"));
                    }
                }
            }
        }
    }
}
