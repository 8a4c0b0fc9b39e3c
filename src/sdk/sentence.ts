import * as pulumi from '@pulumi/pulumi'

/**
 * An error that Pulumi shows as its sentence. Without a stack: a stack through node_modules keeps util.inspect of Node 20
 * busy for a quarter of a minute before the sentence is shown (pulumi#20567), and nobody is shown it anyway.
 */
export function sentence(text: string): Error {
  const error = new pulumi.RunError(text)
  error.stack = `RunError: ${text}`
  return error
}
