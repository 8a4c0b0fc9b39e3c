/** One thing in the lab that cannot be planned: where in the lab file, what was expected, what to do. */
export interface PlanTrouble {
  readonly path: readonly PropertyKey[]
  readonly message: string
}

/** Everything that cannot be planned, at once. No Mac has been touched. */
export class PlanError extends Error {
  readonly troubles: readonly PlanTrouble[]

  constructor(troubles: readonly PlanTrouble[]) {
    super(troubles.map(({ path, message }) => `${path.map(String).join('.')}: ${message}`).join('\n'))
    this.name = 'PlanError'
    this.troubles = troubles
  }
}
