/** `prisma.$metrics`, as Prisma 5 and 6 have it. */

export type Metric<T> = { key: string; value: T; labels: Record<string, string>; description: string }
export type MetricHistogramBucket = [maxValue: number, count: number]
export type MetricHistogram = { buckets: MetricHistogramBucket[]; sum: number; count: number }
export type Metrics = { counters: Metric<number>[]; gauges: Metric<number>[]; histograms: Metric<MetricHistogram>[] }

type Options = {
  /** Put on every metric. */
  globalLabels?: Record<string, string>
}

export class MetricsClient {
  private constructor()
  json(options?: Options): Promise<Metrics>
  /** The text that Prometheus reads. */
  prometheus(options?: Options): Promise<string>
}

export {}
