#!/usr/bin/env bash
# DRIVELAUNCH_SIGN with osslsigncode and a certificate made here: programs and MSI carry valid signatures, sums and manifests are
# those of the signed files, and without their signatures the programs are the unsigned ones again, byte for byte, and the MSI
# stream by stream (osslsigncode 2.9 writes the streams in another order). A hook that fails, or that does nothing, ends
# the packaging.
#
#   usage: tests/package/signing_test.sh PROGRAMS PACKAGES
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
programs=$1 packages=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

fail() {
  printf 'FAILED: %s\n' "$*" >&2
  exit 1
}
quietly() { "$@" >"$work/log" 2>&1 || { cat "$work/log" >&2; fail "$*"; }; }

quietly openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj '/CN=Test root' -keyout "$work/ca.key" -out "$work/ca.pem" \
  -addext basicConstraints=critical,CA:TRUE -addext keyUsage=critical,keyCertSign
quietly openssl req -newkey rsa:2048 -nodes -subj '/CN=Test publisher' -keyout "$work/leaf.key" -out "$work/leaf.csr"
printf 'keyUsage=critical,digitalSignature\nextendedKeyUsage=codeSigning\n' >"$work/leaf.ext"
quietly openssl x509 -req -in "$work/leaf.csr" -CA "$work/ca.pem" -CAkey "$work/ca.key" -CAcreateserial -days 2 \
  -extfile "$work/leaf.ext" -out "$work/leaf.pem"

cat >"$work/sign in place.sh" <<SIGN
#!/usr/bin/env bash
set -euo pipefail
osslsigncode sign -certs '$work/leaf.pem' -ac '$work/ca.pem' -key '$work/leaf.key' -h sha256 -n DriveLaunch -in "\$1" -out "\$1.signed"
mv "\$1.signed" "\$1"
printf '%s\n' "\${1##*/}" >>'$work/signed'
SIGN
chmod +x "$work/sign in place.sh"

package() { # OUTPUT: packs the programs
  SOURCE_DATE_EPOCH=1790000000 "$here/../../cmake/package.sh" --programs "$programs" --output "$1" >"$work/log" 2>&1
}
DRIVELAUNCH_SIGN="'$work/sign in place.sh'" package "$work/packages" || { cat "$work/log" >&2; fail 'packing with a signature'; }
msi=$(echo "$work"/packages/*.msi)
printf '%s\n' drivelaunch.exe drivelaunchw.exe taskxml.exe drivelaunch_acceptance.exe "${msi##*/}" | diff - "$work/signed" # programs first, then the MSI
(cd "$work/packages" && sha256sum --check --strict --quiet SHA256SUMS)
grep -q "$(sha256sum <"$msi" | cut -d ' ' -f 1)" "$work/packages/chocolatey/tools/chocolateyinstall.ps1" || fail 'the manifests have the sum of another MSI'

# is_signed FILE
is_signed() { osslsigncode verify -CAfile "$work/ca.pem" -in "$1" >"$work/log" 2>&1; }
(
  cd "$work"
  for archive in packages/*-windows-x64.zip; do /usr/bin/python3 -m zipfile -e "$archive" unpacked; done
  msiextract -C installed "$msi" >/dev/null
)
while IFS= read -r file; do
  is_signed "$file" || { cat "$work/log" >&2; fail "no valid signature: $file"; }
  if is_signed "$programs/${file##*/}"; then fail "the test finds signatures where there are none"; fi
  quietly osslsigncode remove-signature -in "$file" -out "$work/bare"
  cmp "$programs/${file##*/}" "$work/bare"
  rm "$work/bare"
done < <(find "$work/unpacked" "$work/installed" -name '*.exe')
[[ $(find "$work/unpacked" "$work/installed" -name '*.exe' | wc -l) == 10 ]] || fail 'a program is missing'

# The MSI contains signed programs; without its own signature it is the one that signing the programs alone makes. (Signing
# is not the same twice, because a signature has a time, so the programs are the signed ones.)
is_signed "$msi" || { cat "$work/log" >&2; fail 'the MSI has no valid signature'; }
if is_signed "$(echo "$packages"/*.msi)"; then fail 'the test finds signatures where there are none'; fi
mkdir "$work/signed-programs"
cp "$programs/taskxml" "$work"/unpacked/DriveLaunchAcceptance/*.exe "$work/signed-programs/"
quietly osslsigncode remove-signature -in "$msi" -out "$work/bare.msi"
programs=$work/signed-programs package "$work/again" || { cat "$work/log" >&2; fail 'packing signed programs'; }
# dump_msi FILE: all tables, the summary information, and the sums of the streams
dump_msi() {
  local name
  msiinfo suminfo "$1"
  for name in $(msiinfo tables "$1" | grep -v '^_SummaryInformation$' | sort); do
    printf '== %s\n' "$name"
    msiinfo export "$1" "$name"
  done
  for name in $(msiinfo streams "$1" | sort); do
    printf '%s %s\n' "$name" "$(msiinfo extract "$1" "$name" | sha256sum)"
  done
}
dump_msi "$work/bare.msi" >"$work/bare.txt"
dump_msi "$(echo "$work"/again/*.msi)" >"$work/again.txt"
diff "$work/bare.txt" "$work/again.txt"
[[ $(grep -c '^== ' "$work/bare.txt") -gt 20 && $(grep -c ' [0-9a-f]\{64\} ' "$work/bare.txt") -ge 1 ]] || fail 'the MSI was not read'
if dump_msi "$msi" | diff -q - "$work/bare.txt" >/dev/null; then fail 'the signature makes no difference'; fi

if DRIVELAUNCH_SIGN=false package "$work/failed"; then fail 'a hook that fails was taken for a success'; fi
grep -q 'DRIVELAUNCH_SIGN failed with 1' "$work/log" || fail "$(cat "$work/log")"
if DRIVELAUNCH_SIGN=true package "$work/failed"; then fail 'a hook that does nothing was taken for a success'; fi
grep -q 'left drivelaunch.exe as it was' "$work/log" || fail "$(cat "$work/log")"
[[ ! -e $work/failed ]] || fail 'packages that are not signed were left'
