#include "launcher/lease/lease_store.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <stdexcept>
#include <utility>

namespace launcher {
namespace {

// '|' can be in no path and no lease.
constexpr char kSeparator = '|';
constexpr std::array<std::string_view, 3> kStates{"connecting", "connected", "disconnecting"};

bool is_path(const std::string& text) {
  try {
    return UncPath::parse(text).text() == text;
  } catch (const std::invalid_argument&) {
    return false;
  }
}

/// No user of Windows has the separator in his name; one that has it is nobody another run could share with.
std::string as_field(const std::string& user) {
  return user.find(kSeparator) == std::string::npos ? user : std::string(kUnknownUser);
}

}  // namespace

std::string lease_key(const ConnectionSpec& connection) {
  const ConnectionId id = connection.id();
  if (id.is_letter()) return id.text();
  // FNV-1a: two shares of one key would only wait for each other.
  std::uint64_t hash = 0xCBF29CE484222325U;
  for (const char c : id.text()) {
    hash ^= static_cast<unsigned char>(c);
    hash *= 0x100000001B3U;
  }
  return fmt::format("share-{:016x}", hash);
}

std::string format_record(const LeaseRecord& record) {
  std::string text(kStates.at(static_cast<std::size_t>(record.state)));
  text += kSeparator + record.worker + kSeparator + record.path + kSeparator + as_field(record.user);
  for (const LeaseRecord::Late& late : record.late)
    text += kSeparator + late.path + kSeparator + as_field(late.user);
  return text;
}

std::optional<LeaseRecord> parse_record(std::string_view text) {
  std::vector<std::string> fields;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find(kSeparator, begin), text.size());
    fields.emplace_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  if (fields.size() < 4 || fields.size() % 2 != 0) return std::nullopt;
  LeaseRecord record{.worker = fields[1], .path = fields[2], .user = fields[3], .late = {}};
  for (std::size_t state = 0;; ++state) {
    if (state == kStates.size()) return std::nullopt;
    if (kStates.at(state) == fields[0]) {
      record.state = static_cast<RecordState>(state);
      break;
    }
  }
  for (std::size_t i = 2; i < fields.size(); i += 2) {
    if (!is_path(fields[i])) return std::nullopt;
    if (i > 2) record.late.push_back({fields[i], fields[i + 1]});
  }
  return record;
}

}  // namespace launcher
