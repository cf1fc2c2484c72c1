# shellcheck shell=bash
# To be sourced before anything else: the script starts again without randomised addresses, unless it has none.
#
# Debian's Wine has no preloader, which would keep the addresses free that Windows programs expect. Its loader is linked
# at 0x7d000000 and the heap begins at random within the gigabyte behind, so in one start of several thousand it covers
# 0x7ffe0000, the page that Windows shares with every program: CreateProcessW gives 1359, or a program ends with 1
# ("failed to map the shared user data"). Where the system does not allow it (some containers), that remains.
if ((!(16#$(</proc/self/personality) & 16#0040000))) && setarch -R true 2>/dev/null; then
  exec setarch -R bash "$0" "$@"
fi
