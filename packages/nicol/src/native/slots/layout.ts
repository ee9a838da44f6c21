/** Layouts of results in slots, as `crates/query/src/slots/describe.rs` describes them. */

/** What a cell holds: a letter, or the names of an enum. */
export type Kind = 'b' | 'i' | 'n' | 'f' | 'd' | 's' | 'j' | 'y' | 't' | string[]

export type What = { cell: Kind } | { list: Kind } | { group: Item[] } | { many: Body } | { one: Body }

export type Item = [name: string, what: What]

/** An object, or one value alone. */
export type Body = Item[] | What

export type Layout = ['count'] | ['many' | 'single', Body]

/** Cells as numbers and as 64-bit integers, and the pieces of the texts. */
export type Decoder = (cells: Float64Array, integers: BigInt64Array, texts: readonly string[]) => unknown
