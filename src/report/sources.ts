const TRACKERS: Readonly<Record<string, string>> = {
  mlx: 'ml-explore/mlx',
  lm: 'ml-explore/mlx-lm',
  exo: 'exo-explore/exo',
  omlx: 'jundot/omlx',
}

/** Our short names of sources (`lm#1737`) as addresses that a reader can open. */
export function withAddresses(text: string): string {
  return text.replaceAll(/\b(omlx|mlx|lm|exo)#(\d+)/g, (_short, tracker: string, number: string) => {
    return `https://github.com/${TRACKERS[tracker] ?? tracker}/issues/${number}`
  })
}
