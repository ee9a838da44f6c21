/** `ssl` of node-postgres: options of Node's TLS sockets → PEM texts, and what is to be checked. */
import { rootCertificates } from 'node:tls'
import { readFileSync } from 'node:fs'
import type { TlsTexts } from '../connection'
import { AdapterError } from './index'

/** The options that we read. */
export interface SslOption {
  ca?: Text | Text[]
  cert?: Text | Text[]
  key?: Text | Text[]
  rejectUnauthorized?: boolean
  servername?: string
  checkServerIdentity?: (host: string, certificate: object) => Error | undefined
  passphrase?: unknown
  pfx?: unknown
  secureContext?: unknown
}

type Text = string | Uint8Array

export interface Tls {
  mode: 'require' | 'verify-ca' | 'verify-full'
  texts: TlsTexts
}

export function tlsOf(ssl: true | SslOption, host: string): Tls {
  const option = ssl === true ? {} : ssl
  for (const name of ['passphrase', 'pfx', 'secureContext'] as const) {
    if (option[name] !== undefined) {
      throw new AdapterError(
        `The option \`ssl.${name}\` of the driver adapter cannot be used: give \`ssl.cert\` and \`ssl.key\` as PEM without a passphrase.`,
      )
    }
  }
  const texts: TlsTexts = {}
  if (option.cert !== undefined && option.key !== undefined) {
    texts.identity = `${pem(option.cert)}\n${pem(option.key)}`
  }
  if (option.servername) texts.serverName = option.servername
  if (option.rejectUnauthorized === false) return { mode: 'require', texts }
  texts.authorities = option.ca === undefined ? known() : pem(option.ca)
  return { mode: checksName(option, host) ? 'verify-full' : 'verify-ca', texts }
}

/**
 * Whether the server's name is checked. A function of the user's can't be asked during the handshake: one that has nothing
 * to say against a certificate without any name checks none.
 */
function checksName({ checkServerIdentity }: SslOption, host: string): boolean {
  if (checkServerIdentity === undefined) return true
  try {
    return checkServerIdentity(host, { subject: {}, subjectaltname: '' }) instanceof Error
  } catch {
    return true
  }
}

/** The authorities that Node trusts. */
function known(): string {
  return [...rootCertificates, extra()].join('\n')
}

/** Those that Node was started with: a file that can't be read is as good as none, as Node has it. */
function extra(): string {
  const path = process.env['NODE_EXTRA_CA_CERTS']
  if (!path) return ''
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}

function pem(value: Text | Text[]): string {
  const texts = Array.isArray(value) ? value : [value]
  return texts.map((text) => (typeof text === 'string' ? text : Buffer.from(text).toString('utf8'))).join('\n')
}
