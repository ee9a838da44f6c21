//! The generated client in the referee's benchmark: its public API, as the README shows it, and nothing else.
//! `schema.prisma` beside this describes the referee's tables; `nicol generate` has written `db` from it.

#[rustfmt::skip]
mod db;

use db::{Address, Customer, Order, Product, address, customer, order, product};
use nicol::{DateTime, New as _, connect as link, count};
use peer::models::Sum;
use peer::{Client, Ids, R};

/// The bench clones it for each call: a pool handle and a counter.
#[derive(Clone)]
pub struct Db {
    db: db::Client,
    ids: Ids,
}

/// The bench calls this once per run, with the number of connections that every peer may open.
pub async fn connect(url: &str, pool: usize) -> R<Db> {
    let joint = if url.contains('?') { '&' } else { '?' };
    let db = db::Client::connect(&format!("{url}{joint}connection_limit={pool}")).await?;
    Ok(Db { db, ids: Ids::default() })
}

peer::sum! {
    Customer: c => id(c.id);
    Address: a => id(a.id);
    Order: o => id(o.id);
    Product: p => id(p.id);
}

fn id(id: i32) -> u64 {
    u64::try_from(id).unwrap_or(0)
}

/// Of customers with something else.
fn sum_with<T: Sum>(rows: &[(Customer, T)]) -> u64 {
    std::hint::black_box(rows).iter().map(|(customer, other)| customer.sum() + other.sum()).sum()
}

fn day() -> DateTime {
    DateTime::from_second(peer::models::day().and_utc().timestamp()).expect("it is in this millennium")
}

impl Db {
    /// Customer `id`, with its street if there is one to be set.
    async fn upserted(&self, id: i32, street: Option<&str>) -> R {
        let new = customer::New { email: "j@example.com" }.set(customer::name(), "J");
        let mut changes = vec![customer::name().set("Up")];
        if let Some(street) = street {
            changes.push(customer::address().update([address::street().set(street)]));
        }
        Ok(self.db.customer().upsert(customer::id().eq(id), new, changes).await?.sum())
    }
}

impl Client for Db {
    async fn find_many_1000(&self) -> R {
        Ok(self.db.customer().find_many().take(1000).await?.sum())
    }

    async fn find_many_filter_page(&self) -> R {
        let active = self.db.customer().find_many().filter(customer::is_active().eq(true));
        Ok(active.order_by(customer::created_at().desc()).take(10).await?.sum())
    }

    async fn find_many_include_1(&self) -> R {
        Ok(sum_with(&self.db.customer().find_many().take(100).include(customer::orders()).await?))
    }

    async fn find_many_include_2(&self) -> R {
        let rows = self
            .db
            .customer()
            .find_many()
            .take(20)
            .include(customer::address())
            .include(customer::orders().include(order::products()))
            .await?;
        let orders = |orders: &[(Order, Vec<Product>)]| -> u64 { orders.iter().map(|(o, p)| o.sum() + p.sum()).sum() };
        Ok(std::hint::black_box(rows).iter().map(|(c, a, o)| c.sum() + a.sum() + orders(o)).sum())
    }

    async fn find_first(&self) -> R {
        Ok(self.db.customer().find_first().or_throw().await?.sum())
    }

    async fn find_first_include(&self) -> R {
        let first = self.db.customer().find_first().or_throw().include(customer::orders()).await?;
        Ok(sum_with(&[first]))
    }

    async fn find_unique(&self) -> R {
        Ok(self.db.customer().find_unique(customer::id().eq(self.ids.next())).or_throw().await?.sum())
    }

    async fn find_unique_include(&self) -> R {
        let found = self.db.customer().find_unique(customer::id().eq(self.ids.next()));
        Ok(sum_with(&[found.or_throw().include(customer::orders()).await?]))
    }

    async fn create(&self) -> R {
        let new = customer::New { email: "john.doe@example.com" }.set(customer::name(), "John Doe");
        Ok(u64::from(self.db.customer().create(new).await?.sum() > 0))
    }

    async fn nested_create(&self) -> R {
        let products = [product::id().eq(1), product::id().eq(2)];
        let order = order::New { date: day(), total_amount: 100.5, customer: nicol::parent() };
        let made = self
            .db
            .customer()
            .create(customer::New { email: "john@example.com" })
            .set(customer::name(), "John Doe")
            .with(customer::orders().create([order.with(order::products().connect(products))]))
            .await?;
        Ok(if made.sum() > 0 { 2 } else { 0 })
    }

    async fn update(&self) -> R {
        let changed = self.db.customer().update(customer::id().eq(self.ids.next()));
        Ok(changed.set(customer::name(), "John Doe Updated").await?.sum())
    }

    async fn nested_update(&self) -> R {
        let changed = self
            .db
            .customer()
            .update(customer::id().eq(self.ids.next()))
            .set(customer::name(), "John")
            .with(customer::address().update([address::street().set("456 New St")]));
        Ok(changed.await?.sum())
    }

    async fn upsert(&self) -> R {
        self.upserted(self.ids.next(), None).await
    }

    async fn nested_upsert(&self) -> R {
        self.upserted(self.ids.next(), Some("456")).await
    }

    async fn delete(&self) -> R {
        let made = self.db.customer().create(customer::New { email: "d@example.com" }).await?;
        let gone = self.db.customer().delete(customer::id().eq(made.id)).await?;
        Ok(u64::from(gone.id == made.id))
    }

    async fn create_many_100(&self) -> R {
        let names: Vec<String> = (0..100).map(|i| format!("p{i}")).collect();
        let rows = (0..).zip(&names).map(|(i, name)| product::New { name, price: f64::from(i), quantity: i });
        Ok(self.db.product().create_many(rows).await?)
    }

    async fn count(&self) -> R {
        let large = self.db.order().count().filter(order::total_amount().gt(5000.0)).await?;
        Ok(u64::try_from(large).unwrap_or(0))
    }

    async fn aggregate(&self) -> R {
        let (count, latest, average) =
            self.db.order().aggregate((count(), order::date().max(), order::total_amount().avg())).await?;
        let latest = latest.and_then(|at: DateTime| chrono::DateTime::from_timestamp_micros(at.as_microsecond()));
        Ok(peer::models::sum_aggregate((count, latest.map(|at| at.naive_utc()), average)))
    }

    async fn group_by(&self) -> R {
        let groups =
            self.db.order().group_by(order::customer_id(), count()).order_by(order::customer_id().asc()).take(50);
        Ok(peer::models::sum_groups(&groups.await?))
    }

    async fn interactive_tx(&self) -> R {
        let (made, order) = self
            .db
            .transact(async |tx| {
                let made = tx.customer().create(customer::New { email: "t@example.com" }).await?;
                let new = order::New { date: day(), total_amount: 1.0, customer: link(customer::id().eq(made.id)) };
                let order = tx.order().create(new).await?;
                Ok((made, order))
            })
            .await?;
        Ok(u64::from(order.customer_id == made.id))
    }
}
