#include "acceptance/made_things.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace acceptance {
namespace {

constexpr std::array<std::pair<MadeKind, std::string_view>, 12> kWords{
    {{MadeKind::user, "user"},
     {MadeKind::share, "share"},
     {MadeKind::folder_on_share, "folder-on-share"},
     {MadeKind::drive, "drive"},
     {MadeKind::remembered, "remembered"},
     {MadeKind::tasks, "tasks"},
     {MadeKind::folder, "folder"},
     {MadeKind::product_folders, "product-folders"},
     {MadeKind::event_source, "event-source"},
     {MadeKind::credential, "credential"},
     {MadeKind::stored_password, "stored-password"},
     {MadeKind::probes, "probes"}}};

std::optional<MadeThing> parse_line(std::string_view line) {
  const std::size_t blank = line.find(' ');
  if (blank == std::string_view::npos || blank + 1 == line.size()) return std::nullopt;
  const auto* const word = std::find_if(kWords.begin(), kWords.end(),
                                        [&](const auto& row) { return row.second == line.substr(0, blank); });
  if (word == kWords.end()) return std::nullopt;
  return MadeThing{.kind = word->first, .name = std::string(line.substr(blank + 1))};
}

}  // namespace

std::string format_made_thing(const MadeThing& thing) {
  const auto* const word =
      std::find_if(kWords.begin(), kWords.end(), [&](const auto& row) { return row.first == thing.kind; });
  return std::string(word->second) + ' ' + thing.name + '\n';
}

std::optional<std::vector<MadeThing>> parse_made_things(std::string_view list) {
  std::vector<MadeThing> things;
  for (std::size_t at = 0; at < list.size();) {
    const std::size_t end = list.find('\n', at);
    if (end == std::string_view::npos) break;
    std::optional<MadeThing> thing = parse_line(list.substr(at, end - at));
    if (!thing) return std::nullopt;
    things.push_back(std::move(*thing));
    at = end + 1;
  }
  return things;
}

}  // namespace acceptance
