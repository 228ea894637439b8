import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import ts from 'typescript'

/** One file of the source as the rules of the house see it. */
export interface Source {
  /** From the root of the repository, `src/feed/decide.ts`. */
  readonly path: string
  readonly lines: number
  readonly imports: readonly Import[]
  /** What it reads or calls of the world around: `Date.now`, `new Date()`, `Math.random`, `setTimeout`, `await` … */
  readonly uses: ReadonlySet<string>
  /** Names of properties that are written in object literals. */
  readonly properties: ReadonlySet<string>
  /** String and template literals, each from its beginning. */
  readonly texts: readonly string[]
}

export interface Import {
  /** A path from the root, or the name of a package as it is written. */
  readonly to: string
  /** Nothing of it is left when the types are stripped. */
  readonly types: boolean
  readonly names: readonly string[]
}

/** Without an argument these read the time of day. */
const NOW_WITHOUT_ARGUMENTS = new Set(['Date', 'DateTime.utc', 'DateTime.local'])

/** Reads every TypeScript file below these folders. */
export function readSources(root: string, folders: readonly string[]): Source[] {
  return folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.tsx?$/.test(name))
      .sort()
      .map((name) => join(folder, name))
      .map((path) => parse(path, readFileSync(join(root, path), 'utf8'))),
  )
}

/** Reads one file by the compiler's own parser: comments and strings are not code. */
export function parse(path: string, text: string): Source {
  const imports: Import[] = []
  const uses = new Set<string>()
  const properties = new Set<string>()
  const texts: string[] = []
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.ES2024, true)

  function add(to: string, types: boolean, names: readonly string[]): void {
    imports.push({ to: to.startsWith('.') ? normalize(join(dirname(path), to)) : to, types, names })
  }

  function visit(node: ts.Node): void {
    if (ts.isImportDeclaration(node)) add(textOf(node.moduleSpecifier), onlyTypes(node), namesOf(node))
    else if (ts.isExportDeclaration(node) && node.moduleSpecifier)
      add(textOf(node.moduleSpecifier), node.isTypeOnly, [])
    else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument))
      add(textOf(node.argument.literal), true, [])
    else if (ts.isCallExpression(node)) {
      if (node.expression.kind === ts.SyntaxKind.ImportKeyword) add(textOf(node.arguments[0]), false, [])
      const called = node.expression.getText(file)
      if (node.arguments.length === 0 && NOW_WITHOUT_ARGUMENTS.has(called)) uses.add(`${called}()`)
    } else if (ts.isNewExpression(node) && (node.arguments?.length ?? 0) === 0)
      uses.add(`new ${node.expression.getText(file)}()`)
    else if (ts.isPropertyAccessExpression(node)) uses.add(node.getText(file))
    else if (ts.isIdentifier(node) && !isMember(node)) uses.add(node.text)
    else if (ts.isAwaitExpression(node)) uses.add('await')
    else if (node.kind === ts.SyntaxKind.AsyncKeyword) uses.add('async')
    else if (ts.isStringLiteralLike(node)) texts.push(node.text)
    else if (ts.isTemplateExpression(node)) texts.push(node.head.text, ...node.templateSpans.map((s) => s.literal.text))
    if (ts.isPropertyAssignment(node)) properties.add(node.name.getText(file))
    ts.forEachChild(node, visit)
  }
  visit(file)
  return { path, lines: text.split('\n').length - 1, imports, uses, properties, texts }
}

function textOf(node: ts.Node | undefined): string {
  return node && ts.isStringLiteralLike(node) ? node.text : ''
}

function onlyTypes({ importClause }: ts.ImportDeclaration): boolean {
  if (!importClause) return false
  if (importClause.phaseModifier === ts.SyntaxKind.TypeKeyword) return true
  const { name, namedBindings } = importClause
  if (name || !namedBindings || !ts.isNamedImports(namedBindings)) return false
  return namedBindings.elements.every(({ isTypeOnly }) => isTypeOnly)
}

/** Names that are left when the types are stripped. */
function namesOf({ importClause }: ts.ImportDeclaration): string[] {
  const bindings = importClause?.namedBindings
  if (!importClause || !bindings || !ts.isNamedImports(bindings)) return importClause ? ['*'] : []
  if (importClause.phaseModifier === ts.SyntaxKind.TypeKeyword) return []
  return bindings.elements.flatMap(({ isTypeOnly, propertyName, name }) =>
    isTypeOnly ? [] : [(propertyName ?? name).text],
  )
}

/** `now` of `x.now` and of `{ now: 1 }` is no name of its own. */
function isMember(node: ts.Identifier): boolean {
  const { parent } = node
  return (
    (ts.isPropertyAccessExpression(parent) && parent.name === node) ||
    ((ts.isPropertyAssignment(parent) || ts.isPropertySignature(parent) || ts.isMethodDeclaration(parent)) &&
      parent.name === node)
  )
}
