//! Refuses what `jsonpath-rust` reads otherwise than RFC 9535 means it.

use crate::check::jsonpath::PathError;
use crate::scenario::number::Decimal;

/// How long a path may be, in characters.
const LONGEST: usize = 2000;

/// How many `..` a path may have: each multiplies what is looked at.
const DESCENTS: usize = 3;

/// The functions of RFC 9535, 2.4.
const FUNCTIONS: [&str; 5] = ["length", "count", "match", "search", "value"];

/// Follows quotes through the text of a path.
#[derive(Debug, Default)]
pub(super) struct Quotes {
    open: Option<char>,
    escaped: bool,
}

impl Quotes {
    /// Passes one character.
    pub(super) fn pass(&mut self, character: char) {
        match self.open {
            Some(_) if self.escaped => self.escaped = false,
            Some(_) if character == '\\' => self.escaped = true,
            Some(quote) if character == quote => self.open = None,
            Some(_) => {}
            None if character == '\'' || character == '"' => self.open = Some(character),
            None => {}
        }
    }

    /// Returns the quote in which the next character stands.
    pub(super) fn open(&self) -> Option<char> {
        self.open
    }
}

struct Reader<'t> {
    characters: std::iter::Peekable<std::str::Chars<'t>>,
    /// How many brackets and parentheses are open.
    open: usize,
    descents: usize,
}

/// Reads a path and refuses what the engine would get wrong.
pub(super) fn read(text: &str) -> Result<(), PathError> {
    let mut characters = text.chars().peekable();
    if characters.next() != Some('$') {
        return Err(PathError::new("it must begin with `$`", "write `$.name`"));
    }
    if text.chars().count() > LONGEST {
        return Err(PathError::new(
            format!("it is longer than {LONGEST} characters"),
            "write a shorter path",
        ));
    }
    let mut reader = Reader {
        characters,
        open: 0,
        descents: 0,
    };
    while let Some(character) = reader.characters.next() {
        reader.token(character)?;
    }
    Ok(())
}

impl Reader<'_> {
    fn token(&mut self, character: char) -> Result<(), PathError> {
        match character {
            '\'' | '"' => self.literal(character),
            '.' => self.after_dot(),
            '[' | '(' => {
                self.open += 1;
                Ok(())
            }
            ']' | ')' => {
                self.open = self.open.saturating_sub(1);
                Ok(())
            }
            '0'..='9' => self.number(character),
            _ if is_name(character) => self.word(character),
            _ => Ok(()),
        }
    }

    /// Reads a quoted literal up to its end.
    fn literal(&mut self, quote: char) -> Result<(), PathError> {
        while let Some(character) = self.characters.next() {
            if character == quote {
                return Ok(());
            }
            if character < ' ' {
                return Err(PathError::new(
                    "there is a control character in a quoted name",
                    "write it as `\\n`, `\\t` or `\\u0001`",
                ));
            }
            if character == '\\' {
                self.escape(quote)?;
            }
        }
        Err(PathError::new("a quote is not closed", "close it"))
    }

    fn escape(&mut self, quote: char) -> Result<(), PathError> {
        let valid = match self.characters.next() {
            Some('u') => (0..4).all(|_| {
                self.characters
                    .next()
                    .is_some_and(|digit| digit.is_ascii_hexdigit())
            }),
            Some(escaped) => escaped == quote || "bfnrt/\\".contains(escaped),
            None => false,
        };
        if valid {
            Ok(())
        } else {
            Err(PathError::new(
                "an escape in a quoted name is not valid",
                "a backslash itself is written `\\\\`",
            ))
        }
    }

    /// Reads what follows a dot: a name, `*`, or after a second dot also a bracket.
    fn after_dot(&mut self) -> Result<(), PathError> {
        let descends = self.characters.next_if_eq(&'.').is_some();
        if descends {
            self.descents += 1;
            if self.descents > DESCENTS {
                return Err(PathError::new(
                    format!("it has more than {DESCENTS} times `..`"),
                    "name the members on the way",
                ));
            }
        }
        match self.characters.next() {
            Some('*') => Ok(()),
            Some('[') if descends => {
                self.open += 1;
                Ok(())
            }
            Some(first) if is_name(first) && !first.is_ascii_digit() => self.member_name(),
            Some(first) if first.is_whitespace() => Err(PathError::new(
                "a blank follows a dot",
                "remove it, or write `['a name with blanks']`",
            )),
            Some(first) => Err(PathError::new(
                format!("`{first}` cannot begin a name"),
                "write `['…']` around a name that is not a word",
            )),
            None => Err(PathError::new(
                "it ends with a dot",
                "name a member after it",
            )),
        }
    }

    fn member_name(&mut self) -> Result<(), PathError> {
        while self.characters.next_if(|next| is_name(*next)).is_some() {}
        let mut blank = false;
        while self
            .characters
            .next_if(|next| next.is_whitespace())
            .is_some()
        {
            blank = true;
        }
        match self.characters.peek() {
            Some(next) if blank && is_name(*next) => Err(PathError::new(
                "there is a blank in a name, or an operator is not known",
                "write `['a name with blanks']`; operators are `==`, `!=`, `<`, `<=`, `>`, `>=`, `&&`, `||`",
            )),
            Some('-') if !blank => Err(PathError::new(
                "a name with `-` must be quoted",
                "write `['a-name']`",
            )),
            _ => Ok(()),
        }
    }

    /// Reads a number with its fraction and exponent, so that `e` is not taken for a word.
    fn number(&mut self, first: char) -> Result<(), PathError> {
        let mut literal = String::from(first);
        while let Some(next) = self.characters.next_if(|next| {
            next.is_ascii_digit()
                || matches!(next, '.' | 'e' | 'E')
                || (matches!(next, '+' | '-') && literal.ends_with(['e', 'E']))
        }) {
            literal.push(next);
        }
        // The parser keeps 64 bits, or a double.
        let kept = match literal.parse::<i64>() {
            Ok(integer) => integer.to_string(),
            Err(_) => literal.parse::<f64>().unwrap_or(f64::NAN).to_string(),
        };
        if Decimal::of(&literal).is_none_or(|meant| Decimal::of(&kept) == Some(meant)) {
            return Ok(());
        }
        Err(PathError::new(
            format!("`{literal}` has more digits than a number in a path may have"),
            "take the value with a shorter path, and compare it with `equals`",
        ))
    }

    /// Reads a word that follows no dot: a literal or a function.
    fn word(&mut self, first: char) -> Result<(), PathError> {
        let mut word = String::from(first);
        while let Some(next) = self.characters.next_if(|next| is_name(*next)) {
            word.push(next);
        }
        let called = self.characters.peek() == Some(&'(');
        if called && FUNCTIONS.contains(&word.as_str()) {
            return Ok(());
        }
        if !called && self.open > 0 && ["true", "false", "null"].contains(&word.as_str()) {
            return Ok(());
        }
        Err(PathError::new(
            format!("`{word}` is not known here"),
            "quote a text, as in `[?@.sku=='MH01']`; functions are `length()`, `count()`, \
             `match()`, `search()`, `value()`",
        ))
    }
}

/// Whether a character may stand in a name without quotes (RFC 9535, 2.5.1.1).
fn is_name(character: char) -> bool {
    character.is_ascii_alphanumeric() || character == '_' || character >= '\u{80}'
}
