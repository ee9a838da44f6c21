/** Where values are packed: numbers, and the bytes of texts. The addon reads both while it is called. */

/** What they hold at most: larger calls are sent as JSON. */
const MOST = 1 << 22
/** Texts up to here are faster to write one by one. */
const SHORT = 24

export class Bytes {
  cells = new Float64Array(1 << 11)
  bytes = Buffer.allocUnsafeSlow(1 << 14)
  /** How much is used; more than there is, if it did not fit. */
  cell = 0
  byte = 0

  reset(): void {
    this.cell = 0
    this.byte = 0
  }

  /** Adds a number. What is written behind the end is lost. */
  number(value: number): void {
    this.cells[this.cell++] = value
  }

  /** Adds a text. */
  text(value: string): void {
    const { bytes } = this
    const start = this.byte
    const { length } = value
    const end = start + 3 * length
    if (end > bytes.length) {
      this.byte = end
      return
    }
    if (length <= SHORT) {
      let at = 0
      for (; at < length; at++) {
        const code = value.charCodeAt(at)
        if (code > 127) break
        bytes[start + at] = code
      }
      if (at === length) {
        this.byte = start + length
        this.cells[this.cell++] = length
        return
      }
    }
    const written = bytes.write(value, start)
    this.byte = start + written
    this.cells[this.cell++] = written
  }

  /** Adds bytes. */
  raw(view: ArrayBufferView): void {
    const start = this.byte
    this.byte += view.byteLength
    this.cells[this.cell++] = view.byteLength
    if (this.byte <= this.bytes.length) this.bytes.set(new Uint8Array(view.buffer, view.byteOffset, view.byteLength), start)
  }

  get fits(): boolean {
    return this.cell <= this.cells.length && this.byte <= this.bytes.length
  }

  /** Makes room for what did not fit; false if it is too much. */
  grow(): boolean {
    const [cells, bytes] = [2 * this.cell, 2 * this.byte]
    if (8 * cells > MOST || bytes > MOST) return false
    if (cells > this.cells.length) this.cells = new Float64Array(cells)
    if (bytes > this.bytes.length) this.bytes = Buffer.allocUnsafeSlow(bytes)
    return true
  }
}
