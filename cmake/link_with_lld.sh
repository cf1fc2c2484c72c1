#!/usr/bin/env bash
# Links with LLD where GCC would call its own linker, which -fuse-ld=lld cannot reach in Debian's cross compiler: the path
# of the linker is built into it. GNU ld keeps every function that has unwind data, which on x64 is nearly every one, so that
# --gc-sections takes hardly anything away; LLD takes a fifth of drivelaunch.exe.
#
#   usage: g++ -wrapper cmake/link_with_lld.sh ...      GCC calls it with the program it is about to run
set -euo pipefail

if [[ $(basename "$1") != collect2 ]]; then
  exec "$@"
fi
shift
arguments=()
while (($# > 0)); do
  case $1 in
    -plugin) shift ;; # GCC's own, for link-time optimisation
    -plugin-opt=*) ;;
    *) arguments+=("$1") ;;
  esac
  shift
done
exec ld.lld "${arguments[@]}"
