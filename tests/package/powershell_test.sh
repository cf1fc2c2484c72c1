#!/usr/bin/env bash
# Every PowerShell script, every block of PowerShell in a page and every PowerShell step of a workflow parses. Nothing here runs
# PowerShell; the parser is tree-sitter's, which npm fetches. Without npm it ends with 77, which ctest calls skipped; with
# DRIVELAUNCH_TEST_FULL it installs npm.
#
#   usage: tests/package/powershell_test.sh PACKAGES
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$here/../..
packages=$1
if [[ -n ${DRIVELAUNCH_TEST_FULL:-} ]]; then "$root/tests/support/prepare.sh" node; fi
folders=$("$here/powershell_parser.sh")
mapfile -t folders <<<"$folders"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

/usr/bin/python3 -B - "$root/.github/workflows" "$work" <<'STEPS'
import pathlib, sys, yaml
for path in pathlib.Path(sys.argv[1]).glob("*.yml"):
    for name, job in yaml.safe_load(path.read_text())["jobs"].items():
        usual = job.get("defaults", {}).get("run", {}).get("shell")
        for number, step in enumerate(job["steps"]):
            if "run" in step and step.get("shell", usual) == "pwsh":
                (pathlib.Path(sys.argv[2]) / f"{path.stem}.{name}.{number}.ps1").write_text(step["run"])
STEPS
[[ -e $(echo "$work"/windows.acceptance.*.ps1 | cut -d ' ' -f 1) ]] || { echo 'FAILED: no step of a workflow was found' >&2; exit 1; }

cat >"$work/parse.mjs" <<'NODE'
import fs from 'fs';
import {pathToFileURL} from 'url';
const [parserFolder, grammarFolder, ...files] = process.argv.slice(2);
const {Language, Parser} = await import(pathToFileURL(`${parserFolder}/web-tree-sitter.js`));
await Parser.init();
const parser = new Parser();
parser.setLanguage(await Language.load(`${grammarFolder}/tree-sitter-powershell.wasm`));
const errorsOf = (node) =>
  (node.isError || node.isMissing ? [`${node.startPosition.row + 1}: ${node.text.slice(0, 60)}`] : []).concat(node.children.flatMap(errorsOf));
let failed = errorsOf(parser.parse('if (').rootNode).length ? 0 : 1; // the parser finds errors
let parsed = 0;
for (const file of files) {
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
mapfile -t files < <(find "$root/README.md" "$root/taskxml" "$root/launcher" "$root/samples" "$root/tests/package" "$packages" "$work" \
  \( -name '*.ps1' -o -name README.md \) -type f)
node "$work/parse.mjs" "${folders[@]}" "${files[@]}"
