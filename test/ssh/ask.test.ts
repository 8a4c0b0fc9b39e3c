import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { run, type Command } from '../../src/command/command.js'
import type { Question, Reply } from '../../src/command/question.js'
import { openMacs, type Macs } from '../../src/ssh/macs.js'
import { newDesk, TestServer, USER, type Desk, type ServerOptions } from './server.js'

const question = <T>(name: string, command: Command, read: (reply: Reply) => T): Question<T> => ({
  name,
  command,
  read,
})
const reply = (name: string, command: Command): Question<Reply> => question(name, command, (said) => said)

const shells: [string, string[]][] = [
  ['dash', ['/bin/sh']],
  ['bash as sh', ['/bin/bash', '--posix']],
]

describe.each(shells)('asking a Mac whose sh is %s', (_name, shell) => {
  let desk: Desk
  let server: TestServer
  let macs: Macs

  beforeEach(() => {
    desk = newDesk()
  })
  afterEach(async () => {
    await macs.close()
    await server.stop()
    desk.remove()
  })

  async function open(look: readonly Question<unknown>[], options: Partial<ServerOptions> = {}): Promise<void> {
    server = await TestServer.start({ desk, shell, ...options })
    const studio = {
      address: '127.0.0.1',
      port: server.port,
      hostKey: server.hostKey.fingerprint,
      user: USER,
      identity: desk.identity,
    }
    macs = openMacs({ connections: { studio }, look, env: { HOME: desk.home } })
  }

  it('asks the whole base look in one exec and shares it', async () => {
    const look = [reply('a', run('echo', 'one')), reply('b', run('sh', '-c', 'echo two >&2; exit 3'))]
    await open(look)
    const reader = macs.reader('studio')
    const [a, b, prefix] = await Promise.all([...look.map((one) => reader.ask(one)), reader.prefix()])
    expect(a).toEqual({ known: true, value: { exit: 0, stdout: 'one\n', stderr: '' } })
    expect(b).toEqual({ known: true, value: { exit: 3, stdout: '', stderr: 'two\n' } })
    expect(prefix).toBe(desk.root)
    await reader.ask(look[0] ?? reply('', run('true')))
    expect(server.seen).toMatchObject({ connections: 1, commands: ['exec /bin/sh -s'] })
  })

  it('gives every word back exactly: quotes, newlines, dollars, dashes, nothing at all, other scripts', async () => {
    const words = [
      '',
      ' ',
      "it's",
      '"',
      '$(id)',
      '`id`',
      '\\',
      '-n',
      'a\nb\n',
      'ü 日本 🍏',
      '*',
      '~',
      '!',
      '\t',
      '%s',
      '{a,b}',
    ]
    await open([])
    const asked = reply('words', run('printf', '[%s]', ...words))
    const answer = await macs.reader('studio').ask(asked)
    expect(answer).toEqual({
      known: true,
      value: { exit: 0, stdout: words.map((word) => `[${word}]`).join(''), stderr: '' },
    })
  })
})
