/** Which JavaScript runtime this is. */
export interface Platform {
  id: '' | 'node' | 'bun' | 'deno' | 'netlify' | 'workerd' | 'edge-light'
  prettyName: string
  isEdge: boolean
}

interface Globals {
  Netlify?: unknown
  EdgeRuntime?: unknown
  Deno?: unknown
  Bun?: unknown
  navigator?: { userAgent?: string }
  process?: { release?: { name?: string } }
}

export function getRuntime(): Platform {
  const globals = globalThis as Globals
  const is = (id: Platform['id'], prettyName: string, isEdge: boolean) => ({ id, prettyName, isEdge })
  if (typeof globals.Netlify === 'object') return is('netlify', 'Netlify Edge Functions', true)
  if (typeof globals.EdgeRuntime === 'string') {
    return is('edge-light', 'Edge Runtime (Vercel Edge Functions, Vercel Edge Middleware, Next.js Middleware)', true)
  }
  if (globals.navigator?.userAgent === 'Cloudflare-Workers') return is('workerd', 'Cloudflare Workers', true)
  if (typeof globals.Deno === 'object') return is('deno', 'Deno', false)
  if (typeof globals.Bun === 'object') return is('bun', 'Bun', false)
  if (globals.process?.release?.name === 'node') return is('node', 'Node.js', false)
  return is('', '', false)
}
