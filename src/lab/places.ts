import { MAC_MODELS } from './mac-models.js'

/**
 * Where a person finds receptacle 1, 2, …, by the family that a model's name begins with. The back of a Mac Studio as a
 * recorded Mac15,14 reports it (facts 1.2: RDMALink's test, exo); the front ones only where there are six. The mini has
 * its three on the back, in an order that nobody published; of laptops no order is known at all.
 */
const PLACES: readonly (readonly [family: string, places: readonly string[]])[] = [
  [
    'Mac Studio',
    [
      'back, far right (next to Ethernet)',
      'back, middle right',
      'back, middle left',
      'back, far left',
      'front, right',
      'front, left',
    ],
  ],
  ['Mac mini', ['back', 'back', 'back']],
]

/** Where a receptacle is, seen from the face that it is on; null where that is not known. */
export function placeOfReceptacle(model: string | undefined, receptacle: number): string | null {
  const known = MAC_MODELS[model ?? '']
  if (known === undefined || receptacle > known.receptacles) return null
  const places = PLACES.find(([family]) => known.name.startsWith(family))?.[1]
  return places?.[receptacle - 1] ?? null
}

/**
 * The receptacle of a Mac Studio beside its Ethernet port. exo says that it takes no RDMA; MLX and Apple's TN3205 list
 * its device like the others, and no cause is known (facts 3.6). null on other Macs.
 */
export function besideEthernet(model: string | undefined): number | null {
  return MAC_MODELS[model ?? '']?.name.startsWith('Mac Studio') === true ? 1 : null
}
