export interface PythonArchive {
  readonly version: string
  readonly url: string
  readonly sha256: string
}

const RELEASE = 'https://github.com/astral-sh/python-build-standalone/releases/download/20260814'
const archive = (version: string, sha256: string): PythonArchive => ({
  version,
  url: `${RELEASE}/cpython-${version}%2B20260814-aarch64-apple-darwin-install_only_stripped.tar.gz`,
  sha256,
})

/**
 * One relocatable CPython for Apple silicon per minor version. Source of versions and digests: the download table that
 * uv ships (crates/uv-python/download-metadata.json, August 2026).
 */
export const PYTHON_ARCHIVES: Readonly<Record<string, PythonArchive>> = {
  '3.11': archive('3.11.16', 'a394f2bf78a48990fc88e7c5586c7e1be5e69f0c9bd027883211b68b768e11c5'),
  '3.12': archive('3.12.14', 'dd5b76ab11451a4a4367c17c61d944dded56b425396b07f102922a7ebef7d55f'),
  '3.13': archive('3.13.15', '6d472fc49a4d95e58214a992c4c92aa73fe2a935837a01a9a36bab0bec6d72f3'),
  '3.14': archive('3.14.7', '423717c485b9ee7822590b9d973c1b5fb2cda0fe43448ab82a3d44f823bd329c'),
}
