#include "launcher/config/config.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "launcher/text/text_encoding.hpp"
#include "tests/fuzz/expect.hpp"

using launcher::Config;
using launcher::ConfigError;
using launcher::ConnectionSpec;
using launcher::EventLog;
using launcher::parse_config;
using launcher::Verify;

namespace {

/// A drives.ini that says what `config` holds, every key written.
std::string print_config(const Config& config) {
  std::string text = "[launcher]\n";
  if (config.settings.log) text += "log = " + *config.settings.log + "\n";
  text += config.settings.event_log == EventLog::off        ? "event-log = off\n"
          : config.settings.event_log == EventLog::failures ? "event-log = failures\n"
                                                            : "event-log = all\n";
  for (const ConnectionSpec& spec : config.connections) {
    text += (spec.letter ? "[drive." : "[share.") + spec.name + "]\npath = " + spec.path.text() +
            "\ntimeout = " + launcher::format_duration(spec.timeout) + "\nverify = " +
            (spec.verify == Verify::reachable  ? "reachable"
             : spec.verify == Verify::writable ? "writable"
                                               : "none") +
            "\nrequired = " + (spec.required ? "yes" : "no") + "\n";
  }
  return text;
}

void check_messages(const std::vector<std::string>& messages, std::size_t lines) {
  expect(!messages.empty(), "an error has a message");
  std::size_t last_line = 1;
  for (const std::string& message : messages) {
    constexpr std::string_view kFile = "drives.ini:";
    expect(message.starts_with(kFile), "a message starts with the file");
    std::size_t line = 0;
    const char* const end = message.data() + message.size();
    const auto number = std::from_chars(message.data() + kFile.size(), end, line);
    expect(number.ec == std::errc() && number.ptr != end && *number.ptr == ':', "a message has a line");
    expect(line >= last_line && line <= lines, "messages are in the order of the lines of the file");
    last_line = line;
    expect(message.ends_with('.'), "a message is a sentence");
    const auto is_control = [](char c) { return static_cast<unsigned char>(c) < 0x20; };
    expect(std::none_of(message.begin(), message.end(), is_control), "a message is one line");
    expect(launcher::find_invalid_utf8(message) == std::string::npos, "a message is valid UTF-8");
  }
}

/// What the parse comes to, as text: the file it stands for, or its messages.
std::string outcome_of(std::string_view bytes) {
  try {
    const Config config = parse_config(bytes, "drives.ini", {});
    expect(config.warnings.empty(), "without --only nothing is left out");
    return print_config(config);
  } catch (const ConfigError& error) {
    expect(error.exit_code() == 0x8007000D, "a bad file ends with ERROR_INVALID_DATA");
    check_messages(error.messages(),
                   static_cast<std::size_t>(std::count(bytes.begin(), bytes.end(), '\n')) + 1);
    return error.what();
  }
}

std::string as_utf16(std::string_view text) {
  std::string bytes = "\xFF\xFE";
  for (const char16_t unit : launcher::utf16_from_utf8(text)) {
    bytes.push_back(static_cast<char>(unit & 0xFFU));
    bytes.push_back(static_cast<char>(unit >> 8U));
  }
  return bytes;
}

void check_selection(std::string_view bytes, const Config& whole) {
  for (const ConnectionSpec& spec : whole.connections) {
    const Config one = parse_config(bytes, "drives.ini", {spec.name});
    expect(one.connections.size() == 1, "--only selects one connection by its name");
    expect(one.connections[0].name == spec.name && one.connections[0].line == spec.line &&
               one.connections[0].path.text() == spec.path.text(),
           "--only selects the connection of that name");
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const std::string outcome = outcome_of(bytes);
  const bool is_accepted = outcome.starts_with('[');
  if (is_accepted) {
    expect(outcome_of(outcome) == outcome, "a file that is accepted can be written again");
    check_selection(bytes, parse_config(bytes, "drives.ini", {}));
  }

  const bool has_mark = bytes.starts_with("\xEF\xBB\xBF") || bytes.starts_with("\xFF\xFE");
  if (!has_mark && launcher::find_invalid_utf8(bytes) == std::string_view::npos) {
    expect(outcome_of("\xEF\xBB\xBF" + std::string(bytes)) == outcome, "a byte order mark changes nothing");
    expect(outcome_of(as_utf16(bytes)) == outcome, "UTF-16 changes nothing");
  }
  return 0;
}
