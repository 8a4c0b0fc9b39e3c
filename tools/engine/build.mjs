// @ts-check
import { copyFileSync, mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { findGo } from '../go.mjs'
import { lastWords, run } from '../run.mjs'
import { ENGINE_BINARIES } from '../versions.mjs'
import { place } from './place.mjs'
import { watchBuild } from './progress.mjs'

const HERE = fileURLToPath(new URL('.', import.meta.url))
const TAGS = ['-tags', 'osusergo,grpcnotrace']

/**
 * Builds the named binaries from the Go modules pinned in this folder and places each as soon as it is done. Throws a
 * sentence when there is no Go and none can be had, when the module proxy is unreachable, or when a build fails.
 * @param {import('./download.mjs').Job} job @param {readonly string[]} names
 */
export async function buildEngine({ bin, temporary, env, say }, names) {
  const go = await findGo(env, say)
  const yaml = names.includes('pulumi-language-yaml')
  const minutes = names.includes('pulumi') ? `${yaml ? 9 : 7} minutes` : '2 minutes'
  say(`engine: building ${names.join(', ')} from source with Go; about ${minutes} on two cores, only this once`)
  for (const binary of ENGINE_BINARIES.filter(({ name }) => names.includes(name))) {
    const file = await buildBinary(go, binary, temporary, say)
    place(file, bin, binary.name, binary.version)
  }
  if (go.scratch) rmSync(go.scratch, { recursive: true, force: true })
}

/**
 * @param {import('../go.mjs').Go} go
 * @param {import('../versions.mjs').EngineBinary} binary
 * @param {string} temporary
 * @param {(line: string) => void} say
 * @returns {Promise<string>} the built file
 */
async function buildBinary(go, binary, temporary, say) {
  const folder = join(temporary, binary.name)
  mkdirSync(folder)
  for (const file of ['go.mod', 'go.sum']) copyFileSync(join(HERE, binary.name, file), join(folder, file))
  const options = { cwd: folder, env: goEnvironment(go.env) }
  const watch = watchBuild(binary.name, say)
  try {
    const list = await run(go.go, ['list', '-deps', ...TAGS, binary.goPackage], {
      ...options,
      onErrorLine: watch.fetched,
    })
    if (list.code !== 0) throw new Error(`the Go modules of ${binary.name} cannot be had: ${lastWords(list)}`)
    watch.expect(list.stdout.trim().split('\n').length)
    const output = join(folder, 'out')
    const args = ['build', '-v', '-trimpath', ...TAGS, '-ldflags', linkFlags(binary), '-o', output, binary.goPackage]
    const built = await run(go.go, args, { ...options, onErrorLine: watch.compiled })
    if (built.code !== 0) throw new Error(`the Go build of ${binary.name} failed: ${lastWords(built)}`)
    return output
  } finally {
    watch.end()
  }
}

/** @param {import('../versions.mjs').EngineBinary} binary @returns {string} */
function linkFlags({ versionVariable, version }) {
  return `-s -w -X ${versionVariable}=v${version}`
}

/**
 * The committed go.sum is complete, so Go may neither change it nor fetch another toolchain: the build is the same
 * everywhere or fails.
 * @param {import('../run.mjs').Env} env @returns {import('../run.mjs').Env}
 */
function goEnvironment(env) {
  const fixed = { CGO_ENABLED: '0', GOTOOLCHAIN: 'local', GOFLAGS: '-mod=readonly -modcacherw -buildvcs=false' }
  return { ...env, ...fixed, GOWORK: 'off', GOOS: undefined, GOARCH: undefined }
}
