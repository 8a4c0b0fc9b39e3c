import { describe, expect, it } from 'vitest'
import { parseLab } from '../../src/lab/parse.js'
import { plan } from '../../src/planner/plan-lab.js'
import { lockOf, RUNTIME } from './labs.js'

const KEY = `SHA256:${'a'.repeat(43)}`
const lab = (text: string) =>
  parseLab(
    `lab: test
macs:
  book: { address: book.local, hostKey: "${KEY}", model: "Mac17,7", memory: 128GB }
  studio: { address: studio.local, hostKey: "${KEY}", model: "Mac15,14", memory: 512GB }
links: [book:1 <-> studio:2]
${RUNTIME}deployments: { chat: { model: m, macs: [book, studio], backend: ring } }
${text}`,
    'x.yaml',
  )
const resource = (text: string, name: string) => plan(lab(text), lockOf()).resources.find((one) => one.name === name)

describe('the rules for laptops', () => {
  it('its network and its ranks wait for its charger, a desktop waits for none', () => {
    expect(resource('', 'book-power')).toMatchObject({ kind: 'LaptopPower', inputs: { mac: 'book', batteryFloor: 30 } })
    expect(resource('', 'book-fabric')?.needs).toEqual(['book', 'book-power'])
    expect(resource('', 'studio-fabric')?.needs).toEqual(['studio'])
    expect(resource('', 'chat')?.needs).toContain('book-power')
    expect(resource('', 'studio-power')).toBeUndefined()
  })

  it('it stays awake with its lid closed, which a desktop has not', () => {
    expect(resource('', 'book-settings')?.inputs).toMatchObject({ sleepWhenClosed: false })
    expect(resource('', 'studio-settings')?.inputs).not.toHaveProperty('sleepWhenClosed')
  })

  it('each rule can be left out in words', () => {
    const rules = 'laptops: { batteryFloor: 50%, mains: ignored, lid: keep }'
    expect(resource(rules, 'book-power')).toBeUndefined()
    expect(resource(rules, 'book-fabric')?.needs).toEqual(['book'])
    expect(resource(rules, 'book-settings')?.inputs).not.toHaveProperty('sleepWhenClosed')
    expect(resource('laptops: { batteryFloor: 50% }', 'book-power')?.inputs).toMatchObject({ batteryFloor: 50 })
  })
})
