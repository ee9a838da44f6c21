//! Reads a payload; every read is bounds-checked.

use super::DecodeError;

pub(super) struct Reader<'a> {
    strings: Vec<&'a str>,
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    pub(super) fn new(payload: &'a [u8]) -> Result<Self, DecodeError> {
        let mut reader = Self { strings: Vec::new(), rest: payload };
        let count = reader.count()?;
        let mut lengths = Vec::with_capacity(count);
        for _ in 0..count {
            lengths.push(reader.size()?);
        }
        let total = lengths.iter().try_fold(0_usize, |sum, length| sum.checked_add(*length));
        let (texts, body) = total.and_then(|t| reader.rest.split_at_checked(t)).ok_or(DecodeError::Damaged)?;
        let mut texts = std::str::from_utf8(texts).map_err(|_| DecodeError::Damaged)?;
        reader.strings.reserve_exact(count);
        for length in lengths {
            let (text, rest) = texts.split_at_checked(length).ok_or(DecodeError::Damaged)?;
            reader.strings.push(text);
            texts = rest;
        }
        reader.rest = body;
        Ok(reader)
    }

    pub(super) fn is_at_end(&self) -> bool {
        self.rest.is_empty()
    }

    pub(super) fn tag(&mut self) -> Result<u8, DecodeError> {
        let (first, rest) = self.rest.split_first().ok_or(DecodeError::Damaged)?;
        self.rest = rest;
        Ok(*first)
    }

    pub(super) fn flag(&mut self) -> Result<bool, DecodeError> {
        match self.tag()? {
            0 => Ok(false),
            1 => Ok(true),
            _ => Err(DecodeError::Damaged),
        }
    }

    pub(super) fn number(&mut self) -> Result<u64, DecodeError> {
        let mut value = 0_u64;
        for shift in (0..64).step_by(7) {
            let byte = self.tag()?;
            value |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Ok(value);
            }
        }
        Err(DecodeError::Damaged)
    }

    pub(super) fn id(&mut self) -> Result<u16, DecodeError> {
        u16::try_from(self.number()?).map_err(|_| DecodeError::Damaged)
    }

    fn size(&mut self) -> Result<usize, DecodeError> {
        usize::try_from(self.number()?).map_err(|_| DecodeError::Damaged)
    }

    /// How many items follow. Each takes a byte or more, so a damaged count can't ask for more memory than there are bytes.
    pub(super) fn count(&mut self) -> Result<usize, DecodeError> {
        let count = self.size()?;
        if count > self.rest.len() { Err(DecodeError::Damaged) } else { Ok(count) }
    }

    pub(super) fn list<T>(
        &mut self,
        mut each: impl FnMut(&mut Self) -> Result<T, DecodeError>,
    ) -> Result<Vec<T>, DecodeError> {
        let count = self.count()?;
        let mut items = Vec::with_capacity(count);
        for _ in 0..count {
            items.push(each(self)?);
        }
        Ok(items)
    }

    pub(super) fn text(&mut self) -> Result<String, DecodeError> {
        self.optional_text()?.ok_or(DecodeError::Damaged)
    }

    pub(super) fn optional_text(&mut self) -> Result<Option<String>, DecodeError> {
        let Some(place) = self.size()?.checked_sub(1) else {
            return Ok(None);
        };
        self.strings.get(place).map(|text| Some((*text).to_owned())).ok_or(DecodeError::Damaged)
    }
}
