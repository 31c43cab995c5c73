//! How a fault is written: `NAME[=VALUE][@PLACE][#WHICH]`.

use crate::fault::error::FaultError;
use crate::fault::known::{FAULTS, Kind};
use crate::fault::place::Place;

/// A fault as it was ordered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// As it was written.
    pub(crate) text: String,
    pub(crate) kind: Kind,
    pub(crate) place: Place,
    pub(crate) which: Which,
}

/// Which of the requests that fit are struck, counted from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Which {
    pub(crate) first: u64,
    /// None: all from the first one on.
    pub(crate) last: Option<u64>,
}

impl Fault {
    /// Reads a fault.
    ///
    /// # Errors
    ///
    /// The name is unknown, or the value, the place or the number is none of a fault.
    pub fn parse(text: &str) -> Result<Self, FaultError> {
        let (rest, which, place) = split(text);
        let which = which.map_or(Ok(Which::ALL), Which::parse)?;
        let place = place.map_or_else(|| Ok(Place::default()), Place::parse)?;
        let (name, value) = match rest.split_once('=') {
            Some((name, value)) => (name, Some(value)),
            None => (rest, None),
        };
        let Some(known) = FAULTS.iter().find(|known| known.name == name) else {
            let hint = "`magewalk sandbox --help` lists the faults";
            return Err(FaultError {
                unknown_name: Some(name.to_owned()),
                ..FaultError::new(format!("the sandbox has no fault `{name}`"), hint)
            });
        };
        let kind = known.kind(value)?;
        if kind == Kind::Refuse && (!place.is_everywhere() || which.last.is_some()) {
            return Err(FaultError::new(
                "a store that refuses connections sees no request, and does not come back",
                "write `refuse`, or `refuse#3-` for the third request and all after it",
            ));
        }
        Ok(Self {
            text: text.to_owned(),
            kind,
            place,
            which,
        })
    }
}

/// Splits off which requests are struck and where; the two may stand in any order.
fn split(text: &str) -> (&str, Option<&str>, Option<&str>) {
    match (text.rfind('#'), text.rfind('@')) {
        (Some(which), Some(place)) if which < place => (
            &text[..which],
            Some(&text[which + 1..place]),
            Some(&text[place + 1..]),
        ),
        (Some(which), Some(place)) => (
            &text[..place],
            Some(&text[which + 1..]),
            Some(&text[place + 1..which]),
        ),
        (Some(which), None) => (&text[..which], Some(&text[which + 1..]), None),
        (None, Some(place)) => (&text[..place], None, Some(&text[place + 1..])),
        (None, None) => (text, None, None),
    }
}

impl Which {
    /// All of them.
    pub(crate) const ALL: Self = Self {
        first: 1,
        last: None,
    };

    /// Reads `2`, `1-2` or `3-`.
    fn parse(text: &str) -> Result<Self, FaultError> {
        let (first, last) = match text.split_once('-') {
            None => (number(text), number(text)),
            Some((first, "")) => {
                return number(first)
                    .map(|first| Self { first, last: None })
                    .ok_or_else(|| Self::wrong(text));
            }
            Some((first, last)) => (number(first), number(last)),
        };
        match (first, last) {
            (Some(first), Some(last)) if first <= last => Ok(Self {
                first,
                last: Some(last),
            }),
            _ => Err(Self::wrong(text)),
        }
    }

    fn wrong(text: &str) -> FaultError {
        FaultError::new(
            format!("`#{text}` does not say which requests a fault hits"),
            "write `#2` for the second one, `#1-2` for the first two, `#3-` for the third and all after it",
        )
    }

    /// Tells whether the request of this number is one of them.
    pub(crate) fn holds(self, number: u64) -> bool {
        number >= self.first && self.last.is_none_or(|last| number <= last)
    }
}

fn number(text: &str) -> Option<u64> {
    let are_digits = text.bytes().all(|byte| byte.is_ascii_digit());
    let number = text.parse().ok().filter(|_| are_digits)?;
    (number > 0).then_some(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_all_parts() {
        let fault = Fault::parse("delay=250ms@POST */customers#2-3").unwrap();
        assert_eq!(
            fault.kind,
            Kind::Delay(std::time::Duration::from_millis(250))
        );
        assert!(fault.place.covers("POST", "/rest/V1/customers"));
        assert!(!fault.place.covers("GET", "/rest/V1/customers"));
        let struck: Vec<_> = (1..5).filter(|at| fault.which.holds(*at)).collect();
        assert_eq!(struck, [2, 3]);
        let other_way_round = Fault::parse("delay=250ms#2-3@POST */customers").unwrap();
        assert_eq!(
            (other_way_round.place, other_way_round.which),
            (fault.place, fault.which)
        );
        let fault = Fault::parse("redirect=http://elsewhere.example/a?b=c#1").unwrap();
        let there = "http://elsewhere.example/a?b=c";
        assert_eq!(fault.kind, Kind::Redirect(there.to_owned()));
        assert!(Fault::parse("close#3-").unwrap().which.holds(9));
        assert!(Fault::parse("refuse#3-").is_ok());
    }

    #[test]
    fn every_fault_can_be_written_as_it_is_listed() {
        for known in FAULTS {
            let value = known.value.trim_matches(['[', ']']);
            let value = value.replace("URL", "https://elsewhere.example/");
            Fault::parse(&format!("{}{value}", known.name)).unwrap();
            let without = Fault::parse(known.name);
            assert_eq!(without.is_ok(), !known.value.starts_with('='), "{known:?}");
        }
    }

    #[test]
    fn says_what_is_wrong() {
        for (text, message) in [
            ("htlm", "the sandbox has no fault `htlm`"),
            ("", "the sandbox has no fault ``"),
            ("HTML", "the sandbox has no fault `HTML`"),
            ("html=1", "the fault `html` takes no value"),
            ("html=", "the fault `html` takes no value"),
            ("delay=soon", "`soon` is no value of the fault `delay`"),
            ("delay=2h", "`2h` is no value of the fault `delay`"),
            ("huge=100", "`100` is no value of the fault `huge`"),
            ("redirect", "the fault `redirect` needs a value"),
            (
                "redirect=ftp://x",
                "`ftp://x` is no value of the fault `redirect`",
            ),
            (
                "redirect=http:///x",
                "`http:///x` is no value of the fault `redirect`",
            ),
            ("html@customers", "`customers` is no place of a fault"),
            ("html@", "`` is no place of a fault"),
            ("html#0", "`#0` does not say which requests a fault hits"),
            (
                "html#2-1",
                "`#2-1` does not say which requests a fault hits",
            ),
            ("html#+1", "`#+1` does not say which requests a fault hits"),
            ("html#", "`#` does not say which requests a fault hits"),
            (
                "refuse@/x",
                "a store that refuses connections sees no request, and does not come back",
            ),
            (
                "refuse#1-2",
                "a store that refuses connections sees no request, and does not come back",
            ),
        ] {
            assert_eq!(Fault::parse(text).unwrap_err().message, message, "{text}");
        }
    }
}
