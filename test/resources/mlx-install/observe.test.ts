import { describe, expect, it } from 'vitest'
import { environments } from '../../../src/resources/mlx-install/environments.js'
import { observe } from '../../../src/resources/mlx-install/observe.js'
import { macRecord } from '../../../src/resources/record.js'
import { AskedMac } from '../asked-mac.js'

const D = 'a'.repeat(64)
const reply = (stdout: string, exit = 0) => ({ exit, stdout, stderr: '' })

async function seen(text: string, facts: Record<string, string> = {}) {
  const mac = new AskedMac('studio-1').answers(environments, reply(text)).knows(macRecord, { version: 1, facts })
  return observe(mac.readers(), { mac: 'studio-1' })
}

describe('looking at the environments of a Mac', () => {
  it('reads what is whole, what is current and what that one said of itself', async () => {
    const text = `entry envs/${D}\nwhole ${D}\nentry envs/current\nentry uv/0.13.8\ncurrent ${D}\n`
    const facts = { [`envs/${D}/verified.json`]: '{"python":"3.12.14","mlx":"0.32.4"}' }
    const expected = { current: D, versions: { python: '3.12.14', mlx: '0.32.4' }, environments: [D] }
    expect(await seen(text, facts)).toEqual(expected)
  })

  it('does not call current what has lost its Python', async () => {
    const expected = { current: null, versions: {}, environments: [] }
    expect(await seen(`entry envs/${D}\nentry envs/current\ncurrent ${D}\n`)).toEqual(expected)
  })

  it('takes a Mac without our folder for one without environments', async () => {
    const mac = new AskedMac('studio-1')
      .answers(environments, reply('', 44))
      .knows(macRecord, { version: null, facts: {} })
    const expected = { current: null, versions: {}, environments: [] }
    expect(await observe(mac.readers(), { mac: 'studio-1' })).toEqual(expected)
  })

  it('says what it could not read, instead of a default', async () => {
    expect(await seen('hole\n')).toMatchObject({ current: { unknown: expect.stringContaining('"hole"') as unknown } })
    const torn = { [`envs/${D}/verified.json`]: '{"python":' }
    expect(await seen(`entry envs/${D}\nwhole ${D}\ncurrent ${D}\n`, torn)).toMatchObject({
      versions: { unknown: expect.stringContaining('verified.json') as unknown },
    })
  })
})
