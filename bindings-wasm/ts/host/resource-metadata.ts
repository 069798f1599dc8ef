import { invalidPolicy } from './error.js'

/** The metadata of this server as a protected resource (RFC 9728), and where it is served. */
export interface ResourceMetadata {
  /** With the identifier's path behind the well-known one, and without. */
  readonly paths: readonly string[]
  /** Names in lower case. Pages of every origin may read the document. */
  readonly headers: Readonly<Record<string, string>>
  /** The JSON document. */
  readonly body: string
}

/** What to answer, when the request asks for the metadata. */
export type MetadataAnswer = (method: string | undefined, url: string) => ResourceMetadata | undefined

/** Throws at once when the policy of the verifier names no resource. */
export function metadataAnswer(verifier: { readonly resourceMetadata: ResourceMetadata | undefined }): MetadataAnswer {
  const metadata = verifier.resourceMetadata
  if (metadata === undefined) throw invalidPolicy('resource', 'the policy names no resource')
  return (method, url) => (isRead(method) && metadata.paths.includes(pathOf(url)) ? metadata : undefined)
}

function isRead(method: string | undefined): boolean {
  return method === 'GET' || method === 'HEAD' || method === 'OPTIONS'
}

/** The path of a URL that is absolute or begins with the path. */
function pathOf(url: string): string {
  const [, path = '/'] = /^(?:[a-z][a-z\d+.-]*:\/\/[^/?#]*)?([^?#]*)/i.exec(url) ?? []
  return path
}
