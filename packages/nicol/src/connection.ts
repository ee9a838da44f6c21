/** How an engine reaches its database. */
export interface ConnectionSettings {
  /** With Prisma's parameters (`connection_limit`, `schema`, `sslmode`, …). */
  url: string
  /** The folder that a relative path of SQLite counts from: without it the working directory. */
  relativeTo?: string
  /** Asked for each connection that is opened, in place of the URL's password. */
  password?: () => Promise<string>
  /** Texts in PEM, in place of the files that a URL can name. */
  tls?: TlsTexts
  /** How SQLite dates are written, where that is not what the schema's flavour says. */
  dates?: 'iso8601' | 'unixepoch-ms'
}

export interface TlsTexts {
  /** What the server's certificate must come from. */
  authorities?: string
  /** The client's certificates and its key. */
  identity?: string
  /** What the server's certificate must be for, if that is not the host. */
  serverName?: string
}
