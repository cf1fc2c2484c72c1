#pragma once

#include <cstdio>
#include <cstdlib>

/// What a fuzz target promises for every input: when it does not hold, the target says so and ends the way
/// libFuzzer takes for a finding.
inline void expect(bool holds, const char* promise) {
  if (holds) return;
  std::fprintf(stderr, "does not hold: %s\n", promise);
  std::abort();
}
