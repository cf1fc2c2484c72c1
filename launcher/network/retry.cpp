#include "launcher/network/retry.hpp"

#include <algorithm>

namespace launcher {

using std::chrono::milliseconds;

std::optional<milliseconds> next_pause(FailureKind kind, int failures, milliseconds elapsed,
                                       milliseconds timeout, double jitter) {
  constexpr milliseconds kFirstPause{250};
  constexpr milliseconds kLongestPause{15000};
  constexpr int kAmbiguousRetries = 2;
  const auto scaled = [](milliseconds base, double factor) {
    return milliseconds(static_cast<milliseconds::rep>(static_cast<double>(base.count()) * factor));
  };

  milliseconds pause{};
  if (kind == FailureKind::transient) {
    const int doublings = std::min(failures - 1, 10);
    pause = scaled(std::min(kFirstPause * (1 << doublings), kLongestPause), 0.75 + 0.5 * jitter);
  } else if (kind == FailureKind::ambiguous && failures <= kAmbiguousRetries) {
    pause = scaled(timeout / (kAmbiguousRetries + 1), 0.8 + 0.2 * jitter);
  } else {
    return std::nullopt;
  }
  if (elapsed + pause >= timeout) return std::nullopt;
  return pause;
}

}  // namespace launcher
