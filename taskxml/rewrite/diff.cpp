#include "taskxml/rewrite/diff.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "launcher/text/printable.hpp"

namespace taskxml {
namespace {

constexpr std::size_t kContext = 3;

/// Lines with their line ends.
std::vector<std::string_view> split_lines(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    const std::size_t length = end == std::string_view::npos ? text.size() : end + 1;
    lines.push_back(text.substr(0, length));
    text.remove_prefix(length);
  }
  return lines;
}

/// Whole lines that are replaced by others.
struct Change {
  std::size_t first = 0;  ///< index of the first old line
  std::size_t last = 0;   ///< one past the last old line
  std::vector<std::string> added;
};

class Differ {
 public:
  Differ(std::string_view before, std::span<const Edit> edits) : lines_(split_lines(before)) {
    std::size_t offset = 0;
    for (const std::string_view line : lines_) {
      starts_.push_back(offset);
      offset += line.size();
    }
    collect(before, edits);
  }

  std::string print(std::string_view old_name, std::string_view new_name) const {
    if (changes_.empty()) return {};
    std::string out =
        fmt::format("--- {}\n+++ {}\n", launcher::on_one_line(old_name), launcher::on_one_line(new_name));
    std::ptrdiff_t shift = 0;
    for (std::size_t i = 0; i < changes_.size();) {
      std::size_t next = i + 1;
      while (next < changes_.size() && changes_[next].first - changes_[next - 1].last <= 2 * kContext)
        ++next;
      print_hunk(out, i, next, shift);
      i = next;
    }
    return out;
  }

 private:
  std::size_t line_of(std::size_t offset) const {
    const auto after = std::upper_bound(starts_.begin(), starts_.end(), offset);
    return after == starts_.begin() ? 0 : static_cast<std::size_t>(after - starts_.begin()) - 1;
  }

  void collect(std::string_view before, std::span<const Edit> edits) {
    for (std::size_t i = 0; i < edits.size();) {
      const std::size_t first = line_of(edits[i].begin);
      std::size_t last = line_of(edits[i].end) + 1;
      std::string text;
      std::size_t at = starts_.empty() ? 0 : starts_[first];
      // Edits that share a line are one change.
      for (; i < edits.size() && (line_of(edits[i].begin) < last); ++i) {
        text += before.substr(at, edits[i].begin - at);
        text += edits[i].text;
        at = edits[i].end;
        last = std::max(last, line_of(edits[i].end) + 1);
      }
      const std::size_t end = last < starts_.size() ? starts_[last] : before.size();
      text += before.substr(at, end - at);
      add_change(first, std::min(last, lines_.size()), text);
    }
  }

  void add_change(std::size_t first, std::size_t last, const std::string& text) {
    const std::vector<std::string_view> added = split_lines(text);
    std::size_t begin = 0;
    std::size_t end = added.size();
    for (; first < last && begin < end && lines_[first] == added[begin]; ++first)
      ++begin;
    for (; first < last && begin < end && lines_[last - 1] == added[end - 1]; --last)
      --end;
    if (first == last && begin == end) return;
    Change change{first, last, {}};
    for (; begin < end; ++begin)
      change.added.emplace_back(added[begin]);
    changes_.push_back(std::move(change));
  }

  void print_hunk(std::string& out, std::size_t begin, std::size_t end, std::ptrdiff_t& shift) const {
    const std::size_t first = changes_[begin].first - std::min(changes_[begin].first, kContext);
    const std::size_t last = std::min(changes_[end - 1].last + kContext, lines_.size());
    std::string body;
    std::size_t added = 0;
    std::size_t removed = 0;
    std::size_t at = first;
    for (std::size_t i = begin; i < end; ++i) {
      for (; at < changes_[i].first; ++at)
        print_line(body, ' ', lines_[at]);
      for (; at < changes_[i].last; ++at, ++removed)
        print_line(body, '-', lines_[at]);
      for (const std::string& line : changes_[i].added)
        print_line(body, '+', line);
      added += changes_[i].added.size();
    }
    for (; at < last; ++at)
      print_line(body, ' ', lines_[at]);
    const std::size_t old_count = last - first;
    const std::size_t new_count = old_count - removed + added;
    const auto new_first = static_cast<std::size_t>(static_cast<std::ptrdiff_t>(first) + shift);
    out += fmt::format("@@ -{},{} +{},{} @@\n", first + (old_count != 0 ? 1 : 0), old_count,
                       new_first + (new_count != 0 ? 1 : 0), new_count);
    out += body;
    shift += static_cast<std::ptrdiff_t>(added) - static_cast<std::ptrdiff_t>(removed);
  }

  static void print_line(std::string& out, char mark, std::string_view line) {
    out.push_back(mark);
    out += line;
    if (!line.ends_with('\n')) out += "\n\\ No newline at end of file\n";
  }

  std::vector<std::string_view> lines_;
  std::vector<std::size_t> starts_;
  std::vector<Change> changes_;
};

}  // namespace

std::string unified_diff(std::string_view old_name, std::string_view new_name, std::string_view before,
                         std::span<const Edit> edits) {
  return Differ(before, edits).print(old_name, new_name);
}

}  // namespace taskxml
