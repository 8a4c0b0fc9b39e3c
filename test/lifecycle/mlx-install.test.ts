import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { compileRequirements } from '../../src/cli/lock/requirements.js'
import type { MlxInstallInputs } from '../../src/resources/mlx-install/inputs.js'
import { mlxInstall } from '../../src/resources/mlx-install/mlx-install.js'
import { hostMlx, LOCK_FILE } from '../../tools/mlx.mjs'
import { MLX_LM_VERSION, MLX_VERSION, UV_VERSION } from '../../tools/versions.mjs'
import { PAIR } from '../sim/lab.js'
import { Rehearsal } from './rehearsal.js'

const MAC = 'studio-1'
let story: Rehearsal
let declared: MlxInstallInputs

/** Inputs with the Python that stands in on sim Macs, the real lock and the real wheels. */
beforeAll(async () => {
  const host = await hostMlx()
  if (host.python === null) throw new Error(host.why)
  // One cache for the machine: a wheel is fetched once and hard-linked into each environment.
  process.env['UV_CACHE_DIR'] = host.uvCache
  story = await Rehearsal.open({
    world: { ...PAIR, macs: { [MAC]: { model: 'Mac15,14' } }, cables: [] },
    sim: { python: host.basePython },
  })
  const version = (await story.hand(MAC, '"$MACLOOM_ROOT"/opt/macloom/python3 --version')).replace('Python ', '').trim()
  const requirements = readFileSync(LOCK_FILE, 'utf8')
  declared = {
    needs: [],
    mac: MAC,
    python: { version, path: '/opt/macloom/python3' },
    uv: { version: UV_VERSION, requirements: compileRequirements(host.uv, [`uv==${UV_VERSION}`]) },
    mlx: MLX_VERSION,
    mlxLm: MLX_LM_VERSION,
    requirements,
    digest: createHash('sha256').update(requirements).digest('hex'),
  }
}, 300_000)

afterAll(() => story.end())

const environment = () => `envs/${declared.digest}`

describe('MLX on one Mac, from nothing to a verified environment and back', { timeout: 300_000 }, () => {
  it('writes nothing in a preview', async () => {
    const changes = await story.preview(mlxInstall, declared)
    expect(changes.map(({ path, risk }) => [path, risk])).toEqual([
      ['environments', 'safe'],
      ['current', 'safe'],
    ])
    expect(story.told).toEqual([])
    expect(existsSync(story.ours(MAC, ''))).toBe(false)
  })

  it('switches nothing when a wheel has another hash than the lock says, and says which', async () => {
    const wrong = declared.requirements.replace(
      /(mlx-lm==[^\n]*\n\s*--hash=sha256:)[0-9a-f]{64}(?: \\\n\s*--hash=sha256:[0-9a-f]{64})*/,
      `$1${'0'.repeat(64)}`,
    )
    const failure = await story.up(mlxInstall, { ...declared, requirements: wrong }).catch((error: unknown) => error)
    expect(String(failure)).toContain('mlx-lm')
    expect(String(failure)).toContain('The environment that was current still is')
    expect(existsSync(story.ours(MAC, 'envs/current'))).toBe(false)
    expect(existsSync(story.ours(MAC, environment()))).toBe(false)
  })

  it('goes on from there: uv is kept, the environment is built, verified and made current', async () => {
    story.listen()
    const outputs = await story.up(mlxInstall, declared)
    expect(outputs.ready.state).toBe('ready')
    expect(outputs.observed?.versions).toMatchObject({ mlx: MLX_VERSION, 'mlx-lm': MLX_LM_VERSION })
    expect(readlinkSync(story.ours(MAC, 'envs/current'))).toBe(declared.digest)
    expect(story.told.join('\n')).not.toContain('install uv')
    expect(story.progress).toContain(`${MAC}: installing mlx ${MLX_VERSION} and mlx-lm ${MLX_LM_VERSION}`)
  })

  it('tells nothing when all is as declared', async () => {
    story.listen()
    await story.up(mlxInstall, declared)
    expect(story.told).toEqual([])
  })

  it('still runs after it got its final name', async () => {
    const python = `"$MACLOOM_ROOT"/usr/local/macloom/${environment()}/bin/python`
    expect(await story.hand(MAC, `${python} -c 'import mlx_lm, sys; print(sys.prefix)'`)).toContain(declared.digest)
  })

  it('switches back with one rename when the link was moved', async () => {
    await story.hand(MAC, 'cd "$MACLOOM_ROOT"/usr/local/macloom/envs; rm current; ln -s elsewhere current')
    story.listen()
    expect((await story.preview(mlxInstall, declared)).map(({ path }) => path)).toEqual(['current'])
    await story.up(mlxInstall, declared)
    expect(story.told).toEqual([`${MAC}: make ${declared.digest.slice(0, 12)} the current environment`])
    expect(readlinkSync(story.ours(MAC, 'envs/current'))).toBe(declared.digest)
  })

  it('keeps the old environment serving when a build is told versions that the lock does not give', async () => {
    const other = { ...declared, mlx: '0.1.0', digest: 'f'.repeat(64) }
    const failure = await story.up(mlxInstall, other).catch((error: unknown) => error)
    expect(String(failure)).toContain(`it has mlx ${MLX_VERSION}, declared is 0.1.0`)
    expect(readlinkSync(story.ours(MAC, 'envs/current'))).toBe(declared.digest)
    await story.up(mlxInstall, declared)
  })

  it('takes Python from a pinned archive, after it has refused one with other bytes', async () => {
    const archive = await pythonArchive(story.bench.folder)
    const pinned = { version: declared.python.version, url: archive.url, sha256: archive.sha256 }
    const other = { ...declared, digest: 'e'.repeat(64), python: { ...pinned, sha256: '1'.repeat(64) } }
    const failure = await story.up(mlxInstall, other).catch((error: unknown) => error)
    expect(String(failure)).toContain(`its SHA-256 should be ${'1'.repeat(64)} and is ${archive.sha256}`)
    expect(existsSync(story.ours(MAC, `incoming/${'1'.repeat(64)}.part`))).toBe(false)
    expect((await story.up(mlxInstall, { ...other, python: pinned })).ready.state).toBe('ready')
    expect(existsSync(story.ours(MAC, `pythons/${archive.sha256}/bin/python3`))).toBe(true)
    archive.close()
    await story.up(mlxInstall, declared)
  })

  it('says that a source is out of reach, and what still holds', async () => {
    const python = { version: declared.python.version, url: 'http://127.0.0.1:9/python.tar.gz', sha256: '2'.repeat(64) }
    const failure = await story.up(mlxInstall, { ...declared, digest: 'd'.repeat(64), python }).catch(String)
    expect(failure).toMatch(/fetch the archive of Python .*127\.0\.0\.1 port 9/)
    expect(failure).toContain('The environment that was current still is')
    await story.up(mlxInstall, declared)
  })

  it('builds it again when its Python has disappeared', async () => {
    await story.hand(MAC, `rm "$MACLOOM_ROOT"/usr/local/macloom/${environment()}/bin/python`)
    expect((await story.preview(mlxInstall, declared)).map(({ path }) => path)).toEqual(['environments', 'current'])
    expect((await story.up(mlxInstall, declared)).ready.state).toBe('ready')
  })

  it('is imported by its id alone', async () => {
    const found = await story.read(mlxInstall, `MlxInstall/${MAC}`)
    expect(found).toMatchObject({ gone: false, inputs: declared })
  })

  it('removes every environment at release, and has nothing to do a second time', async () => {
    await story.destroy(mlxInstall, declared)
    expect((await story.hand(MAC, 'cd "$MACLOOM_ROOT"/usr/local/macloom; ls envs uv pythons')).trim()).toBe(
      'envs:\n\npythons:\n\nuv:',
    )
    story.listen()
    await story.destroy(mlxInstall, declared)
    expect(story.told).toEqual([])
  })
})

/** An archive in the shape of python-build-standalone, whose interpreter is the one of this machine. */
async function pythonArchive(folder: string): Promise<{ url: string; sha256: string; close: () => void }> {
  const host = await hostMlx()
  if (host.python === null) throw new Error(host.why)
  mkdirSync(join(folder, 'python', 'bin'), { recursive: true })
  writeFileSync(join(folder, 'python', 'bin', 'python3'), `#!/bin/sh\nexec '${host.basePython}' "$@"\n`, {
    mode: 0o755,
  })
  execFileSync('tar', ['-czf', join(folder, 'python.tar.gz'), '-C', folder, 'python'])
  const bytes = readFileSync(join(folder, 'python.tar.gz'))
  const server = createServer((_request, response) => response.end(bytes))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : 0
  return {
    url: `http://127.0.0.1:${port}/python.tar.gz`,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    close: () => server.close(),
  }
}
