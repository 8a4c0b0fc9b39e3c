/** A Thunderbolt receptacle: kernel name and where a person finds it. */
export interface Port {
  readonly device: string
  readonly position: string
}

export interface Model {
  readonly id: string
  /** What macOS calls the family; also `_name` of a neighbour. */
  readonly family: 'Mac Studio' | 'Mac mini' | 'MacBook Pro'
  readonly chip: string
  readonly memoryGb: number
  readonly gpuCores: number
  /** Fastest level first, as hw.perflevel* counts. */
  readonly cores: readonly { readonly name: string; readonly count: number }[]
  readonly generation: 4 | 5
  /** Receptacle 1 first. */
  readonly ports: readonly Port[]
  readonly ethernet: string | null
  readonly wifi: string
  /** `Ethernet Adapter (enN)`: the extra network functions of USB-C ports. */
  readonly adapters: readonly string[]
  /** Receptacles in the order in which ibv_devices lists them; it is not sorted on every model. */
  readonly rdmaOrder: readonly number[]
}

const super6performance12 = [
  { name: 'Super', count: 6 },
  { name: 'Performance', count: 12 },
]

const performanceEfficiency = (performance: number, efficiency: number): Model['cores'] => [
  { name: 'Performance', count: performance },
  { name: 'Efficiency', count: efficiency },
]

const studioBack: readonly Port[] = [
  { device: 'en2', position: 'back, far right (next to Ethernet)' },
  { device: 'en3', position: 'back, middle right' },
  { device: 'en4', position: 'back, middle left' },
  { device: 'en5', position: 'back, far left' },
]

const miniBack: readonly Port[] = ['en2', 'en3', 'en4'].map((device, at) => ({ device, position: `back, ${at + 1}` }))

const laptop = (...devices: readonly string[]): readonly Port[] => {
  const positions = ['left side, rear', 'left side, front', 'right side']
  return devices.map((device, at) => ({ device, position: positions[at] ?? 'side' }))
}

const MACBOOK = { family: 'MacBook Pro', ethernet: null, wifi: 'en0', rdmaOrder: [1, 2, 3] } as const
const MINI = { family: 'Mac mini', ethernet: 'en0', wifi: 'en1', ports: miniBack, rdmaOrder: [1, 2, 3] } as const

/** Models with captures behind them (facts 1.2, 4.5), and their cousins in the same chassis. */
export const CATALOGUE: readonly Model[] = [
  {
    id: 'Mac15,14',
    family: 'Mac Studio',
    chip: 'Apple M3 Ultra',
    memoryGb: 512,
    gpuCores: 80,
    cores: performanceEfficiency(24, 8),
    generation: 5,
    ports: [...studioBack, { device: 'en6', position: 'front, right' }, { device: 'en7', position: 'front, left' }],
    ethernet: 'en0',
    wifi: 'en1',
    adapters: ['en8', 'en9', 'en10', 'en11', 'en12', 'en13'],
    rdmaOrder: [1, 2, 4, 3, 5, 6],
  },
  {
    id: 'Mac16,9',
    family: 'Mac Studio',
    chip: 'Apple M4 Max',
    memoryGb: 128,
    gpuCores: 40,
    cores: performanceEfficiency(12, 4),
    generation: 5,
    ports: studioBack,
    ethernet: 'en0',
    wifi: 'en1',
    adapters: ['en6', 'en7', 'en8', 'en9'],
    rdmaOrder: [1, 2, 3, 4],
  },
  {
    ...MINI,
    id: 'Mac16,11',
    chip: 'Apple M4 Pro',
    memoryGb: 64,
    gpuCores: 20,
    cores: performanceEfficiency(10, 4),
    generation: 5,
    adapters: ['en5', 'en6', 'en7'],
  },
  {
    ...MINI,
    id: 'Mac16,10',
    chip: 'Apple M4',
    memoryGb: 32,
    gpuCores: 10,
    cores: performanceEfficiency(4, 6),
    generation: 4,
    adapters: ['en5', 'en6', 'en7'],
  },
  {
    ...MACBOOK,
    id: 'Mac16,5',
    chip: 'Apple M4 Max',
    memoryGb: 128,
    gpuCores: 40,
    cores: performanceEfficiency(12, 4),
    generation: 5,
    ports: laptop('en1', 'en2', 'en3'),
    adapters: ['en4', 'en5', 'en6'],
  },
  ...(['Mac17,7', 'Mac17,6'] as const).map((id): Model => ({
    ...MACBOOK,
    id,
    chip: 'Apple M5 Max',
    memoryGb: 128,
    gpuCores: 40,
    cores: super6performance12,
    generation: 5,
    // Not in sequence: the reason why nobody may compute enN from a receptacle.
    ports: laptop('en1', 'en6', 'en2'),
    adapters: ['en3', 'en4', 'en5'],
  })),
  {
    ...MACBOOK,
    id: 'Mac17,2',
    chip: 'Apple M5',
    memoryGb: 32,
    gpuCores: 10,
    cores: [
      { name: 'Super', count: 4 },
      { name: 'Efficiency', count: 6 },
    ],
    generation: 4,
    ports: laptop('en1', 'en2', 'en3'),
    adapters: ['en4', 'en5', 'en6'],
  },
]

/** The model, or an error that names those the sim knows. */
export function modelOf(id: string): Model {
  const found = CATALOGUE.find((model) => model.id === id)
  if (found) return found
  throw new Error(`the sim has no model ${id}; it knows ${CATALOGUE.map((model) => model.id).join(', ')}`)
}
