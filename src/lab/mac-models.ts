/** What a model identifier stands for. For planning and warnings; what a Mac can do is decided by what it says itself. */
export interface MacModel {
  readonly name: string
  /** Chips that share the identifier. */
  readonly chips: readonly string[]
  /** Sizes that Apple sold, in GB. */
  readonly memoryGb: readonly number[]
  /** null where nobody wrote it down. */
  readonly receptacles: number | null
  /** null: less than Thunderbolt 4. Only Thunderbolt 5 has RDMA. */
  readonly thunderbolt: 4 | 5 | null
  readonly laptop: boolean
  /** Where a person finds each receptacle, where somebody looked. */
  readonly positions: Readonly<Record<number, string>>
  /** The receptacle next to Ethernet, which RDMA is reported not to work on (facts 3.6). */
  readonly besideEthernet: number | null
}

const LAPTOP = { receptacles: 3, laptop: true, positions: {}, besideEthernet: null } as const
const AIR = { ...LAPTOP, receptacles: 2, thunderbolt: 4, memoryGb: [16, 24, 32] } as const
const MINI = { receptacles: 3, laptop: false, positions: {}, besideEthernet: null } as const
const OLDER = { thunderbolt: 4, laptop: false, positions: {}, besideEthernet: null } as const

// Measured on a Mac15,14; the M5 Ultra has the same case in the same catalogue (RDMALINK, facts 1.2).
const ULTRA = {
  receptacles: 6,
  thunderbolt: 5,
  laptop: false,
  positions: {
    1: 'back, far right (next to Ethernet)',
    2: 'back, middle right',
    3: 'back, middle left',
    4: 'back, far left',
    5: 'front, right',
    6: 'front, left',
  },
  besideEthernet: 1,
} as const

// "The same back four" is inferred, so no positions; the rule about receptacle 1 holds for every Studio.
const STUDIO_MAX = { receptacles: 4, thunderbolt: 5, laptop: false, positions: {}, besideEthernet: 1 } as const

const M5_MAX = { ...LAPTOP, thunderbolt: 5, chips: ['Apple M5 Max'], memoryGb: [36, 48, 64, 128] } as const
const M5_PRO = { ...LAPTOP, thunderbolt: 5, chips: ['Apple M5 Pro'], memoryGb: [24, 48, 64] } as const
const M4_MAX = { ...LAPTOP, thunderbolt: 5, chips: ['Apple M4 Max'], memoryGb: [36, 48, 64, 128] } as const
const M4_PRO = { ...LAPTOP, thunderbolt: 5, chips: ['Apple M4 Pro'], memoryGb: [24, 48] } as const

/**
 * Models by identifier, as of October 2026; one that is missing is accepted, and counted when the Mac is looked at.
 * Sources (facts 4.5): Apple's specification pages and support articles
 * 102027 and 103253 for memory; RDMALINK's HardwareModel.swift and DeviceKitMac's DeviceModels.md for identifiers.
 */
export const MAC_MODELS: Readonly<Record<string, MacModel>> = {
  // 512 GB was withdrawn in March 2026.
  'Mac15,14': { ...ULTRA, name: 'Mac Studio (2025, M3 Ultra)', chips: ['Apple M3 Ultra'], memoryGb: [96, 256, 512] },
  'Mac16,9': { ...STUDIO_MAX, name: 'Mac Studio (2025, M4 Max)', chips: ['Apple M4 Max'], memoryGb: [36, 48, 64, 128] },
  'Mac17,14': {
    ...STUDIO_MAX,
    name: 'Mac Studio (2026, M5 Max)',
    chips: ['Apple M5 Max'],
    memoryGb: [36, 48, 64, 128],
  },
  // 512 GB was announced for late October 2026.
  'Mac17,15': { ...ULTRA, name: 'Mac Studio (2026, M5 Ultra)', chips: ['Apple M5 Ultra'], memoryGb: [96, 256, 512] },

  'Mac16,11': {
    ...MINI,
    name: 'Mac mini (2024, M4 Pro)',
    thunderbolt: 5,
    chips: ['Apple M4 Pro'],
    memoryGb: [24, 48, 64],
  },
  'Mac16,10': { ...MINI, name: 'Mac mini (2024, M4)', thunderbolt: 4, chips: ['Apple M4'], memoryGb: [16, 24, 32] },
  // Apple's own page prints Mac17,15 for this one, which is the M5 Ultra Studio (DeviceKitMac).
  'Mac17,16': {
    ...MINI,
    name: 'Mac mini (2026, M5 Pro)',
    thunderbolt: 5,
    chips: ['Apple M5 Pro'],
    memoryGb: [24, 48, 64],
  },
  'Mac18,5': { ...MINI, name: 'Mac mini (2026, M6)', thunderbolt: 4, chips: ['Apple M6'], memoryGb: [16, 24, 32] },

  'Mac16,1': {
    ...LAPTOP,
    name: 'MacBook Pro 14 (2024, M4)',
    thunderbolt: 4,
    chips: ['Apple M4'],
    memoryGb: [16, 24, 32],
  },
  // One public list swaps Mac16,6 and Mac16,8; chips of these three are inferred.
  'Mac16,8': { ...M4_PRO, name: 'MacBook Pro 14 (2024, M4 Pro)' },
  'Mac16,6': { ...M4_MAX, name: 'MacBook Pro 14 (2024, M4 Max)' },
  'Mac16,7': { ...M4_PRO, name: 'MacBook Pro 16 (2024, M4 Pro)' },
  'Mac16,5': { ...M4_MAX, name: 'MacBook Pro 16 (2024, M4 Max)' },
  'Mac17,2': {
    ...LAPTOP,
    name: 'MacBook Pro 14 (2025, M5)',
    thunderbolt: 4,
    chips: ['Apple M5'],
    memoryGb: [16, 24, 32],
  },
  'Mac17,9': { ...M5_PRO, name: 'MacBook Pro 14 (2026, M5 Pro)' },
  'Mac17,7': { ...M5_MAX, name: 'MacBook Pro 14 (2026, M5 Max)' },
  'Mac17,8': { ...M5_PRO, name: 'MacBook Pro 16 (2026, M5 Pro)' },
  'Mac17,6': { ...M5_MAX, name: 'MacBook Pro 16 (2026, M5 Max)' },

  'Mac16,12': { ...AIR, name: 'MacBook Air 13 (M4)', chips: ['Apple M4'] },
  'Mac16,13': { ...AIR, name: 'MacBook Air 15 (M4)', chips: ['Apple M4'] },
  // Memory inferred.
  'Mac17,3': { ...AIR, name: 'MacBook Air 13 (M5)', chips: ['Apple M5'] },
  'Mac17,4': { ...AIR, name: 'MacBook Air 15 (M5)', chips: ['Apple M5'] },
  // The table of facts 4.5 knows no more of it than "no Thunderbolt 5".
  'Mac17,5': { ...LAPTOP, name: 'MacBook Neo', chips: [], memoryGb: [], receptacles: null, thunderbolt: null },

  'Mac14,13': {
    ...OLDER,
    name: 'Mac Studio (2023, M2 Max)',
    chips: ['Apple M2 Max'],
    memoryGb: [32, 64, 96],
    receptacles: 4,
  },
  'Mac14,14': {
    ...OLDER,
    name: 'Mac Studio (2023, M2 Ultra)',
    chips: ['Apple M2 Ultra'],
    memoryGb: [64, 128, 192],
    receptacles: 6,
  },
  'Mac13,1': {
    ...OLDER,
    name: 'Mac Studio (2022, M1 Max)',
    chips: ['Apple M1 Max'],
    memoryGb: [32, 64],
    receptacles: 4,
  },
  'Mac13,2': {
    ...OLDER,
    name: 'Mac Studio (2022, M1 Ultra)',
    chips: ['Apple M1 Ultra'],
    memoryGb: [64, 128],
    receptacles: 6,
  },
  'Mac14,8': {
    ...OLDER,
    name: 'Mac Pro (2023)',
    chips: ['Apple M2 Ultra'],
    memoryGb: [64, 128, 192],
    receptacles: 8,
  },
}

/** Whether a declared model has a lid and a battery; false where nothing is declared or known. */
export function isLaptop(model: string | undefined): boolean {
  return MAC_MODELS[model ?? '']?.name.startsWith('MacBook') === true
}
