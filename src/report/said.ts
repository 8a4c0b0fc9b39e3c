import { isUnknown, type Seen } from '../resources/words.js'

/** A value as a person reads it; one that could not be read says why. */
export function said<T>(value: Seen<T>, show: (value: T) => string = String): string {
  return isUnknown(value) ? `unknown (${value.unknown})` : show(value)
}

/** Every line two blanks further in. */
export function indented(text: string): string {
  return text
    .split('\n')
    .map((line) => (line === '' ? '' : `  ${line}`))
    .join('\n')
}
