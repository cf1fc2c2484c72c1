#pragma once

#include <cstdint>
#include <random>

/// Randomness that can be repeated.
namespace e2e {

/// DRIVELAUNCH_TEST_SEED, or a new one for every run.
std::uint64_t choose_seed();

/// Whether DRIVELAUNCH_TEST_FULL asks for the long figures.
bool is_full_run();

class RandomSource {
 public:
  explicit RandomSource(std::uint64_t seed) : engine_(seed) {}

  /// From `least` to `most`, both included.
  int draw(int least, int most) { return std::uniform_int_distribution<int>(least, most)(engine_); }

 private:
  std::mt19937_64 engine_;
};

}  // namespace e2e
