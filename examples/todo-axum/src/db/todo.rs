/// A record of the model `Todo`.
#[derive(Clone, ::nicol::__private::serde::Deserialize)]
#[serde(crate = "::nicol::__private::serde")]
pub struct Todo {
    pub id: ::std::string::String,
    pub title: ::std::string::String,
    pub completed: ::core::primitive::bool,
    pub priority: super::Priority,
    pub due: ::core::option::Option<::nicol::DateTime>,
    #[serde(rename = "userId")]
    pub user_id: ::std::string::String,
    #[serde(rename = "createdAt")]
    pub created_at: ::nicol::DateTime,
    #[serde(rename = "updatedAt")]
    pub updated_at: ::nicol::DateTime,
}

impl ::nicol::Model for Todo {
    const ID: ::core::primitive::u16 = 1;
    const NAME: &'static ::core::primitive::str = "Todo";
    const COLUMNS: ::nicol::__private::Columns = &[
        ("id", "id"),
        ("title", "title"),
        ("completed", "completed"),
        ("priority", "priority"),
        ("due", "due"),
        ("userId", "user_id"),
        ("createdAt", "created_at"),
        ("updatedAt", "updated_at"),
    ];

    #[inline]
    fn decode(c: &mut ::nicol::__private::Cursor<'_>) -> Self {
        Self {
            id: c.column(),
            title: c.column(),
            completed: c.column(),
            priority: c.column(),
            due: c.column(),
            user_id: c.column(),
            created_at: c.column(),
            updated_at: c.column(),
        }
    }

    #[inline]
    fn cell(&self, place: ::core::primitive::usize) -> &dyn ::nicol::__private::Show {
        match place {
            0 => &self.id,
            1 => &self.title,
            2 => &self.completed,
            3 => &self.priority,
            4 => &self.due,
            5 => &self.user_id,
            6 => &self.created_at,
            _ => &self.updated_at,
        }
    }
}

impl ::core::fmt::Debug for Todo {
    #[inline]
    fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        ::nicol::__private::debug_row(self, "Todo", f)
    }
}

impl ::core::cmp::PartialEq for Todo {
    #[inline]
    fn eq(&self, other: &Self) -> ::core::primitive::bool {
        ::nicol::__private::same_row(self, other)
    }
}

impl ::nicol::__private::Serialize for Todo {
    #[inline]
    fn serialize<S: ::nicol::__private::Serializer>(
        &self,
        s: S,
    ) -> ::core::result::Result<S::Ok, S::Error> {
        ::nicol::__private::serialize_row(self, s)
    }
}

/// A new record of `Todo`: what is required. All else by `set` and `with`.
pub struct New<'a> {
    pub title: &'a ::core::primitive::str,
    pub user: ::nicol::Link<super::User>,
}

impl ::nicol::New for New<'_> {
    type Model = Todo;

    #[inline]
    fn write(self, out: &mut ::nicol::__private::Record) {
        out.set::<::std::string::String>(1, self.title);
        out.link(6, self.user);
    }
}

/// The field `id`.
#[inline]
pub fn id() -> ::nicol::Key<Todo, ::std::string::String> {
    ::nicol::Field::new(0)
}

/// The field `title`.
#[inline]
pub fn title() -> ::nicol::Field<Todo, ::std::string::String> {
    ::nicol::Field::new(1)
}

/// The field `completed`.
#[inline]
pub fn completed() -> ::nicol::Field<Todo, ::core::primitive::bool> {
    ::nicol::Field::new(2)
}

/// The field `priority`.
#[inline]
pub fn priority() -> ::nicol::Field<Todo, super::Priority> {
    ::nicol::Field::new(3)
}

/// The field `due`.
#[inline]
pub fn due() -> ::nicol::Field<Todo, ::core::option::Option<::nicol::DateTime>> {
    ::nicol::Field::new(4)
}

/// The field `userId`.
#[inline]
pub fn user_id() -> ::nicol::Field<Todo, ::std::string::String> {
    ::nicol::Field::new(5)
}

/// The relation `user` to `User`.
#[inline]
pub fn user() -> ::nicol::Rel<Todo, ::nicol::One<super::User>> {
    ::nicol::Rel::new(6)
}

/// The field `createdAt`.
#[inline]
pub fn created_at() -> ::nicol::Field<Todo, ::nicol::DateTime> {
    ::nicol::Field::new(7)
}

/// The field `updatedAt`.
#[inline]
pub fn updated_at() -> ::nicol::Field<Todo, ::nicol::DateTime> {
    ::nicol::Field::new(8)
}

/// The record with these values of `userId` and `title`.
#[inline]
pub fn user_id_title(
    user_id: impl ::nicol::Arg<::std::string::String>,
    title: impl ::nicol::Arg<::std::string::String>,
) -> ::nicol::Unique<Todo> {
    ::nicol::__private::Compound::new()
        .eq::<::std::string::String>(5, user_id)
        .eq::<::std::string::String>(1, title)
        .unique()
}

#[doc(hidden)]
pub mod __t {
    pub type id = ::nicol::Key<super::Todo, ::std::string::String>;
    pub type title = ::nicol::Field<super::Todo, ::std::string::String>;
    pub type completed = ::nicol::Field<super::Todo, ::core::primitive::bool>;
    pub type priority = ::nicol::Field<super::Todo, super::super::Priority>;
    pub type due = ::nicol::Field<super::Todo, ::core::option::Option<::nicol::DateTime>>;
    pub type user_id = ::nicol::Field<super::Todo, ::std::string::String>;
    pub type user = ::nicol::Rel<super::Todo, ::nicol::One<super::super::User>>;
    pub type created_at = ::nicol::Field<super::Todo, ::nicol::DateTime>;
    pub type updated_at = ::nicol::Field<super::Todo, ::nicol::DateTime>;
}

#[doc(hidden)]
pub mod __m {
    pub use super::super::user;
    pub type __Model = super::Todo;
}
