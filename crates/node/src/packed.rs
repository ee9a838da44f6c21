//! Arguments that JavaScript has packed, in place of JSON.
//!
//! A request is the number of its template and its values, or -1 and a text: JSON. An operation is one request; of several
//! requests first their count; of a batch before that the options, as text of JSON.

use std::cell::RefCell;

use napi::bindgen_prelude::{Buffer, Float64Array};
use nicol_client::lines::Asked;
use nicol_client::{Call, Packed};
use serde_json::Value;

use crate::client::Client;
use crate::operation::Operation;

/// What an operation was given.
pub(crate) enum Payload {
    /// JSON, or nothing.
    Text(String),
    Call(Call),
    All(Vec<Asked>),
    Batch(Vec<Asked>, Option<Value>),
}

thread_local! {
    /// Where the runtimes of this JavaScript environment pack.
    static ARGUMENTS: RefCell<Vec<Option<(Float64Array, Buffer)>>> = const { RefCell::new(Vec::new()) };
}

pub(crate) fn set_arguments(runtime: u32, cells: Float64Array, bytes: Buffer) {
    ARGUMENTS.with_borrow_mut(|all| {
        let place = runtime as usize;
        if all.len() <= place {
            all.resize_with(place + 1, || None);
        }
        all[place] = Some((cells, bytes));
    });
}

/// What was packed for an operation; `None` if it can't be read.
pub(crate) fn payload(client: &Client, operation: Operation, cells: usize, bytes: usize) -> Option<Payload> {
    ARGUMENTS.with_borrow(|all| {
        let (all_cells, all_bytes) = all.get(client.runtime as usize)?.as_ref()?;
        let mut packed = Packed { cells: all_cells.get(..cells)?, bytes: all_bytes.get(..bytes)? };
        match operation {
            Operation::Run => client.call(&mut packed).map(Payload::Call),
            Operation::RunAll => several(client, &mut packed).map(Payload::All),
            Operation::Batch => {
                let options = match packed.text()? {
                    [] => None,
                    text => Some(serde_json::from_slice(text).ok()?),
                };
                Some(Payload::Batch(several(client, &mut packed)?, options))
            }
            _ => None,
        }
    })
}

fn several(client: &Client, packed: &mut Packed<'_>) -> Option<Vec<Asked>> {
    (0..packed.count()?).map(|_| request(client, packed)).collect()
}

fn request(client: &Client, packed: &mut Packed<'_>) -> Option<Asked> {
    if packed.cells.first().is_some_and(|number| *number < 0.0) {
        packed.cell();
        return serde_json::from_slice(packed.text()?).ok().map(Asked::Json);
    }
    client.call(packed).map(Asked::Call)
}
