// The handler of fetch for routes that have one guard each. It runs in every runtime.
export function fetchHandler(routes) {
  const guards = new Map(routes.map(({ path, guards: [allowed] }) => [path, allowed]))
  return async (request, context) => {
    const allowed = guards.get(new URL(request.url).pathname)
    const caller = await allowed(request, context)
    if (caller instanceof Response) return caller
    return Response.json({ agent: caller?.clientId ?? null }, { headers: [...allowed.headers] })
  }
}
