// Types of rustdoc's JSON as Rust writes them.

const STANDARD = new Set(['core', 'alloc', 'std'])

/** Those of the standard library and our own by their names, others by their whole paths. */
function pathOf({ path, id }, { paths }) {
  const known = paths[id]
  if (known === undefined || known.crate_id === 0 || STANDARD.has(known.path[0])) return path.split('::').at(-1)
  return known.path.join('::')
}

function argumentsOf(args, doc) {
  if (!args) return ''
  if (args.parenthesized) {
    const { inputs, output } = args.parenthesized
    return `(${inputs.map((input) => type(input, doc)).join(', ')})${output ? ` -> ${type(output, doc)}` : ''}`
  }
  if (!args.angle_bracketed) return ''
  const one = (arg) => arg.lifetime ?? (arg.type ? type(arg.type, doc) : (arg.const?.expr ?? '_'))
  const constraint = ({ name, binding }) =>
    binding.equality
      ? `${name} = ${binding.equality.type ? type(binding.equality.type, doc) : binding.equality.constant.expr}`
      : `${name}: ${bounds(binding.constraint, doc)}`
  const all = [...args.angle_bracketed.args.map(one), ...args.angle_bracketed.constraints.map(constraint)]
  return all.length === 0 ? '' : `<${all.join(', ')}>`
}

export const named = (path, doc) => pathOf(path, doc) + argumentsOf(path.args, doc)

export function bounds(all, doc) {
  return all
    .map((bound) => {
      if (bound.outlives) return bound.outlives
      if (!bound.trait_bound) return 'use<..>'
      const { trait, modifier, generic_params: params } = bound.trait_bound
      const forAll = params.length > 0 ? `for<${params.map(({ name }) => name).join(', ')}> ` : ''
      return `${modifier === 'maybe' ? '?' : ''}${forAll}${named(trait, doc)}`
    })
    .join(' + ')
}

const RENDERED = {
  primitive: (name) => name,
  generic: (name) => name,
  infer: () => '_',
  resolved_path: named,
  tuple: (all, doc) => `(${all.map((each) => type(each, doc)).join(', ')})`,
  slice: (each, doc) => `[${type(each, doc)}]`,
  array: ({ type: each, len }, doc) => `[${type(each, doc)}; ${len}]`,
  impl_trait: (all, doc) => `impl ${bounds(all, doc)}`,
  borrowed_ref: ({ lifetime, is_mutable: mutable, type: of }, doc) =>
    `&${lifetime ? `${lifetime} ` : ''}${mutable ? 'mut ' : ''}${type(of, doc)}`,
  raw_pointer: ({ is_mutable: mutable, type: of }, doc) => `*${mutable ? 'mut' : 'const'} ${type(of, doc)}`,
  dyn_trait: ({ traits, lifetime }, doc) => {
    const all = traits.map(({ trait }) => named(trait, doc))
    return `dyn ${[...all, ...(lifetime ? [lifetime] : [])].join(' + ')}`
  },
  function_pointer: ({ sig }, doc) => `fn${signature(sig, doc)}`,
  qualified_path: ({ name, self_type: self, trait }, doc) =>
    trait?.path ? `<${type(self, doc)} as ${named(trait, doc)}>::${name}` : `${type(self, doc)}::${name}`,
}

export function type(of, doc) {
  const [kind] = Object.keys(of)
  const render = RENDERED[kind]
  if (render === undefined) throw new Error(`rustdoc has a new kind of type: ${kind}`)
  return render(of[kind], doc)
}

function receiver(of, doc) {
  if (of.generic === 'Self') return 'self'
  if (of.borrowed_ref?.type.generic === 'Self') return type(of, doc).replace('Self', 'self')
  return `self: ${type(of, doc)}`
}

export function signature({ inputs, output }, doc) {
  const one = ([name, of]) => (name === 'self' ? receiver(of, doc) : `${name}: ${type(of, doc)}`)
  return `(${inputs.map(one).join(', ')})${output ? ` -> ${type(output, doc)}` : ''}`
}

/** `<T: Bound>` and the where clause; what the compiler made up itself stands in the signature as `impl`. */
export function generics({ params, where_predicates: predicates }, doc) {
  const one = ({ name, kind }) => {
    if (kind.type?.is_synthetic) return []
    if (kind.const) return [`const ${name}: ${type(kind.const.type, doc)}`]
    const bound = kind.type?.bounds ?? []
    return [bound.length > 0 ? `${name}: ${bounds(bound, doc)}` : name]
  }
  const all = params.flatMap(one)
  const clause = predicates.map((predicate) => {
    if (predicate.bound_predicate) {
      const { type: of, bounds: required } = predicate.bound_predicate
      return `${type(of, doc)}: ${bounds(required, doc)}`
    }
    if (predicate.lifetime_predicate) {
      const { lifetime, outlives } = predicate.lifetime_predicate
      return `${lifetime}: ${outlives.join(' + ')}`
    }
    return JSON.stringify(predicate)
  })
  return {
    before: all.length > 0 ? `<${all.join(', ')}>` : '',
    after: clause.length > 0 ? ` where ${clause.join(', ')}` : '',
  }
}
