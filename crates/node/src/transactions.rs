//! Transactions that JavaScript holds by number.

use std::collections::{HashMap, VecDeque};

use nicol_client::{Error, Handle, Tx};

/// How many of those that have ended are remembered, so that who uses one is told what has become of it. As many as
/// Prisma's client remembers.
const REMEMBERED: usize = 100;

#[derive(Default)]
pub(crate) struct Transactions {
    open: HashMap<u32, Tx<'static, Handle>>,
    /// The oldest first.
    ended: VecDeque<(u32, Handle)>,
    made: u32,
}

impl Transactions {
    pub(crate) fn add(&mut self, transaction: Tx<'static, Handle>) -> u32 {
        self.made = self.made.checked_add(1).unwrap_or(1);
        self.open.insert(self.made, transaction);
        self.made
    }

    /// A client whose requests run in it.
    pub(crate) fn client(&self, number: u32) -> Result<Handle, Error> {
        let open = self.open.get(&number).map(|transaction| Handle::clone(transaction));
        open.or_else(|| self.ended.iter().find(|(ended, _)| *ended == number).map(|(_, handle)| handle.clone()))
            .ok_or_else(|| unknown(number))
    }

    /// Takes one out to end it.
    pub(crate) fn take(&mut self, number: u32, what: &str) -> Result<Tx<'static, Handle>, Error> {
        let Some(transaction) = self.open.remove(&number) else {
            return Err(match self.ended.iter().any(|(ended, _)| *ended == number) {
                true => Error::new("P2028", format!("A {what} came after its transaction was closed.")),
                false => unknown(number),
            });
        };
        if self.ended.len() == REMEMBERED {
            self.ended.pop_front();
        }
        self.ended.push_back((number, Handle::clone(&transaction)));
        Ok(transaction)
    }

    /// Rolls back what is open.
    pub(crate) fn clear(&mut self) {
        self.open.clear();
        self.ended.clear();
    }
}

fn unknown(number: u32) -> Error {
    Error::new(
        "P2028",
        format!(
            "There is no transaction {number}: it ended long ago, or the client was disconnected meanwhile. Use a \
             transaction's client only inside of it."
        ),
    )
}
