//! The addon that the TypeScript client (`packages/nicol/src/native`) runs on: `nicol-client` behind a few functions.
//!
//! A call of a client is one crossing: its operation's number and its arguments go in by [`submit`], which polls the
//! operation's future on JavaScript's own thread until it waits for the database. JavaScript's event loop waits with it
//! (`turn/`) or, where that can't, a thread of ours (`task.rs`, `hub.rs`); what comes is delivered with all else that has
//! come meanwhile (`wake.rs`).
#![warn(missing_docs)]

mod answers;
mod client;
mod hub;
mod operation;
mod packed;
mod shapes;
mod task;
mod trace;
mod transactions;
#[cfg_attr(not(unix), path = "turn/nowhere.rs")]
mod turn;
mod values;
mod wake;

use std::sync::Arc;

use napi::bindgen_prelude::{Buffer, Float64Array, Function};
use napi::{Env, Error, Result};
use napi_derive::napi;

use crate::client::Client;
use crate::hub::Hub;
use crate::operation::Operation;
use crate::packed::Payload;

/// Prepares a runtime in this JavaScript environment; its number. `deliver(id, kind, text)` gets what operations bring (kind 0), why they failed
/// (1), what clients tell (2; `id` is the client then), and what they ask (3; the text is the question's number). A result in slots (4) comes with its texts (none, one, or a list), the
/// number of its layout, and its cells, unless these are in `arena`. `turns`: JavaScript's loop is that of Node.js.
#[napi]
pub fn start(env: Env, deliver: Function<'_, (), ()>, mut arena: Float64Array, turns: Option<bool>) -> Result<u32> {
    Hub::start(&env, &deliver, &mut arena, turns.unwrap_or(false))
}

/// What a layout of results consists of.
#[napi]
pub fn describe(number: u32) -> Result<String> {
    shapes::description(number).ok_or_else(|| Error::from_reason(format!("There is no layout {number} of results.")))
}

/// Makes a client of a runtime from a data model's bytes; its number.
#[napi]
pub fn open(runtime: u32, model: Buffer, options: String) -> Result<u32> {
    let hub = Hub::of_this_thread()?;
    let number = hub.next_client();
    let queue = hub.queue(runtime)?;
    let client = Client::new(number, runtime, &model, &options, queue, hub.adopt()).map_err(Error::from_reason)?;
    hub.insert(number, Arc::new(client));
    Ok(number)
}

/// Forgets a client. What it is doing still ends.
#[napi]
pub fn close(client: u32) -> Result<()> {
    Hub::of_this_thread()?.remove(client);
    Ok(())
}

/// Does something: `id` names it when its result is delivered. 0 for `transaction` is none.
#[napi]
pub fn submit(env: Env, client: u32, id: u32, operation: u32, transaction: u32, payload: String) -> Result<()> {
    let hub = Hub::of_this_thread()?;
    let client = hub.client(client)?;
    let operation = Operation::from_number(operation)
        .ok_or_else(|| Error::from_reason(format!("The addon knows no operation {operation}.")))?;
    let queue = Arc::clone(client.queue());
    let work = client.perform(operation, transaction, Payload::Text(payload));
    hub.run(&env, id, queue, work, operation.is_short());
    Ok(())
}

/// Where a runtime packs arguments: numbers, and the bytes of texts.
#[napi]
pub fn arguments(runtime: u32, cells: Float64Array, bytes: Buffer) {
    packed::set_arguments(runtime, cells, bytes);
}

/// Makes a template of a call in JSON. The answer is `t` and its number; `m` and how else values have to be packed; `l` if the
/// call is wrong, though others of its form may not be; `n` if there is none.
#[napi]
pub fn learn(client: u32, request: String, letters: String, modes: String) -> Result<String> {
    Ok(Hub::of_this_thread()?.client(client)?.learn(&request, (&letters, &modes)))
}

/// As [`submit`], with so many of the packed numbers and bytes; false if they don't fit their templates: nothing was done.
#[napi]
pub fn submit_packed(
    env: Env,
    client: u32,
    id: u32,
    operation: u32,
    transaction: u32,
    cells: u32,
    bytes: u32,
) -> Result<bool> {
    let hub = Hub::of_this_thread()?;
    let client = hub.client(client)?;
    let operation = Operation::from_number(operation)
        .ok_or_else(|| Error::from_reason(format!("The addon knows no operation {operation}.")))?;
    let Some(payload) = packed::payload(&client, operation, cells as usize, bytes as usize) else { return Ok(false) };
    let queue = Arc::clone(client.queue());
    let work = client.perform(operation, transaction, payload);
    hub.run(&env, id, queue, work, operation.is_short());
    Ok(true)
}

/// The request that a call in JSON is, for a test of those that are packed.
#[cfg(debug_assertions)]
#[napi]
pub fn read(client: u32, request: String) -> Result<String> {
    Ok(Hub::of_this_thread()?.client(client)?.request_of(&request))
}

/// The request that was packed; null if its values don't fit its template.
#[cfg(debug_assertions)]
#[napi]
pub fn bound(client: u32, cells: u32, bytes: u32) -> Result<Option<String>> {
    let client = Hub::of_this_thread()?.client(client)?;
    let payload = packed::payload(&client, Operation::Run, cells as usize, bytes as usize);
    Ok(payload.map(|payload| match payload {
        packed::Payload::Call(call) => format!("{call:?}"),
        _ => String::new(),
    }))
}

/// Answers a question to a runtime: with a password, or why there is none.
#[napi]
pub fn answer(runtime: u32, question: u32, is_error: bool, text: String) -> Result<()> {
    Hub::of_this_thread()?.queue(runtime)?.answer(question, if is_error { Err(text) } else { Ok(text) });
    Ok(())
}

/// What a client is to tell: a sum of 1 (query), 2 (info), 4 (warn) and 8 (error).
#[napi]
pub fn listen(client: u32, levels: u32) -> Result<()> {
    Hub::of_this_thread()?.client(client)?.listen(levels);
    Ok(())
}

/// Numbers about a client, as JSON.
#[napi]
pub fn metrics(client: u32) -> Result<String> {
    Ok(Hub::of_this_thread()?.client(client)?.metrics())
}
