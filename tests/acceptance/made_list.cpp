#include "acceptance/made_list.hpp"

#include <windows.h>

#include "acceptance/local_files.hpp"

namespace acceptance {

void MadeList::will_make(const MadeThing& thing) {
  count_step();
  append_to_disk(path_, format_made_thing(thing));
  count_step();
}

void MadeList::count_step() {
  constexpr UINT kKilled = 254;
  if (++steps_ == end_at_) TerminateProcess(GetCurrentProcess(), kKilled);
}

}  // namespace acceptance
