#include "tests/support/sddl.hpp"

#include <charconv>
#include <map>
#include <stdexcept>
#include <vector>

namespace launcher::test {
namespace {

[[noreturn]] void refuse(std::string_view text) {
  throw std::invalid_argument("not understood in SDDL: " + std::string(text));
}

std::string read_sid(std::string_view text) {
  static const std::map<std::string_view, std::string> aliases{
      {"SY", "S-1-5-18"},
      {"BA", "S-1-5-32-544"},
      {"BU", "S-1-5-32-545"},
      {"AU", "S-1-5-11"},
      {"WD", "S-1-1-0"},
      {"IU", "S-1-5-4"},
      {"CO", "S-1-3-0"},
      {"CG", "S-1-3-1"},
      {"OW", "S-1-3-4"},
      {"AC", "S-1-15-2-1"},
      {"DA", "S-1-5-21-1-2-3-512"},
      {"DU", "S-1-5-21-1-2-3-513"},
      {"TI", "S-1-5-80-956008885-3418522649-1831038044-1853292631-2271478464"},  // ours: Windows has no alias
  };
  if (text.starts_with("S-1-")) return std::string(text);
  const auto found = aliases.find(text);
  if (found == aliases.end()) refuse(text);
  return found->second;
}

/// Two letters each, or one number.
std::uint32_t read_letters(std::string_view text, const std::map<std::string_view, std::uint32_t>& meanings) {
  std::uint32_t value = 0;
  if (text.starts_with("0x")) {
    const auto [end, error] = std::from_chars(text.data() + 2, text.data() + text.size(), value, 16);
    if (error != std::errc() || end != text.data() + text.size()) refuse(text);
    return value;
  }
  for (; !text.empty(); text.remove_prefix(2)) {
    const auto found = meanings.find(text.substr(0, 2));
    if (found == meanings.end()) refuse(text);
    value |= found->second;
  }
  return value;
}

std::uint8_t read_type(std::string_view text) {
  static const std::map<std::string_view, std::uint8_t> types{{"A", 0},  {"D", 1},   {"OA", 5}, {"OD", 6},
                                                              {"XA", 9}, {"XD", 10}, {"ZA", 11}};
  const auto found = types.find(text);
  if (found == types.end()) refuse(text);
  return found->second;
}

AccessEntry read_entry(std::string_view text) {
  static const std::map<std::string_view, std::uint32_t> flags{
      {"OI", 0x01}, {"CI", 0x02}, {"NP", 0x04}, {"IO", 0x08}, {"ID", 0x10}};
  static const std::map<std::string_view, std::uint32_t> rights{
      {"FA", 0x1F01FF},   {"FR", 0x120089},   {"FW", 0x120116},   {"FX", 0x1200A0}, {"GA", 0x10000000},
      {"GR", 0x80000000}, {"GW", 0x40000000}, {"GX", 0x20000000}, {"CC", 0x01},     {"DC", 0x02},
      {"LC", 0x04},       {"SW", 0x08},       {"RP", 0x10},       {"WP", 0x20},     {"DT", 0x40},
      {"LO", 0x80},       {"CR", 0x100},      {"SD", 0x10000},    {"RC", 0x20000},  {"WD", 0x40000},
      {"WO", 0x80000}};
  std::vector<std::string_view> parts;
  for (std::size_t begin = 0;;) {
    const std::size_t end = text.find(';', begin);
    parts.push_back(text.substr(begin, end - begin));
    if (end == std::string_view::npos) break;
    begin = end + 1;
  }
  if (parts.size() < 6) refuse(text);
  return {.type = read_type(parts[0]),
          .flags = static_cast<std::uint8_t>(read_letters(parts[1], flags)),
          .mask = read_letters(parts[2], rights),
          .sid = read_sid(parts[5])};
}

std::string read_owner(std::string_view sddl) {
  if (!sddl.starts_with("O:")) refuse(sddl);
  const std::size_t next = sddl.find(':', 2);  // of G: or D:
  return read_sid(next == std::string_view::npos ? sddl.substr(2) : sddl.substr(2, next - 3));
}

}  // namespace

SecuredObject read_sddl(TrustKind kind, const std::string& path, std::string_view sddl) {
  SecuredObject object{.kind = kind, .path = path, .owner = read_owner(sddl), .entries = {}};
  object.is_volume_root = path.size() == 3;
  sddl = sddl.substr(0, sddl.find("S:("));  // audit and integrity say nothing about who may write
  const std::size_t list = sddl.find("D:");
  if (list == std::string_view::npos || sddl.substr(list) == "D:NO_ACCESS_CONTROL") return object;
  object.entries.emplace();
  for (std::size_t begin = sddl.find('(', list); begin != std::string_view::npos;
       begin = sddl.find('(', begin)) {
    const std::size_t end = sddl.find(')', begin);
    if (end == std::string_view::npos) refuse(sddl.substr(begin));
    object.entries->push_back(read_entry(sddl.substr(begin + 1, end - begin - 1)));
    begin = end;
  }
  return object;
}

}  // namespace launcher::test
