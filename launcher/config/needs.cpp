#include "launcher/config/needs.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <utility>

#include "launcher/base/error.hpp"
#include "launcher/base/option_words.hpp"
#include "launcher/trust/trust.hpp"

namespace launcher {
namespace {

/// ERROR_SHARING_VIOLATION, ERROR_LOCK_VIOLATION: whoever may read a file can keep it to himself.
bool is_held_by_others(std::uint32_t code) {
  return code == 32 || code == 33;
}

std::string read_config_file(const std::string& path, bool named, TrustedFileReader& files) {
  try {
    return files.read(path);
  } catch (const TrustError&) {
    throw;
  } catch (const Error& error) {
    // The table of exit codes gives everything about drives.ini one code, except being refused by the system.
    const bool denied = error.failure().code == win32_error::kAccessDenied;
    Failure failure = error.failure();
    failure.what = "cannot read the configuration";
    failure.advice =
        named ? "Check --config"
              : "Create the file, or name one with --config, or give drives with --drive S=\\\\server\\share";
    if (denied) failure.advice = "Let the account of the task read the file: icacls FILE /grant ACCOUNT:R";
    if (is_held_by_others(error.failure().code)) {
      failure.advice =
          "For two seconds another program has had the file open for itself alone, as anybody who may read it can: "
          "Resource Monitor (resmon, CPU, Associated Handles) shows which, icacls FILE who may read it";
    }
    throw Error(exit_code_from_win32(denied ? win32_error::kAccessDenied : win32_error::kInvalidData),
                std::move(failure));
  }
}

}  // namespace

Needs collect_needs(const Invocation& invocation, TrustedFileReader& files,
                    const std::function<std::string()>& find_default_config) {
  Needs needs;
  std::vector<std::string> only;
  if (invocation.only) only = parse_name_list(*invocation.only);
  if (invocation.config || invocation.drives.empty()) {
    needs.config_file = invocation.config ? *invocation.config : find_default_config();
    Config config = parse_config(read_config_file(needs.config_file, invocation.config.has_value(), files),
                                 needs.config_file, only);
    needs.settings = std::move(config.settings);
    needs.connections = std::move(config.connections);
    needs.warnings = std::move(config.warnings);
  } else if (!only.empty()) {
    refuse_command_line("--only " + *invocation.only, "there is no file to choose from",
                        "Give --config FILE");
  }
  for (const std::string& text : invocation.drives) {
    ConnectionSpec drive = parse_drive_option(text);
    const auto same = std::find_if(needs.connections.begin(), needs.connections.end(),
                                   [&](const ConnectionSpec& other) { return other.letter == drive.letter; });
    if (same != needs.connections.end()) {
      refuse_command_line(
          "--drive " + text, fmt::format("the letter {} is given twice", drive.letter->device()),
          same->line == 0 ? "Give each letter once"
                          : fmt::format("Leave it out here or in {}:{}", needs.config_file, same->line));
    }
    needs.connections.push_back(std::move(drive));
  }
  if (invocation.timeout) {
    for (ConnectionSpec& connection : needs.connections)
      connection.timeout = parse_duration(*invocation.timeout);
  }
  if (needs.connections.empty()) {
    throw Error(exit_code_from_win32(win32_error::kInvalidData),
                {.what = "nothing to connect",
                 .subject = needs.config_file,
                 .text = "the file has no [drive.S] section",
                 .advice = "Add one, or give drives with --drive S=\\\\server\\share"});
  }
  return needs;
}

}  // namespace launcher
