/**
 * Types `req.auth` of Express as the principal, in the whole program: `import 'doorward/express/global'`. It is apart from the guard,
 * because programs may have a type of their own for `req.auth`, or the one of the MCP SDK.
 */
import type { Principal } from 'doorward-wasm/internal/host'

declare global {
  namespace Express {
    interface Request {
      /** Who is calling. A guard sets it; where a credential is optional, `null` says that none came. */
      auth?: Principal | null
    }
  }
}
