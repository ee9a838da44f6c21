//! A client that JavaScript holds by number.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use nicol_client::lines::{self, Asked};
use nicol_client::{Answer, Builder, Call, Error, Handle, Health, Learned, Packed, Template, Tls, Url};
use nicol_model::{DataModel, Flavour};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::answers::{self, Outcome};
use crate::operation::Operation;
use crate::packed::Payload;
use crate::shapes;
use crate::trace::{self, Trace};
use crate::transactions::Transactions;
use crate::turn::Adopt;
use crate::wake::Queue;

/// How a client connects; `NativeOptions` in TypeScript.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Settings {
    url: String,
    /// What a relative `file:` path starts from.
    relative_to: Option<String>,
    /// JavaScript is asked for the password of each connection.
    #[serde(default)]
    asks_password: bool,
    #[serde(default)]
    tls: TlsTexts,
    dates: Option<Dates>,
    /// The constructor's option.
    omit: Option<Value>,
    #[serde(default)]
    metrics: bool,
    plan_cache_size: Option<usize>,
}

/// Texts in PEM.
#[derive(Deserialize, Default, Clone)]
#[serde(rename_all = "camelCase")]
struct TlsTexts {
    authorities: Option<String>,
    identity: Option<String>,
    server_name: Option<String>,
}

/// How SQLite's dates are written, in the words of Prisma's adapters.
#[derive(Deserialize, Clone, Copy)]
enum Dates {
    #[serde(rename = "iso8601")]
    Text,
    #[serde(rename = "unixepoch-ms")]
    Milliseconds,
}

/// How many templates a client has at most: see `shapes.rs`.
const MOST_TEMPLATES: usize = 4096;

pub(crate) struct Client {
    number: u32,
    /// That it delivers to.
    pub(crate) runtime: u32,
    model: Arc<DataModel>,
    settings: Settings,
    queue: Arc<Queue>,
    /// Who waits for its sockets, if it is not tokio.
    #[cfg_attr(not(unix), expect(dead_code, reason = "there it always is"))]
    adopt: Option<Adopt>,
    /// What it tells: bits of levels.
    levels: Arc<AtomicU32>,
    /// Made at the first request, and after a disconnect.
    handle: Mutex<Option<Handle>>,
    transactions: Mutex<Transactions>,
    /// Of calls of one form; JavaScript names them by their places.
    templates: Mutex<Vec<Arc<Template>>>,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Client {
    pub(crate) fn new(
        number: u32,
        runtime: u32,
        model: &[u8],
        settings: &str,
        queue: Arc<Queue>,
        adopt: Option<Adopt>,
    ) -> Result<Self, String> {
        let model = nicol_model::bytes::from_bytes(model).map_err(|error| {
            format!("The generated client does not fit this version of Nicol: {error}. Generate it again.")
        })?;
        let settings =
            serde_json::from_str(settings).map_err(|error| format!("The options make no sense: {error}."))?;
        Ok(Self {
            number,
            runtime,
            model: Arc::new(model),
            settings,
            queue,
            adopt,
            levels: Arc::default(),
            handle: Mutex::new(None),
            transactions: Mutex::default(),
            templates: Mutex::default(),
        })
    }

    /// Where what it tells and asks is delivered.
    pub(crate) const fn queue(&self) -> &Arc<Queue> {
        &self.queue
    }

    /// The client itself, set up if it is not.
    fn handle(&self) -> Result<Handle, Error> {
        let mut handle = lock(&self.handle);
        if let Some(handle) = &*handle {
            return Ok(handle.clone());
        }
        let settings = &self.settings;
        let mut builder: Builder<Handle> = Builder::new(Arc::clone(&self.model), Url::Env("DATABASE_URL"))
            .url(&settings.url)
            .within_one_runtime()
            .metrics(settings.metrics);
        if let Some(folder) = &settings.relative_to {
            builder = builder.relative_to(folder);
        }
        if settings.asks_password {
            let (queue, number) = (Arc::clone(&self.queue), self.number);
            builder = builder.password(move || queue.ask(number));
        }
        let TlsTexts { authorities, identity, server_name } = settings.tls.clone();
        builder = builder.tls(Tls { authorities, identity, server_name });
        if let Some(dates) = settings.dates {
            builder = builder.dates_of(match dates {
                Dates::Text => Flavour::Seven,
                Dates::Milliseconds => Flavour::Six,
            });
        }
        if let Some(size) = settings.plan_cache_size {
            builder = builder.plan_cache_size(size);
        }
        if let Some(omit) = &settings.omit {
            builder = builder.omit_json(omit);
        }
        #[cfg(unix)]
        if let Some(adopt) = &self.adopt {
            builder = builder.adopt_sockets(Arc::clone(adopt));
        }
        builder = trace::listen(builder, &self.levels, &self.queue, self.number);
        let made = builder.connect_lazy()?;
        *handle = Some(made.clone());
        Ok(made)
    }

    /// The client itself, or one of its transactions.
    fn handle_in(&self, transaction: u32) -> Result<Handle, String> {
        match transaction {
            0 => self.handle().map_err(|error| answers::not_set_up(&error)),
            number => lock(&self.transactions).client(number).map_err(|error| answers::error(&error)),
        }
    }

    /// Ends all connections; a later request opens new ones.
    pub(crate) fn disconnect(&self) {
        lock(&self.transactions).clear();
        if let Some(handle) = lock(&self.handle).take() {
            handle.close();
        }
    }

    /// What it is to tell from now on.
    pub(crate) fn listen(&self, levels: u32) {
        self.levels.store(levels, Ordering::Relaxed);
    }

    pub(crate) fn metrics(&self) -> String {
        let metrics = self.handle().map(|handle| handle.metrics()).unwrap_or_default();
        metrics.json().to_string()
    }

    /// Makes a template of a call; what it says is told in `packed.rs`.
    pub(crate) fn learn(&self, request: &str, met: (&str, &str)) -> String {
        // It is set up by the first call, and there is a template after the second at the earliest.
        let handle = lock(&self.handle).clone();
        let learned = match (handle, serde_json::from_str(request)) {
            (Some(handle), Ok(request)) => handle.learn(&request, met),
            _ => Learned::Later,
        };
        let mut templates = lock(&self.templates);
        match learned {
            Learned::Template(template) if templates.len() < MOST_TEMPLATES => {
                templates.push(Arc::new(template));
                format!("t{}", templates.len() - 1)
            }
            Learned::Modes(modes) => format!("m{modes}"),
            Learned::Later => "l".to_owned(),
            Learned::Template(_) | Learned::Never => "n".to_owned(),
        }
    }

    /// The request that a call in JSON is, or what is wrong with it.
    #[cfg(debug_assertions)]
    pub(crate) fn request_of(&self, request: &str) -> String {
        let handle = lock(&self.handle).clone();
        match handle.map(|handle| handle.read(&serde_json::from_str(request).unwrap_or_default())) {
            Some(Ok(call)) => format!("{call:?}"),
            Some(Err(error)) => error.message().to_owned(),
            None => String::new(),
        }
    }

    /// A call that was packed, from its template's number on; `None` if its values don't fit the template.
    pub(crate) fn call(&self, packed: &mut Packed<'_>) -> Option<Call> {
        let template = lock(&self.templates).get(packed.count()?).cloned()?;
        template.bind(&self.model, packed)
    }

    /// Does an operation. What is rare is boxed: each call moves its future to the heap, where blocks of a kilobyte are at
    /// hand.
    pub(crate) async fn perform(self: Arc<Self>, operation: Operation, transaction: u32, payload: Payload) -> Outcome {
        match payload {
            Payload::Text(text) => Box::pin(self.perform_text(operation, transaction, text)).await,
            Payload::Call(call) => {
                let answer = self.handle_in(transaction)?.run_call(&call, shapes::number).await;
                answer.map_err(|error| answers::error(&error))
            }
            Payload::All(requests) => Ok(Box::pin(run_all(&self.handle_in(transaction)?, requests)).await),
            Payload::Batch(requests, options) => {
                let handle = self.handle_in(transaction)?;
                let answer = Box::pin(lines::batch_asked(&handle, &requests, options.as_ref())).await;
                answer.map(Answer::Json).map_err(|error| answers::error(&error))
            }
        }
    }

    async fn perform_text(&self, operation: Operation, transaction: u32, payload: String) -> Outcome {
        match operation {
            Operation::Disconnect => {
                self.disconnect();
                Ok(nothing())
            }
            #[cfg(debug_assertions)]
            Operation::Panic => panic!("provoked by a test"),
            _ => {
                let payload = read(&payload)?;
                // What runs together has those of the first.
                let first = payload.get(0).unwrap_or(&payload);
                let text = |key: &str| first.get(key).and_then(Value::as_str);
                let comment = text("comment").map(Arc::from);
                let trace = text("traceparent").map(Trace::new);
                let work = async {
                    if matches!(operation, Operation::Commit | Operation::Rollback) {
                        return self.end(operation, transaction).await;
                    }
                    let handle = self.handle_in(transaction)?;
                    self.on(&handle, operation, payload).await.map_err(|error| answers::error(&error))
                };
                if trace.is_none() && comment.is_none() {
                    return work.await;
                }
                trace::observed(trace, comment, work, &self.queue, self.number).await
            }
        }
    }

    async fn on(&self, handle: &Handle, operation: Operation, payload: Value) -> Result<Answer, Error> {
        match operation {
            Operation::Connect => handle.connected().await.map(|()| nothing()),
            Operation::Run if payload.get("model").is_some() => handle.run_slots(&payload, shapes::number).await,
            Operation::Run => lines::value(handle, &payload).await.map(Answer::Json),
            Operation::RunAll => {
                let Value::Array(requests) = payload else { return Ok(nothing()) };
                Ok(run_all(handle, requests.into_iter().map(Asked::Json).collect()).await)
            }
            Operation::Batch => {
                let request = json!({ "action": "$transaction", "args": [payload["requests"], payload["options"]] });
                lines::value(handle, &request).await.map(Answer::Json)
            }
            Operation::Begin => {
                let begun = lines::options(handle, Some(&payload))?.begin_detached().await?;
                Ok(Answer::Json(lock(&self.transactions).add(begun).to_string()))
            }
            Operation::Health => {
                let limit = payload["timeout"].as_f64().filter(|limit| *limit > 0.0);
                let limit = limit.and_then(|limit| Duration::try_from_secs_f64(limit / 1000.0).ok());
                Ok(Answer::Json(health(handle, limit.unwrap_or(Duration::from_secs(5))).await))
            }
            // `perform` has done these.
            _ => Ok(nothing()),
        }
    }

    async fn end(&self, operation: Operation, transaction: u32) -> Outcome {
        let commits = operation == Operation::Commit;
        let taken = lock(&self.transactions).take(transaction, if commits { "commit" } else { "rollback" });
        let ended = match taken {
            Ok(transaction) if commits => transaction.commit().await,
            Ok(transaction) => transaction.rollback().await,
            Err(error) => Err(error),
        };
        ended.map(|()| nothing()).map_err(|error| answers::error(&error))
    }
}

/// Look-ups, each with its own result.
async fn run_all(handle: &Handle, requests: Vec<Asked>) -> Answer {
    let calls = requests.into_iter().map(|request| match request {
        Asked::Call(call) => Ok(call),
        Asked::Json(request) => handle.read(&request),
    });
    let settled = handle.run_all(calls.collect()).await.into_iter().map(|answer| match answer {
        Ok(value) => format!("{{\"value\":{value}}}"),
        Err(error) => format!("{{\"error\":{}}}", answers::value(&error)),
    });
    Answer::Json(format!("[{}]", settled.collect::<Vec<_>>().join(",")))
}

/// `null`.
fn nothing() -> Answer {
    Answer::Json("null".to_owned())
}

fn read(payload: &str) -> Result<Value, String> {
    if payload.is_empty() {
        return Ok(Value::Null);
    }
    serde_json::from_str(payload)
        .map_err(|error| answers::error(&Error::invalid(format!("The request can't be read: {error}."))))
}

async fn health(handle: &Handle, limit: Duration) -> String {
    let started = std::time::Instant::now();
    let found = handle.health_within(limit).await;
    let pool = handle.pool_state();
    let pool = json!({ "open": pool.size, "idle": pool.idle, "waiting": pool.waiting, "limit": pool.limit });
    let ms = |duration: Duration| duration.as_secs_f64() * 1000.0;
    match found {
        Ok(Health { latency, .. }) => json!({ "ok": true, "latency": ms(latency), "pool": pool }),
        Err(error) => {
            json!({ "ok": false, "latency": ms(started.elapsed()), "error": error.to_string(), "pool": pool })
        }
    }
    .to_string()
}
