#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "acceptance/made_things.hpp"

namespace acceptance {

/// The list of what was made, on the disk before anything of it is made.
class MadeList {
 public:
  /// `end_at`: the step at which this process is to die, as a crash would have it; for tests.
  MadeList(std::string path, std::optional<std::uint32_t> end_at) : path_(std::move(path)), end_at_(end_at) {}

  /// Writes it down. What follows may make it. Throws launcher::Error.
  void will_make(const MadeThing& thing);

  /// A moment at which a death leaves something else than at the one before.
  void count_step();

 private:
  std::string path_;
  std::optional<std::uint32_t> end_at_;
  std::uint32_t steps_ = 0;
};

}  // namespace acceptance
