import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { onPath } from '../../tools/run.mjs'

/** A make-believe machine: a PATH with only what a test puts there, a home, a cache, and what was said. */
export class Machine {
  readonly folder = mkdtempSync(join(tmpdir(), 'macloom-tools-'))
  readonly cache = join(this.folder, 'cache')
  readonly said: string[] = []
  readonly say = (line: string): void => void this.said.push(line)
  readonly env: Record<string, string> = {
    PATH: join(this.folder, 'bin'),
    HOME: this.folder,
    MACLOOM_CACHE: this.cache,
  }

  constructor() {
    onTestFinished(() => rmSync(this.folder, { recursive: true, force: true }))
    mkdirSync(join(this.folder, 'bin'))
  }

  /** Puts a shell script of that name on PATH, or into another folder. */
  program(name: string, script: string, folder = join(this.folder, 'bin')): string {
    mkdirSync(folder, { recursive: true })
    const file = join(folder, name)
    writeFileSync(file, `#!/bin/sh\n${script}\n`)
    chmodSync(file, 0o755)
    return file
  }

  /** Lets the machine have these ordinary tools of the real one. */
  borrow(...names: string[]): void {
    for (const name of names) {
      const [real] = onPath(name, process.env)
      if (real === undefined) throw new Error(`this machine has no ${name}, which the test borrows`)
      symlinkSync(real, join(this.folder, 'bin', name))
    }
  }

  /** Everything under the cache folder, hidden leftovers too. */
  cached(): string[] {
    return readdirSync(this.cache, { recursive: true, encoding: 'utf8' }).sort()
  }
}

/** A web site on loopback that serves these files and 404 otherwise; returns its address. */
export async function site(files: Record<string, string | Buffer>): Promise<string> {
  const server = createServer((request, response) => {
    const body = files[(request.url ?? '').slice(1)]
    response.writeHead(body === undefined ? 404 : 200).end(body)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

/** An address on loopback where nobody listens. */
export async function deadSite(): Promise<string> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return `http://127.0.0.1:${port}`
}
