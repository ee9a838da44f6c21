//! Several statements in one flush.
//!
//! Each statement carries a Sync of its own (tokio-postgres has no other way), so after an error the server goes on
//! with the next one; inside a transaction all later ones fail then, and COMMIT rolls back.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::task::Poll;

use futures_util::future::{MaybeDone, join_all, maybe_done, poll_fn};

use super::statement::Prepared;
use super::{Connection, Failure, begin_sql};
use crate::{Error, Isolation, Outcome, Query};

type Work<'a> = Pin<Box<dyn Future<Output = Result<Outcome, Failure>> + Send + 'a>>;

impl Connection {
    /// Runs the statements in order. With `transaction`, between BEGIN and COMMIT in the same flush.
    pub(crate) async fn batch(
        &self,
        queries: &[Query<'_>],
        transaction: Option<Option<Isolation>>,
    ) -> Result<Vec<Outcome>, Error> {
        if queries.is_empty() {
            return Ok(Vec::new());
        }
        let started = self.started();
        let own_transaction = transaction.filter(|_| !self.in_transaction());
        // Which statement failed, besides the error itself.
        let mut at = None;
        let result = self
            .guarded(async {
                match self.flush(queries, own_transaction, &mut at).await {
                    // All of it was rolled back, so all of it can be done again.
                    Err(failure) if failure.is_stale() && own_transaction.is_some() => {
                        at = None;
                        self.flush(queries, own_transaction, &mut at).await
                    }
                    other => other,
                }
            })
            .await;
        if own_transaction.is_some() {
            self.in_transaction.store(false, Ordering::Release);
            self.is_failed.store(false, Ordering::Release);
        }
        for (i, query) in queries.iter().enumerate() {
            let error = result.as_ref().err().filter(|_| at == Some(i));
            if at.is_none_or(|at| i <= at) {
                self.report(started, query.sql, query.params, error);
            }
        }
        result.map_err(|e| match at {
            Some(at) => e.with_statement(at),
            None => e,
        })
    }

    async fn flush(
        &self,
        queries: &[Query<'_>],
        transaction: Option<Option<Isolation>>,
        failed: &mut Option<usize>,
    ) -> Result<Vec<Outcome>, Failure> {
        let prepared = self.prepare_all(queries, failed).await?;
        let mut work: Vec<MaybeDone<Work<'_>>> = Vec::with_capacity(queries.len() + 2);
        if let Some(isolation) = transaction {
            self.in_transaction.store(true, Ordering::Release);
            work.push(maybe_done(self.plain(begin_sql(isolation))));
        }
        let first = work.len();
        for (i, query) in queries.iter().enumerate() {
            let query = *query;
            let one: Work<'_> = match prepared.get(i) {
                Some(prepared) => Box::pin(self.run_prepared(prepared, query)),
                None => Box::pin(self.run_once(query)),
            };
            work.push(maybe_done(one));
        }
        // The first poll of each sends it. A value that does not fit its parameter shows here, before its statement was
        // sent: then nothing after it is sent, and the transaction is not committed.
        let (sent, is_complete) = poll_fn(|cx| {
            for (i, one) in work.iter_mut().enumerate() {
                if Pin::new(&mut *one).poll(cx).is_ready() && output(one).is_some_and(Result::is_err) {
                    return Poll::Ready((i + 1, false));
                }
            }
            Poll::Ready((work.len(), true))
        })
        .await;
        work.truncate(sent);
        if transaction.is_some() {
            work.push(maybe_done(self.plain(if is_complete { "COMMIT" } else { "ROLLBACK" })));
        }
        let mut outcomes = Vec::with_capacity(work.len());
        for (i, result) in join_all(work.into_iter().map(finish)).await.into_iter().enumerate() {
            match result {
                Ok(outcome) => outcomes.push(outcome),
                Err(failure) => {
                    *failed = i.checked_sub(first).filter(|i| *i < queries.len());
                    if failure.is_stale() {
                        self.forget();
                    }
                    return Err(failure);
                }
            }
        }
        if transaction.is_some() {
            outcomes.pop();
        }
        outcomes.drain(..first);
        Ok(outcomes)
    }

    fn plain<'a>(&'a self, sql: &'a str) -> Work<'a> {
        Box::pin(async move {
            self.client.batch_execute(sql).await?;
            Ok(Outcome::default())
        })
    }

    /// Prepares what is not prepared yet, all of it in one flush. Empty if nothing is to be prepared on this connection.
    async fn prepare_all(
        &self,
        queries: &[Query<'_>],
        failed: &mut Option<usize>,
    ) -> Result<Vec<Arc<Prepared>>, Failure> {
        if !self.cache.is_on() {
            return Ok(Vec::new());
        }
        let mut all = Vec::with_capacity(queries.len());
        for (i, result) in join_all(queries.iter().map(|query| self.prepared(query.sql))).await.into_iter().enumerate()
        {
            all.push(result.inspect_err(|_| *failed = Some(i))?);
        }
        Ok(all)
    }
}

fn output<'w>(work: &'w MaybeDone<Work<'_>>) -> Option<&'w Result<Outcome, Failure>> {
    match work {
        MaybeDone::Done(result) => Some(result),
        _ => None,
    }
}

async fn finish(mut work: MaybeDone<Work<'_>>) -> Result<Outcome, Failure> {
    let mut work = Pin::new(&mut work);
    work.as_mut().await;
    work.take_output().unwrap_or_else(|| Ok(Outcome::default()))
}
