import { describe, expect, it } from 'vitest'
import { forgotten } from '../../src/provider/forgotten.js'

describe('MACLOOM_FORGET', () => {
  it('names Macs with commas, blanks allowed', () => {
    expect(forgotten('left, right', ['left', 'right'])).toEqual({ names: ['left', 'right'], unknown: [] })
    expect(forgotten(undefined, ['left'])).toEqual({ names: [], unknown: [] })
  })

  it('with a name that no Mac has is told with the names there are', () => {
    expect(forgotten('lefd', ['left', 'right']).unknown).toEqual([
      'MACLOOM_FORGET=lefd forgets nothing: the Macs of this lab are left, right',
    ])
  })
})
