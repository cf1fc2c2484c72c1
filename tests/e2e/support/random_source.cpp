#include "support/random_source.hpp"

#include <cstdlib>
#include <string_view>

namespace e2e {

std::uint64_t choose_seed() {
  const char* const given = std::getenv("DRIVELAUNCH_TEST_SEED");
  return given != nullptr && *given != '\0' ? std::strtoull(given, nullptr, 10) : std::random_device()();
}

bool is_full_run() {
  const char* const given = std::getenv("DRIVELAUNCH_TEST_FULL");
  return given != nullptr && std::string_view(given) == "1";
}

}  // namespace e2e
