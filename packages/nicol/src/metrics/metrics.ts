/** `$metrics`, as Prisma 5 and 6 have it. */

import type { Engine, Metrics } from '../engine.js'

export interface MetricsOptions {
  globalLabels?: Record<string, string>
}

export class MetricsClient {
  readonly #engine: () => Engine | Promise<Engine>

  constructor(engine: () => Engine | Promise<Engine>) {
    this.#engine = engine
  }

  /** The numbers as data. */
  async json(options: MetricsOptions = {}): Promise<Metrics> {
    const { counters, gauges, histograms } = (await this.#engine()).metrics()
    const label = <T extends { labels: Record<string, string> }>(metric: T): T => ({
      ...metric,
      labels: { ...options.globalLabels, ...metric.labels },
    })
    return { counters: counters.map(label), gauges: gauges.map(label), histograms: histograms.map(label) }
  }

  /** The numbers as the text that Prometheus reads. */
  async prometheus(options: MetricsOptions = {}): Promise<string> {
    const { counters, gauges, histograms } = await this.json(options)
    const lines: string[] = []
    const head = (type: string, { key, description }: { key: string; description: string }) => {
      lines.push(`# HELP ${key} ${description.replace(/\\/g, '\\\\').replace(/\n/g, '\\n')}`, `# TYPE ${key} ${type}`)
    }
    for (const [type, metrics] of [['counter', counters], ['gauge', gauges]] as const) {
      for (const metric of metrics) {
        head(type, metric)
        lines.push(`${metric.key}${labels(metric.labels)} ${metric.value}`, '')
      }
    }
    for (const metric of histograms) {
      head('histogram', metric)
      let below = 0
      const { buckets, sum, count } = metric.value
      for (const [bound, inside] of buckets) {
        below += inside
        lines.push(`${metric.key}_bucket${labels({ ...metric.labels, le: String(bound) })} ${below}`)
      }
      lines.push(`${metric.key}_bucket${labels({ ...metric.labels, le: '+Inf' })} ${count}`)
      lines.push(`${metric.key}_sum${labels(metric.labels)} ${sum}`, `${metric.key}_count${labels(metric.labels)} ${count}`, '')
    }
    return lines.join('\n')
  }
}

function labels(given: Record<string, string>): string {
  const parts = Object.entries(given).map(([key, value]) => {
    const text = String(value).replace(/\\/g, '\\\\').replace(/"/g, '\\"').replace(/\n/g, '\\n')
    return `${key}="${text}"`
  })
  return parts.length > 0 ? `{${parts.join(',')}}` : ''
}
