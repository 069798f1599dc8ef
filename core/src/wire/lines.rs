//! A principal as lines, for hosts that cut a text apart in less time than they parse JSON.

use std::fmt::Write;

use crate::principal::Principal;
use crate::time::UnixTime;

// What would be taken for the end of a field or of an element is written as these and a letter.
const ESCAPE: char = '\\';

/// A principal and its claims. One line each: nothing, or a backslash if something below is escaped;
/// subject, issuer, client id, audience, scopes, expiry, time of issue, token id, credential, key id,
/// actors, binding, tier. What follows, to the end, are the claims as they were signed.
///
/// A field that is lacking is empty. Elements of the audience stand between tabs, so do subject and
/// issuer of each actor in turn, scopes between spaces. `\\`, `\n`, `\t` are a backslash, a line feed
/// and a tab, `\e` is a text that is empty.
#[must_use]
pub fn lines(principal: &Principal) -> String {
    let claims = principal.claims_json();
    let mut lines = Lines { text: String::with_capacity(2 * claims.len() + 256), escaped: false };
    lines.text.push('\n');
    lines.line(principal.subject());
    lines.line(principal.issuer());
    lines.line(principal.client_id());
    lines.list(principal.audience().map(Some), '\t');
    lines.list(principal.scopes().map(Some), ' ');
    lines.time(principal.expires_at());
    lines.time(principal.issued_at());
    lines.line(principal.token_id());
    lines.line(Some(principal.credential().name()));
    lines.line(principal.key_id());
    let actors = principal.actors().iter();
    lines.list(actors.flat_map(|actor| [Some(&*actor.subject), actor.issuer.as_deref()]), '\t');
    // Proof of possession is not checked yet, so nothing is ever bound.
    lines.line(Some("none"));
    lines.line(principal.tier());
    lines.text.push_str(claims);
    if lines.escaped {
        lines.text.insert(0, ESCAPE);
    }
    lines.text
}

struct Lines {
    text: String,
    escaped: bool,
}

impl Lines {
    fn line(&mut self, field: Option<&str>) {
        self.field(field);
        self.text.push('\n');
    }

    fn list<'a>(&mut self, elements: impl Iterator<Item = Option<&'a str>>, between: char) {
        for (index, element) in elements.enumerate() {
            if index > 0 {
                self.text.push(between);
            }
            self.field(element);
        }
        self.text.push('\n');
    }

    fn time(&mut self, time: Option<UnixTime>) {
        if let Some(time) = time {
            // Writing to a text cannot fail.
            let _ = write!(self.text, "{}", time.seconds());
        }
        self.text.push('\n');
    }

    fn field(&mut self, field: Option<&str>) {
        let Some(field) = field else { return };
        if !field.is_empty() && memchr::memchr3(b'\\', b'\n', b'\t', field.as_bytes()).is_none() {
            self.text.push_str(field);
            return;
        }
        self.escaped = true;
        if field.is_empty() {
            self.text.push_str("\\e");
        }
        for character in field.chars() {
            match character {
                '\\' => self.text.push_str("\\\\"),
                '\n' => self.text.push_str("\\n"),
                '\t' => self.text.push_str("\\t"),
                other => self.text.push(other),
            }
        }
    }
}
