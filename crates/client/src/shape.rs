//! `shape!`: named results.

/// Makes a struct of fields and relations, to be read by `.shape::<Card>()`.
///
/// ```
/// # use library::{self as db, genre, book};
/// # async fn example(db: &db::Client) -> nicol::Result<()> {
/// nicol::shape! {
///     #[derive(Debug, Clone)]
///     pub struct Card: db::book {
///         title,                                      // a field
///         loans { days, member { email } },           // a relation, opened: a struct of its own
///         genres(.take(3)): CardGenre { id, name },   // with arguments, and a name for its struct
///         reviews,                                    // a relation as it is: its records
///         loan_count: i64 = book::loans().count(),    // anything else that can be selected, with its type
///     }
/// }
/// let cards: Vec<Card> = db.book().find_many().shape::<Card>().await?;
/// # Ok(())
/// # }
/// ```
///
/// After the colon stands the *module* of the model. Arguments are put behind `todo::tags()` as they are, so they can't use local
/// variables; for that, give such a struct to a part: `select((todo::title(), todo::tags().take(n).shape::<CardTag>()))`.
/// Attributes and visibility are those of the nested structs too.
#[macro_export]
macro_rules! shape {
    // The end.
    (@ { [$($attribute:tt)*] [$visibility:vis] $name:ident [$($path:ident)::+] $out:ident $cursor:ident } $k:tt
        [$($fields:tt)*] [$($writes:tt)*] [$($decodes:tt)*] [$($nested:tt)*] $(,)?) => {
        $($attribute)*
        $visibility struct $name { $($fields)* }

        impl $crate::__private::Shape for $name {
            type Model = $($path)::+::__m::__Model;

            fn write($out: &mut $crate::__private::Piece) {
                $($writes)*
            }

            fn decode($cursor: &mut $crate::__private::Cursor<'_>) -> $crate::Result<Self> {
                ::core::result::Result::Ok(Self { $($decodes)* })
            }
        }

        $($nested)*
    };

    // Four fields or relations as they are: fewer steps.
    (@ { [$($attribute:tt)*] [$visibility:vis] $name:ident [$($path:ident)::+] $out:ident $cursor:ident } $k:tt
        [$($fields:tt)*] [$($writes:tt)*] [$($decodes:tt)*] $nested:tt
        $a:ident, $b:ident, $c:ident, $d:ident, $($rest:tt)*) => {
        $crate::shape! { @ { [$($attribute)*] [$visibility] $name [$($path)::+] $out $cursor } $k
            [$($fields)*
                $visibility $a: <$($path)::+::__t::$a as $crate::__private::Select>::Out,
                $visibility $b: <$($path)::+::__t::$b as $crate::__private::Select>::Out,
                $visibility $c: <$($path)::+::__t::$c as $crate::__private::Select>::Out,
                $visibility $d: <$($path)::+::__t::$d as $crate::__private::Select>::Out,
            ]
            [$($writes)*
                $crate::__private::Pick::write($($path)::+::$a(), $out);
                $crate::__private::Pick::write($($path)::+::$b(), $out);
                $crate::__private::Pick::write($($path)::+::$c(), $out);
                $crate::__private::Pick::write($($path)::+::$d(), $out);
            ]
            [$($decodes)*
                $a: <$($path)::+::__t::$a as $crate::__private::Select>::decode($cursor)?,
                $b: <$($path)::+::__t::$b as $crate::__private::Select>::decode($cursor)?,
                $c: <$($path)::+::__t::$c as $crate::__private::Select>::decode($cursor)?,
                $d: <$($path)::+::__t::$d as $crate::__private::Select>::decode($cursor)?,
            ]
            $nested $($rest)* }
    };

    // A field, or a relation as it is.
    (@ { [$($attribute:tt)*] [$visibility:vis] $name:ident [$($path:ident)::+] $out:ident $cursor:ident } $k:tt
        [$($fields:tt)*] [$($writes:tt)*] [$($decodes:tt)*] $nested:tt
        $field:ident $(($($arguments:tt)*))?, $($rest:tt)*) => {
        $crate::shape! { @ { [$($attribute)*] [$visibility] $name [$($path)::+] $out $cursor } $k
            [$($fields)* $visibility $field: <$($path)::+::__t::$field as $crate::__private::Select>::Out,]
            [$($writes)* $crate::__private::Pick::write($($path)::+::$field() $($($arguments)*)?, $out);]
            [$($decodes)* $field: <$($path)::+::__t::$field as $crate::__private::Select>::decode($cursor)?,]
            $nested $($rest)* }
    };

    // A relation, opened, with a name.
    (@ { [$($attribute:tt)*] [$visibility:vis] $name:ident [$($path:ident)::+] $out:ident $cursor:ident } $k:tt
        [$($fields:tt)*] [$($writes:tt)*] [$($decodes:tt)*] [$($nested:tt)*]
        $field:ident $(($($arguments:tt)*))? : $part:ident { $($members:tt)* }, $($rest:tt)*) => {
        $crate::shape! { @ { [$($attribute)*] [$visibility] $name [$($path)::+] $out $cursor } $k
            [$($fields)* $visibility $field:
                <<$($path)::+::__t::$field as $crate::__private::Related>::Arity as $crate::__private::Arity>::Of<$part>,
            ]
            [$($writes)* $crate::__private::Pick::write(
                $($path)::+::$field() $($($arguments)*)? .shape::<$part>(), $out);
            ]
            [$($decodes)* $field:
                <<<$($path)::+::__t::$field as $crate::__private::Related>::Arity as $crate::__private::Arity>
                    ::With<$crate::__private::Nested<$part>> as $crate::__private::Arity>::decode($cursor)?,
            ]
            [$($nested)*
                $crate::shape! { @ { [$($attribute)*] [$visibility] $part [$($path)::+::__m::$field] $out $cursor } ()
                    [] [] [] [] $($members)*, }
            ]
            $($rest)* }
    };

    // Anything that can be selected, with its type.
    (@ { [$($attribute:tt)*] [$visibility:vis] $name:ident [$($path:ident)::+] $out:ident $cursor:ident } $k:tt
        [$($fields:tt)*] [$($writes:tt)*] [$($decodes:tt)*] $nested:tt
        $field:ident : $type:ty = $pick:expr, $($rest:tt)*) => {
        $crate::shape! { @ { [$($attribute)*] [$visibility] $name [$($path)::+] $out $cursor } $k
            [$($fields)* $visibility $field: $type,]
            [$($writes)* $crate::__private::Pick::<<Self as $crate::__private::Shape>::Model>::write($pick, $out);]
            [$($decodes)* $field: $crate::__private::decode_as(|| $pick, $cursor)?,]
            $nested $($rest)* }
    };

    // A relation, opened, without a name: its struct is called as the relation, and is reached by its number.
    (@ { [$($attribute:tt)*] [$visibility:vis] $name:ident [$($path:ident)::+] $out:ident $cursor:ident } $k:tt
        [$($fields:tt)*] [$($writes:tt)*] [$($decodes:tt)*] [$($nested:tt)*]
        $field:ident $(($($arguments:tt)*))? { $($members:tt)* }, $($rest:tt)*) => {
        $crate::shape! { @ { [$($attribute)*] [$visibility] $name [$($path)::+] $out $cursor } ($k,)
            [$($fields)* $visibility $field:
                <<$($path)::+::__t::$field as $crate::__private::Related>::Arity as $crate::__private::Arity>
                    ::Of<<$name as $crate::__private::NestedShape<$k>>::T>,
            ]
            [$($writes)* $crate::__private::Pick::write(
                $($path)::+::$field() $($($arguments)*)?
                    .shape::<<$name as $crate::__private::NestedShape<$k>>::T>(),
                $out,
            );]
            [$($decodes)* $field:
                <<<$($path)::+::__t::$field as $crate::__private::Related>::Arity as $crate::__private::Arity>
                    ::With<$crate::__private::Nested<<$name as $crate::__private::NestedShape<$k>>::T>>
                    as $crate::__private::Arity>::decode($cursor)?,
            ]
            [$($nested)*
                // The alias one block further out: the nested struct may have the outer one's name.
                const _: () = {
                    type __Outer = $name;
                    const _: () = {
                        $crate::shape! {
                            @ { [$($attribute)* #[allow(non_camel_case_types)]] [$visibility] $field
                                [$($path)::+::__m::$field] $out $cursor } ()
                            [] [] [] [] $($members)*, }
                        impl $crate::__private::NestedShape<$k> for __Outer {
                            type T = $field;
                        }
                    };
                };
            ]
            $($rest)* }
    };

    ($(#[$attribute:meta])* $visibility:vis struct $name:ident : $($path:ident)::+ { $($members:tt)* }) => {
        $crate::shape! { @ { [$(#[$attribute])*] [$visibility] $name [$($path)::+] out cursor } ()
            [] [] [] [] $($members)*, }
    };
}
