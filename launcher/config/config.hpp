#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "launcher/base/drive.hpp"
#include "launcher/base/error.hpp"

/// drives.ini as values: which connections a run needs, and how the launcher itself behaves.
namespace launcher {

/// Which ends of runs are written to the Windows event log.
enum class EventLog { failures, all, off };

/// The [launcher] section.
struct LauncherSettings {
  std::optional<std::string> log;                    ///< a full local path; empty: the default place
  std::uint64_t log_size = std::uint64_t{4} << 20U;  ///< bytes, before the file is rotated
  EventLog event_log = EventLog::failures;
};

struct Config {
  std::string file;  ///< as it was named, for messages
  LauncherSettings settings;
  std::vector<ConnectionSpec>
      connections;                    ///< those that are selected, in the order of the file; may be none
  std::vector<std::string> warnings;  ///< what is wrong in sections that are not selected
};

/// Everything that is wrong with a file. what() has one line for each finding, in the order of the file.
class ConfigError : public Error {
 public:
  /// `messages` is not empty. The exit code is that of ERROR_INVALID_DATA.
  ConfigError(std::string_view file_name, std::vector<std::string> messages, LauncherSettings settings = {});

  const char* what() const noexcept override { return text_.c_str(); }
  const std::vector<std::string>& messages() const { return messages_; }
  /// [launcher], as far as it could be read: where the error is to be logged.
  const LauncherSettings& settings() const { return settings_; }

 private:
  std::vector<std::string> messages_;
  LauncherSettings settings_;
  std::string text_;
};

/// Reads a whole drives.ini: UTF-8 with or without byte order mark, or UTF-16LE with one. `only` has the
/// names that --only selects (S, media; case aside); empty: all sections. Throws ConfigError with every
/// finding of the selected sections, and Error (ERROR_BAD_ARGUMENTS) for a name in `only` that the file does
/// not have.
Config parse_config(std::string_view bytes, std::string_view file_name, const std::vector<std::string>& only);

}  // namespace launcher
