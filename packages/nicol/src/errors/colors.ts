export type ErrorFormat = 'pretty' | 'colorless' | 'minimal'

type Paint = (text: string) => string

export interface Colors {
  enabled: boolean
  red: Paint
  green: Paint
  bold: Paint
  dim: Paint
  underline: Paint
}

const code = (on: number, off: number): Paint => (text) => `\u001b[${on}m${text}\u001b[${off}m`
const same: Paint = (text) => text

const painted: Colors = {
  enabled: true,
  red: code(31, 39),
  green: code(32, 39),
  bold: code(1, 22),
  dim: code(2, 22),
  underline: code(4, 24),
}
const plain: Colors = { enabled: false, red: same, green: same, bold: same, dim: same, underline: same }

export function colorsOf(format: ErrorFormat): Colors {
  return format === 'pretty' ? painted : plain
}
