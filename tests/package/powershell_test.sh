#!/usr/bin/env bash
# Every PowerShell script, and every block of PowerShell in a page, parses. Nothing here runs PowerShell; the parser is
# tree-sitter's, from npm, so this is for --full: without DRIVELAUNCH_TEST_FULL it ends with 77, which ctest calls skipped.
#
#   usage: tests/package/powershell_test.sh PACKAGES FOLDER      FOLDER keeps the parser
set -euo pipefail
[[ -n ${DRIVELAUNCH_TEST_FULL:-} ]] || exit 77
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
packages=$1 folder=$2
command -v npm >/dev/null || "$root/tests/support/prepare.sh" node
mkdir -p "$folder"
cd "$folder"
npm install --silent --no-fund --no-audit --ignore-scripts web-tree-sitter@0.27.1 tree-sitter-powershell@0.26.4
cat >parse.mjs <<'NODE'
import fs from 'fs';
import {Language, Parser} from 'web-tree-sitter';
await Parser.init();
const parser = new Parser();
parser.setLanguage(await Language.load('node_modules/tree-sitter-powershell/tree-sitter-powershell.wasm'));
const errorsOf = (node) =>
  (node.isError || node.isMissing ? [`${node.startPosition.row + 1}: ${node.text.slice(0, 60)}`] : []).concat(node.children.flatMap(errorsOf));
let failed = errorsOf(parser.parse('if (').rootNode).length ? 0 : 1; // the parser finds errors
let parsed = 0;
for (const file of process.argv.slice(2)) {
  const text = fs.readFileSync(file, 'utf8');
  const blocks = file.endsWith('.md') ? [...text.matchAll(/^```powershell\n(.*?)^```/gms)].map((match) => match[1]) : [text];
  for (const block of blocks) {
    ++parsed;
    for (const error of errorsOf(parser.parse(block).rootNode)) {
      console.error(`FAILED: ${file}: ${error}`);
      failed = 1;
    }
  }
}
console.log(`${parsed} scripts and blocks`);
process.exit(failed || parsed < 10 ? 1 : 0);
NODE
mapfile -t files < <(find "$root/samples" "$root/tests/package" "$packages" \( -name '*.ps1' -o -name README.md \) -type f)
node parse.mjs "${files[@]}"
