#include "launcher/config/config_keys.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <array>
#include <boost/any.hpp>
#include <boost/program_options/parsers.hpp>
#include <boost/program_options/value_semantic.hpp>
#include <charconv>
#include <cstdint>
#include <map>
#include <stdexcept>
#include <string>
#include <system_error>

#include "launcher/base/drive.hpp"
#include "launcher/base/nearest.hpp"
#include "launcher/base/written_value.hpp"
#include "launcher/config/config.hpp"

namespace po = boost::program_options;

namespace launcher {

namespace {

[[noreturn]] void refuse(const std::string& reason) {
  throw std::invalid_argument(reason);
}

OnConflict parse_on_conflict(std::string_view text) {
  if (equals_ignoring_case(text, "fail")) return OnConflict::fail;
  if (equals_ignoring_case(text, "replace")) return OnConflict::replace;
  refuse("it is fail or replace");
}

Verify parse_verify(std::string_view text) {
  if (equals_ignoring_case(text, "reachable")) return Verify::reachable;
  if (equals_ignoring_case(text, "writable")) return Verify::writable;
  if (equals_ignoring_case(text, "none")) return Verify::none;
  refuse("it is reachable, writable or none");
}

EventLog parse_event_log(std::string_view text) {
  if (equals_ignoring_case(text, "failures")) return EventLog::failures;
  if (equals_ignoring_case(text, "all")) return EventLog::all;
  if (equals_ignoring_case(text, "off")) return EventLog::off;
  refuse("it is failures, all or off");
}

bool parse_yes_or_no(std::string_view text) {
  if (equals_ignoring_case(text, "yes")) return true;
  if (equals_ignoring_case(text, "no")) return false;
  refuse("it is yes or no");
}

std::string parse_credential(std::string_view text) {
  if (!is_valid_name(text)) refuse("a name has 1 to 64 of A-Z a-z 0-9 . _ - and is not the name of a device");
  return std::string(text);
}

std::string parse_local_file(std::string_view text) {
  constexpr std::string_view kForm =
      "the full path of a file on a drive of this machine: D:\\logs\\drives.log";
  const bool has_drive = text.size() > 3 && text[1] == ':' && (text[2] == '\\' || text[2] == '/') &&
                         to_lower_ascii(text)[0] >= 'a' && to_lower_ascii(text)[0] <= 'z';
  if (!has_drive || text.back() == '\\' || text.back() == '/') refuse(fmt::format("it is {}", kForm));
  for (const char c : text.substr(2)) {
    if (static_cast<unsigned char>(c) < 0x20 ||
        std::string_view("<>:\"|?*").find(c) != std::string_view::npos) {
      refuse(fmt::format("a character that no file name can hold; write {}", kForm));
    }
  }
  if (text.find('%') != std::string_view::npos) {
    refuse(fmt::format("%VARIABLES% are not expanded in this file; write {}", kForm));
  }
  if (const std::size_t comment = find_comment(text); comment != std::string_view::npos)
    refuse(fmt::format("a comment needs a line of its own: write log = {}", text.substr(0, comment)));
  return std::string(text);
}

std::uint64_t parse_log_size(std::string_view text) {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const std::string_view unit = text.substr(static_cast<std::size_t>(end - text.data()));
  const unsigned shift = equals_ignoring_case(unit, "K")   ? 10
                         : equals_ignoring_case(unit, "M") ? 20
                         : equals_ignoring_case(unit, "G") ? 30
                                                           : 0;
  if (error != std::errc() || shift == 0) refuse("a size is a whole number and a unit, K, M or G: 4M");
  constexpr std::uint64_t kSmallest = std::uint64_t{64} << 10U;
  constexpr std::uint64_t kLargest = std::uint64_t{1} << 30U;
  if (number > (kLargest >> shift) || (number << shift) < kSmallest) {
    refuse("it is at least 64K and at most 1G");
  }
  return number << shift;
}

/// A key whose value `parse` types; it throws std::invalid_argument with the reason. One class for all keys:
/// Boost's own typed_value is a class of its own, with all of its functions, for each type.
class TypedKey : public po::value_semantic {
 public:
  using Parse = boost::any (*)(std::string_view text);
  explicit TypedKey(Parse function) : parse_(function) {}

  std::string name() const override { return "arg"; }
  unsigned min_tokens() const override { return 1; }
  unsigned max_tokens() const override { return 1; }
  bool is_composing() const override { return false; }
  bool is_required() const override { return false; }
  void parse(boost::any& value, const std::vector<std::string>& words, bool /*utf8*/) const override {
    value = parse_(words.front());
  }
  bool apply_default(boost::any& /*value*/) const override { return false; }
  void notify(const boost::any& /*value*/) const override {}

 private:
  Parse parse_;
};

template <auto parse>
const po::value_semantic* parsed_by() {
  return new TypedKey([](std::string_view text) { return boost::any(parse(text)); });  // Boost owns it
}

std::vector<std::string_view> key_names(const po::options_description& keys) {
  std::vector<std::string_view> names;
  for (const auto& key : keys.options())
    names.push_back(key->long_name());
  return names;
}

/// Keys that other files have, and what stands for them here.
struct ForeignKey {
  std::string_view key;
  std::string_view advice;
};
constexpr std::string_view kUserAdvice =
    "drives.ini holds neither a user nor a password: "
    "drivelaunch credential set NAME --user USER --server HOST asks for the password; "
    "write credential = NAME here";
constexpr std::string_view kPathAdvice = "Write path = \\\\server\\share";
constexpr std::string_view kLetterAdvice = "The letter is part of the section's name: [drive.S]";
constexpr std::string_view kPersistentAdvice =
    "Leave it out: a run disconnects at its end what it connected, and nothing is remembered";
constexpr std::array<ForeignKey, 22> kForeignKeys{{{"user", kUserAdvice},
                                                   {"username", kUserAdvice},
                                                   {"user-name", kUserAdvice},
                                                   {"login", kUserAdvice},
                                                   {"account", kUserAdvice},
                                                   {"domain", kUserAdvice},
                                                   {"password", kUserAdvice},
                                                   {"passwd", kUserAdvice},
                                                   {"pass", kUserAdvice},
                                                   {"pwd", kUserAdvice},
                                                   {"credentials", kUserAdvice},
                                                   {"persistent", kPersistentAdvice},
                                                   {"permanent", kPersistentAdvice},
                                                   {"reconnect", kPersistentAdvice},
                                                   {"letter", kLetterAdvice},
                                                   {"drive", kLetterAdvice},
                                                   {"unc", kPathAdvice},
                                                   {"share", kPathAdvice},
                                                   {"server", kPathAdvice},
                                                   {"remote", kPathAdvice},
                                                   {"target", kPathAdvice},
                                                   {"url", kPathAdvice}}};

/// Empty for a key that is not known from elsewhere.
std::string_view advise_foreign_key(std::string_view key) {
  for (const ForeignKey& row : kForeignKeys) {
    if (equals_ignoring_case(key, row.key)) return row.advice;
  }
  return {};
}

Finding unknown_key(const IniEntry& entry, const po::options_description& keys) {
  if (const std::string_view advice = advise_foreign_key(entry.key); !advice.empty())
    return {entry.line, "unknown key", entry.key, std::string(advice)};
  const std::vector<std::string_view> names = key_names(keys);
  const std::string nearest = find_nearest(entry.key, names);
  return {entry.line, "unknown key", entry.key,
          nearest.empty() ? fmt::format("The keys here are {}", fmt::join(names, ", "))
                          : fmt::format("The nearest is {}", nearest)};
}

/// The reason as a sentence, and the habits from other files that make a good value a bad one.
std::string advise(std::string reason, std::string_view value) {
  if (!reason.empty() && reason[0] >= 'a' && reason[0] <= 'z')
    reason[0] = static_cast<char>(reason[0] - 'a' + 'A');
  if (has_outer_quotes(value)) {
    reason += ". Leave the quotes out: they are part of the value";
  } else if (find_comment(value) != std::string_view::npos && reason.find("comment") == std::string::npos) {
    reason += ". A comment needs a line of its own";
  }
  return reason;
}

}  // namespace

const po::options_description& connection_keys() {
  static const po::options_description keys = [] {
    po::options_description connection;
    // clang-format off
    connection.add_options()
        ("path", parsed_by<&parse_written_path>())
        ("credential", parsed_by<&parse_credential>())
        ("timeout", parsed_by<&parse_duration>())
        ("on-conflict", parsed_by<&parse_on_conflict>())
        ("verify", parsed_by<&parse_verify>())
        ("required", parsed_by<&parse_yes_or_no>())
        ("encrypt", parsed_by<&parse_yes_or_no>());
    // clang-format on
    return connection;
  }();
  return keys;
}

const po::options_description& launcher_keys() {
  static const po::options_description keys = [] {
    po::options_description launcher;
    // clang-format off
    launcher.add_options()
        ("log", parsed_by<&parse_local_file>())
        ("log-size", parsed_by<&parse_log_size>())
        ("event-log", parsed_by<&parse_event_log>());
    // clang-format on
    return launcher;
  }();
  return keys;
}

po::variables_map type_values(const std::vector<IniEntry>& entries, const po::options_description& keys,
                              std::vector<Finding>& findings) {
  po::variables_map values;
  std::map<std::string, std::size_t> first_lines;
  for (const IniEntry& entry : entries) {
    const std::string key = to_lower_ascii(entry.key);
    if (keys.find_nothrow(key, /*approx=*/false) == nullptr) {
      findings.push_back(unknown_key(entry, keys));
      continue;
    }
    const auto [first, is_first] = first_lines.emplace(key, entry.line);
    if (!is_first) {
      findings.push_back({entry.line, "key given twice", entry.key,
                          fmt::format("The first is on line {}; keep one", first->second)});
      continue;
    }
    // Stored one by one: a store that throws drops all that it was given.
    po::parsed_options parsed(&keys);
    parsed.options.emplace_back(key, std::vector<std::string>{entry.value});
    try {
      po::store(parsed, values);
    } catch (const std::invalid_argument& reason) {
      findings.push_back(
          {entry.line, fmt::format("bad {}", key), entry.value, advise(reason.what(), entry.value)});
    }
  }
  return values;
}

}  // namespace launcher
