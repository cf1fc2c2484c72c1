#include "acceptance/checks/refusals.hpp"

#include <algorithm>
#include <string_view>

#include "launcher/base/error.hpp"

namespace acceptance {
namespace {

constexpr std::uint32_t kBadArguments = 0x800700A0;
constexpr std::uint32_t kAccessDenied = 0x80070005;
constexpr std::string_view kCommandsFollow = "To fix it, run in an elevated command prompt:";

std::vector<std::string> split_lines(const std::string& text) {
  std::vector<std::string> lines;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    std::string line = text.substr(at, end - at);
    if (line.ends_with('\r')) line.pop_back();
    lines.push_back(std::move(line));
    at = end + 1;
  }
  return lines;
}

}  // namespace

std::string harmless_config() {
  return "[drive.S]\r\npath = \\\\drivelaunch-no-such-server\\share\r\n";
}

std::string harmless_run(const std::string& config) {
  return "--config " + in_quotes(config) + " --only no-such-section -- cmd.exe";
}

Answer require_answer(const CommandResult& result) {
  if (result.exit_code == kBadArguments && result.errors.find("no-such-section") != std::string::npos)
    return Answer::accepted;
  if (result.exit_code == kAccessDenied && result.errors.find("drivelaunch: refused: ") != std::string::npos)
    return Answer::refused;
  throw launcher::Error({.what = "the run is neither accepted nor refused",
                         .subject = "drivelaunch.exe",
                         .text = show_command(result)});
}

std::string first_reason(const CommandResult& result) {
  for (const std::string& line : split_lines(result.errors)) {
    if (line.starts_with("  ")) return line.substr(2);
  }
  return {};
}

std::vector<std::string> advised_commands(const CommandResult& result) {
  std::vector<std::string> commands;
  bool is_command = false;
  for (const std::string& line : split_lines(result.errors)) {
    if (is_command && line.starts_with("  ")) commands.push_back(line.substr(2));
    is_command = is_command ? line.starts_with("  ") : line == kCommandsFollow;
  }
  return commands;
}

}  // namespace acceptance
