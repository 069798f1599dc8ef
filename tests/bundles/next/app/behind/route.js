// The guard is in the proxy.
export const dynamic = 'force-dynamic'
export const GET = () => new Response('behind')
export const OPTIONS = GET
