// @ts-check
import { createHash } from 'node:crypto'
import { createWriteStream, mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { lastWords, run } from '../run.mjs'
import { ENGINE_VERSION } from '../versions.mjs'
import { OFFICIAL, versionOf } from './found.mjs'
import { place } from './place.mjs'

const SITE = 'https://get.pulumi.com/releases/sdk'
const GIVE_UP_MS = 10_000

/** @typedef {{bin: string, temporary: string, env: import('../run.mjs').Env, say: (line: string) => void}} Job */

/**
 * Places the official release, checked against the checksums published beside it. Throws a sentence when the site is
 * unreachable (known within 10 s), has nothing for this system, or sends something else than it has published.
 * `MACLOOM_ENGINE_URL` names a mirror.
 * @param {Job} job
 */
export async function downloadEngine({ bin, temporary, env, say }) {
  const site = env.MACLOOM_ENGINE_URL || SITE
  const name = archiveName(process.platform, process.arch)
  const published = await publishedChecksum(`${site}/pulumi-${ENGINE_VERSION}-checksums.txt`, name)
  say(`engine: fetching ${site}/${name}`)
  const archive = join(temporary, 'archive.tar.gz')
  const sha256 = await save(`${site}/${name}`, archive)
  if (!published) say('engine: no checksums are published for it; taken on the word of the HTTPS connection')
  if (published && sha256 !== published) throw new Error(`${name} has SHA-256 ${sha256}, published is ${published}`)
  await unpack(archive, temporary, bin, env)
}

/** @param {string} platform @param {string} arch @returns {string} */
export function archiveName(platform, arch) {
  if (!['linux', 'darwin'].includes(platform) || !['x64', 'arm64'].includes(arch)) {
    throw new Error(`there is no official engine for ${platform} on ${arch}`)
  }
  return `pulumi-v${ENGINE_VERSION}-${platform}-${arch}.tar.gz`
}

/**
 * @param {string} url @param {string} archive
 * @returns {Promise<string | undefined>} undefined when nothing is published there
 */
async function publishedChecksum(url, archive) {
  const response = await reach(url, AbortSignal.timeout(GIVE_UP_MS))
  if (response.status === 404 || response.status === 403) return undefined
  if (!response.ok) throw new Error(`${url} answered ${response.status}`)
  const line = (await response.text()).split('\n').find((each) => each.trim().endsWith(archive))
  const sum = line && /^([0-9a-f]{64})\b/.exec(line.trim())?.[1]
  if (!sum) throw new Error(`${url} does not list ${archive}`)
  return sum
}

/**
 * Saves a file and returns its SHA-256. There is no deadline for the whole, only for ten seconds of silence.
 * @param {string} url @param {string} file @returns {Promise<string>}
 */
async function save(url, file) {
  const silence = new AbortController()
  const timer = setTimeout(() => silence.abort(new Error(`nothing came from ${url} for 10 s`)), GIVE_UP_MS)
  try {
    const response = await reach(url, silence.signal)
    if (!response.ok || !response.body) throw new Error(`${url} answered ${response.status}`)
    const hash = createHash('sha256')
    const hashed = async function* (/** @type {AsyncIterable<Uint8Array>} */ chunks) {
      for await (const chunk of chunks) {
        timer.refresh()
        hash.update(chunk)
        yield chunk
      }
    }
    await pipeline(response.body, hashed, createWriteStream(file))
    return hash.digest('hex')
  } finally {
    clearTimeout(timer)
  }
}

/** @param {string} url @param {AbortSignal} signal @returns {Promise<Response>} */
async function reach(url, signal) {
  try {
    return await fetch(url, { signal })
  } catch (error) {
    const { cause, message } = /** @type {Error & {cause?: Error}} */ (error)
    throw new Error(`${url} is unreachable (${cause?.message || message})`)
  }
}

/** @param {string} archive @param {string} temporary @param {string} bin @param {import('../run.mjs').Env} env */
async function unpack(archive, temporary, bin, env) {
  const folder = join(temporary, 'unpacked')
  mkdirSync(folder)
  const tar = await run('tar', ['-xzf', archive, '-C', folder, '--strip-components', '1'], { env })
  if (tar.code !== 0) throw new Error(`the archive does not unpack: ${lastWords(tar)}`)
  const version = await versionOf(join(folder, 'pulumi'), env)
  if (version !== ENGINE_VERSION) throw new Error(`the downloaded pulumi says it is ${version ?? 'nothing'}`)
  for (const name of readdirSync(folder)) place(join(folder, name), bin, name, OFFICIAL)
}
