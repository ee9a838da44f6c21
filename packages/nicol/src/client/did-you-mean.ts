/** How many letters differ. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const change = (row[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1)
      next.push(Math.min(change, (row[j] as number) + 1, (next[j - 1] as number) + 1))
    }
    row = next
  }
  return row[b.length] as number
}

/** ` Did you mean "x"?`, if one of the names is near. */
export function didYouMean(given: unknown, names: readonly string[]): string {
  if (typeof given !== 'string' || given.length > 100) return ''
  let best: { name: string; far: number } | undefined
  for (const name of names) {
    const far = distance(given, name)
    if (far < 3 && (!best || far < best.far)) best = { name, far }
  }
  return best ? ` Did you mean "${best.name}"?` : ''
}
