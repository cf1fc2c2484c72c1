#pragma once

#include <windows.h>

#include <chrono>

namespace e2e {

/// How long something that is certain to come may take on a busy machine.
inline constexpr std::chrono::seconds kPatience{30};

/// Asks until the condition holds. False: it did not within `patience`.
template <typename Condition>
bool wait_until(Condition condition, std::chrono::milliseconds patience = kPatience) {
  const auto deadline = std::chrono::steady_clock::now() + patience;
  while (!condition()) {
    if (std::chrono::steady_clock::now() >= deadline) return false;
    Sleep(5);
  }
  return true;
}

}  // namespace e2e
