/** Decimal numbers: the class of decimal.js 10, which the runtime carries. What each method does stands in its documentation. */

export interface DecimalJsLike {
  d: number[]
  e: number
  s: number
  toFixed(): string
}

export namespace Decimal {
  type Value = string | number | Decimal
  type Instance = Decimal
  type Constructor = typeof Decimal
  type Rounding = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8
  type Modulo = Rounding | 9
  interface Config {
    precision?: number
    rounding?: Rounding
    modulo?: Modulo
    toExpNeg?: number
    toExpPos?: number
    minE?: number
    maxE?: number
    crypto?: boolean
    defaults?: boolean
  }
}

type N = Decimal.Value
type R = Decimal.Rounding

export function Decimal(n: N): Decimal

export class Decimal {
  readonly d: number[]
  readonly e: number
  readonly s: number
  constructor(n: N)

  // Arithmetic.
  plus(n: N): Decimal
  add(n: N): Decimal
  minus(n: N): Decimal
  sub(n: N): Decimal
  times(n: N): Decimal
  mul(n: N): Decimal
  dividedBy(n: N): Decimal
  div(n: N): Decimal
  dividedToIntegerBy(n: N): Decimal
  divToInt(n: N): Decimal
  modulo(n: N): Decimal
  mod(n: N): Decimal
  toPower(n: N): Decimal
  pow(n: N): Decimal
  absoluteValue(): Decimal
  abs(): Decimal
  negated(): Decimal
  neg(): Decimal
  squareRoot(): Decimal
  sqrt(): Decimal
  cubeRoot(): Decimal
  cbrt(): Decimal
  naturalExponential(): Decimal
  exp(): Decimal
  naturalLogarithm(): Decimal
  ln(): Decimal
  logarithm(n?: N): Decimal
  log(n?: N): Decimal
  clampedTo(min: N, max: N): Decimal
  clamp(min: N, max: N): Decimal

  // Angles.
  sine(): Decimal
  sin(): Decimal
  cosine(): Decimal
  cos(): Decimal
  tangent(): Decimal
  tan(): Decimal
  inverseSine(): Decimal
  asin(): Decimal
  inverseCosine(): Decimal
  acos(): Decimal
  inverseTangent(): Decimal
  atan(): Decimal
  hyperbolicSine(): Decimal
  sinh(): Decimal
  hyperbolicCosine(): Decimal
  cosh(): Decimal
  hyperbolicTangent(): Decimal
  tanh(): Decimal
  inverseHyperbolicSine(): Decimal
  asinh(): Decimal
  inverseHyperbolicCosine(): Decimal
  acosh(): Decimal
  inverseHyperbolicTangent(): Decimal
  atanh(): Decimal

  // Comparison.
  comparedTo(n: N): number
  cmp(n: N): number
  equals(n: N): boolean
  eq(n: N): boolean
  greaterThan(n: N): boolean
  gt(n: N): boolean
  greaterThanOrEqualTo(n: N): boolean
  gte(n: N): boolean
  lessThan(n: N): boolean
  lt(n: N): boolean
  lessThanOrEqualTo(n: N): boolean
  lte(n: N): boolean
  isFinite(): boolean
  isInteger(): boolean
  isInt(): boolean
  isNaN(): boolean
  isNegative(): boolean
  isNeg(): boolean
  isPositive(): boolean
  isPos(): boolean
  isZero(): boolean

  // Digits.
  round(): Decimal
  ceil(): Decimal
  floor(): Decimal
  truncated(): Decimal
  trunc(): Decimal
  decimalPlaces(): number
  dp(): number
  precision(includeZeros?: boolean): number
  sd(includeZeros?: boolean): number
  toDecimalPlaces(decimalPlaces?: number): Decimal
  toDecimalPlaces(decimalPlaces: number, rounding: R): Decimal
  toDP(decimalPlaces?: number): Decimal
  toDP(decimalPlaces: number, rounding: R): Decimal
  toSignificantDigits(significantDigits?: number): Decimal
  toSignificantDigits(significantDigits: number, rounding: R): Decimal
  toSD(significantDigits?: number): Decimal
  toSD(significantDigits: number, rounding: R): Decimal
  toNearest(n: N, rounding?: R): Decimal

  // Other forms.
  toString(): string
  toJSON(): string
  valueOf(): string
  toNumber(): number
  toFraction(max_denominator?: N): Decimal[]
  toFixed(decimalPlaces?: number): string
  toFixed(decimalPlaces: number, rounding: R): string
  toExponential(decimalPlaces?: number): string
  toExponential(decimalPlaces: number, rounding: R): string
  toPrecision(significantDigits?: number): string
  toPrecision(significantDigits: number, rounding: R): string
  toBinary(significantDigits?: number): string
  toBinary(significantDigits: number, rounding: R): string
  toOctal(significantDigits?: number): string
  toOctal(significantDigits: number, rounding: R): string
  toHexadecimal(significantDigits?: number): string
  toHexadecimal(significantDigits: number, rounding: R): string
  toHex(significantDigits?: number): string
  toHex(significantDigits: number, rounding?: R): string

  // The same as functions.
  static abs(n: N): Decimal
  static acos(n: N): Decimal
  static acosh(n: N): Decimal
  static asin(n: N): Decimal
  static asinh(n: N): Decimal
  static atan(n: N): Decimal
  static atanh(n: N): Decimal
  static cbrt(n: N): Decimal
  static ceil(n: N): Decimal
  static cos(n: N): Decimal
  static cosh(n: N): Decimal
  static exp(n: N): Decimal
  static floor(n: N): Decimal
  static ln(n: N): Decimal
  static log2(n: N): Decimal
  static log10(n: N): Decimal
  static round(n: N): Decimal
  static sin(n: N): Decimal
  static sinh(n: N): Decimal
  static sqrt(n: N): Decimal
  static tan(n: N): Decimal
  static tanh(n: N): Decimal
  static trunc(n: N): Decimal
  static add(x: N, y: N): Decimal
  static sub(x: N, y: N): Decimal
  static mul(x: N, y: N): Decimal
  static div(x: N, y: N): Decimal
  static mod(x: N, y: N): Decimal
  static atan2(y: N, x: N): Decimal
  static pow(base: N, exponent: N): Decimal
  static log(n: N, base?: N): Decimal
  static clamp(n: N, min: N, max: N): Decimal
  static hypot(...n: N[]): Decimal
  static max(...n: N[]): Decimal
  static min(...n: N[]): Decimal
  static sum(...n: N[]): Decimal
  static sign(n: N): number
  static random(significantDigits?: number): Decimal
  static isDecimal(object: any): object is Decimal

  // Settings.
  static clone(object?: Decimal.Config): Decimal.Constructor
  static config(object: Decimal.Config): Decimal.Constructor
  static set(object: Decimal.Config): Decimal.Constructor
  static noConflict(): Decimal.Constructor
  static readonly default?: Decimal.Constructor
  static readonly Decimal?: Decimal.Constructor
  static readonly precision: number
  static readonly rounding: R
  static readonly modulo: Decimal.Modulo
  static readonly toExpNeg: number
  static readonly toExpPos: number
  static readonly minE: number
  static readonly maxE: number
  static readonly crypto: boolean
  static readonly ROUND_UP: 0
  static readonly ROUND_DOWN: 1
  static readonly ROUND_CEIL: 2
  static readonly ROUND_FLOOR: 3
  static readonly ROUND_HALF_UP: 4
  static readonly ROUND_HALF_DOWN: 5
  static readonly ROUND_HALF_EVEN: 6
  static readonly ROUND_HALF_CEIL: 7
  static readonly ROUND_HALF_FLOOR: 8
  static readonly EUCLID: 9
}

export {}
