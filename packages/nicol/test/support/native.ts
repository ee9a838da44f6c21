/** What tests of the engine use of the sources, by one door: imported one by one they would be loaded twice. */

export { createEngine } from '../../src/native/index.js'
export { Decimal } from '../../src/values/decimal.js'
export { FieldRef } from '../../src/values/field-ref.js'
export { AnyNull, DbNull, JsonNull } from '../../src/values/null-types.js'
export { skip } from '../../src/values/skip.js'
export { generate } from '../../src/native/slots/generate.js'
export { interpret } from '../../src/native/slots/interpret.js'
