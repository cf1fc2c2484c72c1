#!/usr/bin/env bash
# The release's own source packages of the libraries that our programs are linked from. To be sourced; sets
#   release   the name of this Debian release
#   sources   NAME=VERSION of each source package
# and defines download_sources.

# shellcheck source=/dev/null
release=$(. /etc/os-release && printf '%s' "${VERSION_CODENAME:-unknown}")
# Headers without code of their own (Boost, fmt, nlohmann-json, doctest) are those of the machine, so the sources have to be of the same
# release.
case $release in
  bookworm) sources=(tinyxml2=9.0.0+dfsg-3.1 fmtlib=9.1.0+ds1-2 boost1.74=1.74.0+ds1-21) ;;
  trixie) sources=(tinyxml2=11.0.0+dfsg-1 fmtlib=10.1.1+ds1-4 boost1.83=1.83.0-4.2) ;;
  *) # Not tried: the sources of the packages that are installed.
    sources=()
    boost_package=$(dpkg-query -W -f '${Depends}' libboost-program-options-dev | cut -d ' ' -f 1)
    for package in libtinyxml2-dev libfmt-dev "$boost_package"; do
      sources+=("$(dpkg-query -W -f '${source:Package}=${source:Version}' "$package")")
    done
    ;;
esac

# download_sources FOLDER NAME=VERSION...: puts the archives into FOLDER/source; apt verifies them. A private package index
# with source entries, so that the machine's own apt configuration stays as it is. The archive is the one the machine has its
# packages from.
download_sources() {
  local folder=$1 archive signed_by= keyring apt_options
  shift
  mkdir -p "$folder/apt/lists/partial" "$folder/apt/archives/partial" "$folder/source"
  archive=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' "Codename: $release" 'Component: main' |
    sort -u | head -n 1)
  if [[ -z $archive ]]; then
    printf 'apt knows no archive of %s: check /etc/apt/sources.list.d, then run apt-get update\n' "$release" >&2
    return 1
  fi
  for keyring in /usr/share/keyrings/{debian,ubuntu}-archive-keyring.{pgp,gpg}; do
    if [[ -e $keyring && -z $signed_by ]]; then
      signed_by="[signed-by=$keyring] "
    fi
  done
  printf 'deb-src %s%s %s main universe\n' "$signed_by" "${archive%/}" "$release" >"$folder/apt/sources.list"
  if [[ $archive != *ubuntu* ]]; then
    sed -i 's/ universe$//' "$folder/apt/sources.list"
  fi
  apt_options=(-qq -o "Dir::Etc::SourceList=$folder/apt/sources.list" -o Dir::Etc::SourceParts=/dev/null
    -o "Dir::State::Lists=$folder/apt/lists" -o "Dir::Cache=$folder/apt" -o APT::Get::List-Cleanup=0
    -o "APT::Sandbox::User=$(id -un)" -o Acquire::Retries=3)
  apt-get "${apt_options[@]}" update >&2
  (cd "$folder/source" && apt-get "${apt_options[@]}" source --download-only "$@" >&2)
}
