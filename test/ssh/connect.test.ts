import { createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { run } from '../../src/command/command.js'
import { MacTrouble } from '../../src/command/errors.js'
import { hostKeyOf } from '../../src/ssh/host-key.js'
import { openMacs, type Macs } from '../../src/ssh/macs.js'
import { TcpProxy } from './proxy.js'
import { newDesk, newKey, TestServer, USER, type Desk, type ServerOptions } from './server.js'
import { open, QUICK, reply, troubleOf } from './talk.js'

let desk: Desk
let cleaners: (() => Promise<unknown>)[]

beforeEach(() => {
  desk = newDesk()
  cleaners = []
})
afterEach(async () => {
  for (const clean of cleaners.reverse()) await clean()
  desk.remove()
})

async function start(options: Partial<ServerOptions> = {}): Promise<TestServer> {
  const server = await TestServer.start({ desk, ...options })
  cleaners.push(() => server.stop())
  return server
}

async function proxyTo(port: number): Promise<TcpProxy> {
  const proxy = await TcpProxy.to(port)
  cleaners.push(() => proxy.stop())
  return proxy
}

function opened(...words: Parameters<typeof open>): Macs {
  const macs = open(...words)
  cleaners.push(() => macs.close())
  return macs
}

/** A listener that is no SSH server. */
async function listen(greet: (socket: Socket) => void): Promise<number> {
  const sockets: Socket[] = []
  const server: Server = createServer((socket) => {
    sockets.push(socket)
    socket.on('error', () => undefined)
    greet(socket)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  cleaners.push(() => {
    for (const socket of sockets) socket.destroy()
    return new Promise((resolve) => server.close(resolve))
  })
  return (server.address() as AddressInfo).port
}

const asked = reply('hello', run('echo', 'hello'))

describe('a Mac that cannot be reached', () => {
  it('that refuses connections is told to enable Remote Login', async () => {
    const port = await listen(() => undefined)
    await cleaners.pop()?.()
    const trouble = await troubleOf(opened(desk, { port, hostKey: desk.key }).reader('studio').ask(asked))
    expect(trouble.trouble).toBe('unreachable')
    expect(trouble.message).toBe(
      `studio: connect to ${USER}@127.0.0.1:${String(port)}: connection refused. Nothing was changed. ` +
        'Enable Remote Login (System Settings, General, Sharing), or correct the port.',
    )
  })

  it('with an unknown name is unreachable', async () => {
    const macs = opened(desk, { port: 22, hostKey: desk.key }, { connection: { address: 'no-such-mac.invalid' } })
    const trouble = await troubleOf(macs.reader('studio').ask(asked))
    expect(trouble.trouble).toBe('unreachable')
    expect(trouble.parts.seen).toMatch(
      /^(this name is not known|this name could not be looked up|no answer within 3 s)$/,
    )
  })

  it('that takes the connection and never speaks is given up at the deadline, once for everybody', async () => {
    let connections = 0
    const port = await listen(() => (connections += 1))
    const macs = opened(desk, { port, hostKey: desk.key }, { clocks: QUICK, look: [asked] })
    macs.prefetch()
    const troubles = [
      ...Array.from({ length: 20 }, (_, index) => macs.reader('studio').ask(reply(String(index), run('true')))),
      macs.reader('studio').ask(asked),
      macs.writer('studio').tell({ what: 'try', commands: [run('true')] }),
    ]
    const seen = await Promise.all(troubles.map(troubleOf))
    const sentence = 'it took the connection and did not finish the SSH handshake within 1 s'
    expect(new Set(seen.map((trouble) => trouble.parts.seen))).toEqual(new Set([sentence]))
    await troubleOf(macs.reader('studio').ask(asked))
    expect(connections).toBe(1)
  })

  it('is tried again when its verdict is renewed', async () => {
    let connections = 0
    const port = await listen((socket) => {
      connections += 1
      socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')
    })
    const macs = opened(desk, { port, hostKey: desk.key }, { clocks: QUICK })
    expect((await troubleOf(macs.reader('studio').ask(asked))).trouble).toBe('unreachable')
    const before = connections
    await troubleOf(macs.reader('studio').ask(asked))
    expect(connections).toBe(before)
    macs.renew('studio')
    await troubleOf(macs.reader('studio').ask(asked))
    expect(connections).toBeGreaterThan(before)
  })

  it('does not hold up the others', async () => {
    const silent = await listen(() => undefined)
    const server = await start()
    const well = {
      address: '127.0.0.1',
      port: server.port,
      hostKey: server.hostKey.fingerprint,
      user: USER,
      identity: desk.identity,
    }
    const connections = { sick: { ...well, port: silent }, well }
    const macs = openMacs({ connections, look: [asked], env: {}, connectSeconds: 5 })
    cleaners.push(() => macs.close())
    macs.prefetch()
    const sick = troubleOf(macs.reader('sick').ask(asked)).then(() => 'sick')
    const first = await Promise.race([
      macs
        .reader('well')
        .ask(asked)
        .then(() => 'well'),
      sick,
    ])
    expect(first).toBe('well')
    await macs.close()
    await sick
  })
})

describe('a Mac with another host key', () => {
  it('is refused with both fingerprints, and no login is tried', async () => {
    const server = await start()
    const pinned = newKey()
    const macs = opened(desk, { port: server.port, hostKey: pinned })
    const trouble = await troubleOf(macs.reader('studio').ask(asked))
    expect(trouble.trouble).toBe('identity')
    expect(trouble.message).toContain(server.hostKey.fingerprint)
    expect(trouble.message).toContain(pinned.fingerprint)
    expect(server.seen).toMatchObject({ connections: 1, logins: [], commands: [] })
  })

  it('shows its key for a person to compare, without a login', async () => {
    const server = await start()
    const key = await hostKeyOf({ address: '127.0.0.1', port: server.port })
    expect(key).toEqual({ type: 'ssh-ed25519', fingerprint: server.hostKey.fingerprint })
    expect(server.seen.logins).toEqual([])
  })
})

describe('a Mac that refuses the login', () => {
  it('is named with the user and the fingerprint of the key, and is asked once', async () => {
    const server = await start({ accept: [newKey()] })
    const macs = opened(desk, server)
    const trouble = await troubleOf(macs.reader('studio').ask(asked))
    expect(trouble.trouble).toBe('auth')
    expect(trouble.parts.seen).toBe(
      `login as ${USER}: refused ${desk.identity} (${desk.key.fingerprint}); it takes publickey`,
    )
    await troubleOf(macs.reader('studio').ask(asked))
    expect(server.seen.logins).toEqual([`publickey ${USER}`])
  })

  it('and takes passwords only is locked by FileVault; no password is ever sent', async () => {
    const server = await start({ methods: ['password', 'keyboard-interactive'] })
    const trouble = await troubleOf(opened(desk, server).reader('studio').ask(asked))
    expect(trouble.trouble).toBe('locked')
    expect(trouble.message).toContain('Unlock it at its screen')
    expect(server.seen.logins).toEqual([`publickey ${USER}`])
  })

  it('is recognised as locked even by an operator without any key', async () => {
    const server = await start({ methods: ['password'] })
    const macs = opened(desk, server, { connection: { identity: `${desk.home}/nothing` } })
    expect((await troubleOf(macs.reader('studio').ask(asked))).trouble).toBe('locked')
    expect(server.seen.logins).toEqual([`none ${USER}`])
  })

  it('says that there was no key to offer, and which file could not be read', async () => {
    const server = await start()
    const macs = opened(desk, server, { connection: { identity: `${desk.home}/nothing` } })
    const trouble = await troubleOf(macs.reader('studio').ask(asked))
    expect(trouble.trouble).toBe('auth')
    expect(trouble.parts.seen).toContain(`there was no key to offer (${desk.home}/nothing cannot be read (ENOENT))`)
  })
})

describe('a connection that breaks', () => {
  it('before the host key is tried again, three times at most', async () => {
    const server = await start()
    const proxy = await proxyTo(server.port)
    proxy.cut = { direction: 'down', after: 0, how: 'rst', times: 2 }
    const macs = opened(desk, { port: proxy.port, hostKey: server.hostKey })
    expect(await macs.reader('studio').ask(asked)).toMatchObject({ known: true })
    expect(proxy.connections).toBe(3)
  })

  it('each time before the host key is unreachable after the third', async () => {
    const server = await start()
    const proxy = await proxyTo(server.port)
    proxy.cut = { direction: 'down', after: 10, how: 'fin' }
    const trouble = await troubleOf(
      opened(desk, { port: proxy.port, hostKey: server.hostKey }).reader('studio').ask(asked),
    )
    expect(trouble.trouble).toBe('unreachable')
    expect(proxy.connections).toBe(3)
  })

  it('in the middle of a look is asked once more over a new one', async () => {
    const server = await start()
    const proxy = await proxyTo(server.port)
    const macs = opened(desk, { port: proxy.port, hostKey: server.hostKey })
    await macs.reader('studio').prefix()
    const slow = reply('slow', run('sh', '-c', 'echo x >>"$MACLOOM_ROOT/asked"; sleep 0.3; cat "$MACLOOM_ROOT/asked"'))
    const answer = macs.reader('studio').ask(slow)
    while (server.seen.commands.length < 2) await new Promise((resolve) => setImmediate(resolve))
    proxy.reset()
    expect(await answer).toMatchObject({ known: true })
    expect(server.seen.connections).toBe(2)
  })

  it('to a Mac that froze is noticed by keep-alives', async () => {
    const server = await start()
    const proxy = await proxyTo(server.port)
    const macs = opened(desk, { port: proxy.port, hostKey: server.hostKey }, { clocks: { ...QUICK, connect: 3 } })
    await macs.reader('studio').prefix()
    proxy.frozen = true
    const trouble = await troubleOf(macs.reader('studio').ask(asked))
    expect(trouble.trouble).toBe('unreachable')
  })

  for (const how of ['rst', 'fin'] as const) {
    it(`by ${how} at any byte ends in an answer or a trouble, never in a crash`, async () => {
      const server = await start()
      const whole = await proxyTo(server.port)
      const first = opened(desk, { port: whole.port, hostKey: server.hostKey })
      await first.reader('studio').ask(asked)
      await first.close()
      for (const direction of ['up', 'down'] as const) {
        const step = Math.ceil(whole.bytes[direction] / 24)
        const points = Array.from({ length: 24 }, (_, index) => index * step)
        const outcomes = points.map(async (after) => {
          const proxy = await proxyTo(server.port)
          proxy.cut = { direction, after, how }
          const macs = opened(desk, { port: proxy.port, hostKey: server.hostKey }, { clocks: QUICK })
          return await macs
            .reader('studio')
            .ask(asked)
            .then(
              (answer) => answer.known,
              (err: unknown) => err instanceof MacTrouble,
            )
        })
        expect(new Set(await Promise.all(outcomes))).toEqual(new Set([true]))
      }
    })
  }

  it('because we closed it is cancelled for those who still wait', async () => {
    const server = await start()
    const macs = opened(desk, server)
    await macs.reader('studio').prefix()
    const waiting = troubleOf(macs.reader('studio').ask(reply('slow', run('sleep', '30'))))
    while (server.seen.commands.length < 2) await new Promise((resolve) => setImmediate(resolve))
    await macs.close()
    expect((await waiting).trouble).toBe('cancelled')
    expect((await troubleOf(macs.reader('studio').ask(asked))).trouble).toBe('cancelled')
  })
})

describe('the way to a Mac', () => {
  it('takes nine round trips at most from nothing to its first answer', async () => {
    const server = await start()
    const proxy = await proxyTo(server.port)
    proxy.delayMs = 50
    const macs = opened(desk, { port: proxy.port, hostKey: server.hostKey }, { look: [asked] })
    expect(await macs.reader('studio').ask(asked)).toMatchObject({ known: true })
    expect(proxy.roundTrips).toBeLessThanOrEqual(9)
  })
})
