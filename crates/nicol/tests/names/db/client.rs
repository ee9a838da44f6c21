/// A record of the model `Client`.
#[derive(Clone)]
pub struct Client {
    pub id: ::core::primitive::i32,
    pub r#type: ::std::string::String,
    pub r#match: ::core::primitive::i32,
    pub r#gen: ::core::primitive::i32,
    pub self__2: ::core::primitive::i32,
    pub self_: ::core::primitive::i32,
    pub bool: ::core::primitive::bool,
    pub string: ::std::string::String,
    pub user_id_2: ::core::primitive::i32,
    pub user_id: ::core::primitive::i32,
    pub a_b: ::core::primitive::i32,
    pub a: ::core::primitive::i32,
    pub b: ::core::primitive::i32,
}

impl ::nicol::Model for Client {
    const ID: ::core::primitive::u16 = 0;
    const NAME: &'static ::core::primitive::str = "Client";
    const COLUMNS: ::nicol::__private::Columns = &[
        ("id", "id"),
        ("type", "type"),
        ("match", "match"),
        ("gen", "gen"),
        ("self", "self__2"),
        ("self_", "self_"),
        ("bool", "bool"),
        ("String", "string"),
        ("userID", "user_id_2"),
        ("user_id", "user_id"),
        ("aB", "a_b"),
        ("a", "a"),
        ("b", "b"),
    ];

    #[inline]
    fn decode(c: &mut ::nicol::__private::Cursor<'_>) -> Self {
        Self {
            id: c.column(),
            r#type: c.column(),
            r#match: c.column(),
            r#gen: c.column(),
            self__2: c.column(),
            self_: c.column(),
            bool: c.column(),
            string: c.column(),
            user_id_2: c.column(),
            user_id: c.column(),
            a_b: c.column(),
            a: c.column(),
            b: c.column(),
        }
    }

    #[inline]
    fn cell(&self, place: ::core::primitive::usize) -> &dyn ::nicol::__private::Show {
        match place {
            0 => &self.id,
            1 => &self.r#type,
            2 => &self.r#match,
            3 => &self.r#gen,
            4 => &self.self__2,
            5 => &self.self_,
            6 => &self.bool,
            7 => &self.string,
            8 => &self.user_id_2,
            9 => &self.user_id,
            10 => &self.a_b,
            11 => &self.a,
            _ => &self.b,
        }
    }
}

impl ::core::fmt::Debug for Client {
    #[inline]
    fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        ::nicol::__private::debug_row(self, "Client", f)
    }
}

impl ::core::cmp::PartialEq for Client {
    #[inline]
    fn eq(&self, other: &Self) -> ::core::primitive::bool {
        ::nicol::__private::same_row(self, other)
    }
}

impl ::nicol::__private::Serialize for Client {
    #[inline]
    fn serialize<S: ::nicol::__private::Serializer>(
        &self,
        s: S,
    ) -> ::core::result::Result<S::Ok, S::Error> {
        ::nicol::__private::serialize_row(self, s)
    }
}

/// A new record of `Client`: what is required. All else by `set` and `with`.
pub struct New<'a> {
    pub id: ::core::primitive::i32,
    pub r#type: &'a ::core::primitive::str,
    pub r#match: ::core::primitive::i32,
    pub r#gen: ::core::primitive::i32,
    pub self__2: ::core::primitive::i32,
    pub self_: ::core::primitive::i32,
    pub bool: ::core::primitive::bool,
    pub string: &'a ::core::primitive::str,
    pub user_id_2: ::core::primitive::i32,
    pub user_id: ::core::primitive::i32,
    pub a_b: ::core::primitive::i32,
    pub a: ::core::primitive::i32,
    pub b: ::core::primitive::i32,
}

impl ::nicol::New for New<'_> {
    type Model = Client;

    #[inline]
    fn write(self, out: &mut ::nicol::__private::Record) {
        out.set::<::core::primitive::i32>(0, self.id);
        out.set::<::std::string::String>(1, self.r#type);
        out.set::<::core::primitive::i32>(2, self.r#match);
        out.set::<::core::primitive::i32>(3, self.r#gen);
        out.set::<::core::primitive::i32>(4, self.self__2);
        out.set::<::core::primitive::i32>(5, self.self_);
        out.set::<::core::primitive::bool>(6, self.bool);
        out.set::<::std::string::String>(7, self.string);
        out.set::<::core::primitive::i32>(8, self.user_id_2);
        out.set::<::core::primitive::i32>(9, self.user_id);
        out.set::<::core::primitive::i32>(10, self.a_b);
        out.set::<::core::primitive::i32>(11, self.a);
        out.set::<::core::primitive::i32>(12, self.b);
    }
}

/// The field `id`.
#[inline]
pub fn id() -> ::nicol::Key<Client, ::core::primitive::i32> {
    ::nicol::Field::new(0)
}

/// The field `type`.
#[inline]
pub fn r#type() -> ::nicol::Field<Client, ::std::string::String> {
    ::nicol::Field::new(1)
}

/// The field `match`.
#[inline]
pub fn r#match() -> ::nicol::Field<Client, ::core::primitive::i32> {
    ::nicol::Field::new(2)
}

/// The field `gen`.
#[inline]
pub fn r#gen() -> ::nicol::Field<Client, ::core::primitive::i32> {
    ::nicol::Field::new(3)
}

/// The field `self`.
#[inline]
pub fn self__2() -> ::nicol::Field<Client, ::core::primitive::i32> {
    ::nicol::Field::new(4)
}

/// The field `self_`.
#[inline]
pub fn self_() -> ::nicol::Field<Client, ::core::primitive::i32> {
    ::nicol::Field::new(5)
}

/// The field `bool`.
#[inline]
pub fn bool() -> ::nicol::Field<Client, ::core::primitive::bool> {
    ::nicol::Field::new(6)
}

/// The field `String`.
#[inline]
pub fn string() -> ::nicol::Field<Client, ::std::string::String> {
    ::nicol::Field::new(7)
}

/// The field `userID`.
#[inline]
pub fn user_id_2() -> ::nicol::Field<Client, ::core::primitive::i32> {
    ::nicol::Field::new(8)
}

/// The field `user_id`.
#[inline]
pub fn user_id() -> ::nicol::Field<Client, ::core::primitive::i32> {
    ::nicol::Field::new(9)
}

/// The field `aB`.
#[inline]
pub fn a_b() -> ::nicol::Field<Client, ::core::primitive::i32> {
    ::nicol::Field::new(10)
}

/// The field `a`.
#[inline]
pub fn a() -> ::nicol::Field<Client, ::core::primitive::i32> {
    ::nicol::Field::new(11)
}

/// The field `b`.
#[inline]
pub fn b() -> ::nicol::Field<Client, ::core::primitive::i32> {
    ::nicol::Field::new(12)
}

/// The relation `option` to `Option`.
#[inline]
pub fn option() -> ::nicol::Rel<Client, ::nicol::Many<super::Option>> {
    ::nicol::Rel::new(13)
}

/// The record with these values of `a` and `b`.
#[inline]
pub fn a_b_2(
    a: impl ::nicol::Arg<::core::primitive::i32>,
    b: impl ::nicol::Arg<::core::primitive::i32>,
) -> ::nicol::Unique<Client> {
    ::nicol::__private::Compound::new()
        .eq::<::core::primitive::i32>(11, a)
        .eq::<::core::primitive::i32>(12, b)
        .unique()
}

#[doc(hidden)]
pub mod __t {
    pub type id = ::nicol::Key<super::Client, ::core::primitive::i32>;
    pub type r#type = ::nicol::Field<super::Client, ::std::string::String>;
    pub type r#match = ::nicol::Field<super::Client, ::core::primitive::i32>;
    pub type r#gen = ::nicol::Field<super::Client, ::core::primitive::i32>;
    pub type self__2 = ::nicol::Field<super::Client, ::core::primitive::i32>;
    pub type self_ = ::nicol::Field<super::Client, ::core::primitive::i32>;
    pub type bool = ::nicol::Field<super::Client, ::core::primitive::bool>;
    pub type string = ::nicol::Field<super::Client, ::std::string::String>;
    pub type user_id_2 = ::nicol::Field<super::Client, ::core::primitive::i32>;
    pub type user_id = ::nicol::Field<super::Client, ::core::primitive::i32>;
    pub type a_b = ::nicol::Field<super::Client, ::core::primitive::i32>;
    pub type a = ::nicol::Field<super::Client, ::core::primitive::i32>;
    pub type b = ::nicol::Field<super::Client, ::core::primitive::i32>;
    pub type option = ::nicol::Rel<super::Client, ::nicol::Many<super::super::Option>>;
}

#[doc(hidden)]
pub mod __m {
    pub use super::super::option;
    pub type __Model = super::Client;
}
