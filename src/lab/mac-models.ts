/** A Mac model as far as its Thunderbolt receptacles go. */
export interface MacModel {
  readonly name: string
  readonly receptacles: number
  readonly thunderbolt: 4 | 5
}

/**
 * Macs with Apple silicon that a lab can be built of, by model identifier. Apple's identification pages and recorded
 * output; a model that is missing here is accepted, its receptacles are then counted only when the Mac is looked at.
 */
export const MAC_MODELS: Readonly<Record<string, MacModel>> = {
  'Mac14,8': { name: 'Mac Pro (2023)', receptacles: 8, thunderbolt: 4 },
  'Mac14,13': { name: 'Mac Studio (2023, M2 Max)', receptacles: 4, thunderbolt: 4 },
  'Mac14,14': { name: 'Mac Studio (2023, M2 Ultra)', receptacles: 6, thunderbolt: 4 },
  'Mac15,14': { name: 'Mac Studio (2025, M3 Ultra)', receptacles: 6, thunderbolt: 5 },
  'Mac16,1': { name: 'MacBook Pro 14 (2024, M4)', receptacles: 3, thunderbolt: 4 },
  'Mac16,5': { name: 'MacBook Pro 16 (2024, M4 Max)', receptacles: 3, thunderbolt: 5 },
  'Mac16,6': { name: 'MacBook Pro 14 (2024, M4 Max)', receptacles: 3, thunderbolt: 5 },
  'Mac16,7': { name: 'MacBook Pro 16 (2024, M4 Pro)', receptacles: 3, thunderbolt: 5 },
  'Mac16,8': { name: 'MacBook Pro 14 (2024, M4 Pro)', receptacles: 3, thunderbolt: 5 },
  'Mac16,9': { name: 'Mac Studio (2025, M4 Max)', receptacles: 4, thunderbolt: 5 },
  'Mac16,10': { name: 'Mac mini (2024, M4)', receptacles: 3, thunderbolt: 4 },
  'Mac16,11': { name: 'Mac mini (2024, M4 Pro)', receptacles: 3, thunderbolt: 5 },
  'Mac16,12': { name: 'MacBook Air 13 (M4)', receptacles: 2, thunderbolt: 4 },
  'Mac16,13': { name: 'MacBook Air 15 (M4)', receptacles: 2, thunderbolt: 4 },
  'Mac17,2': { name: 'MacBook Pro 14 (2025, M5)', receptacles: 3, thunderbolt: 4 },
  'Mac17,3': { name: 'MacBook Air 13 (M5)', receptacles: 2, thunderbolt: 4 },
  'Mac17,4': { name: 'MacBook Air 15 (M5)', receptacles: 2, thunderbolt: 4 },
  'Mac17,6': { name: 'MacBook Pro 16 (2026, M5 Max)', receptacles: 3, thunderbolt: 5 },
  'Mac17,7': { name: 'MacBook Pro 14 (2026, M5 Max)', receptacles: 3, thunderbolt: 5 },
  'Mac17,8': { name: 'MacBook Pro 16 (2026, M5 Pro)', receptacles: 3, thunderbolt: 5 },
  'Mac17,9': { name: 'MacBook Pro 14 (2026, M5 Pro)', receptacles: 3, thunderbolt: 5 },
  'Mac17,14': { name: 'Mac Studio (2026, M5 Max)', receptacles: 4, thunderbolt: 5 },
  'Mac17,15': { name: 'Mac Studio (2026, M5 Ultra)', receptacles: 6, thunderbolt: 5 },
  'Mac17,16': { name: 'Mac mini (2026, M5 Pro)', receptacles: 3, thunderbolt: 5 },
}
