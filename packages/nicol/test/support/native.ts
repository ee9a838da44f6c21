/** What tests of the engine use of the sources, by one door: imported one by one they would be loaded twice. */

export { createEngine } from '../../src/native/index.js'
export { Decimal } from '../../src/values/decimal.js'
export { FieldRef } from '../../src/values/field-ref.js'
export { AnyNull, DbNull, JsonNull } from '../../src/values/null-types.js'
export { skip } from '../../src/values/skip.js'
export { generate } from '../../src/native/slots/generate.js'
import { interpret as interpretWith } from '../../src/native/slots/interpret.js'
import type { Layout } from '../../src/native/slots/layout.js'
import * as values from '../../src/native/values.js'

export const interpret = (layout: Layout) => interpretWith(layout, values)
export { addon, open, submit, withArguments } from '../../src/native/delivery.js'
export { Forms, packed } from '../../src/native/pack/index.js'
export { text } from '../../src/native/request.js'
