#include "launcher/base/nearest.hpp"

#include <algorithm>
#include <limits>
#include <numeric>
#include <vector>

#include "launcher/base/drive.hpp"

namespace launcher {
namespace {

std::size_t edit_distance(std::string_view left, std::string_view right) {
  std::vector<std::size_t> row(right.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < left.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i + 1;
    for (std::size_t j = 0; j < right.size(); ++j) {
      const std::size_t above = row[j + 1];
      row[j + 1] = std::min({above + 1, row[j] + 1, diagonal + (left[i] == right[j] ? 0U : 1U)});
      diagonal = above;
    }
  }
  return row.back();
}

}  // namespace

std::string find_nearest(std::string_view text, std::span<const std::string_view> known) {
  constexpr std::size_t kLongestWord = 64;
  if (text.size() > kLongestWord) return {};
  const std::string wanted = to_lower_ascii(text);
  std::string_view nearest;
  std::size_t smallest = std::numeric_limits<std::size_t>::max();
  for (const std::string_view candidate : known) {
    const std::size_t distance = edit_distance(wanted, to_lower_ascii(candidate));
    if (distance < smallest) {
      smallest = distance;
      nearest = candidate;
    }
  }
  // When every letter differs, as between two drive letters, nothing is near.
  const bool is_near = smallest <= std::max<std::size_t>(2, wanted.size() / 3) && smallest < wanted.size();
  return is_near ? std::string(nearest) : std::string();
}

}  // namespace launcher
