#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "launcher/base/error.hpp"
#include "launcher/command/run.hpp"

/// `drivelaunch check`: every connection as a run would make it, in a table, and gone again.
namespace launcher {

/// The command line of check.
struct CheckRequest {
  Invocation options;  ///< config, only, drives, timeout, log, name
  bool as_json = false;
};

/// Parses what follows `check`. Throws Error (ERROR_BAD_ARGUMENTS).
CheckRequest parse_check(std::string_view arguments);

/// What was found out about one connection.
struct CheckRow {
  std::string name;
  std::string path;
  std::string identity;  ///< who the server sees
  std::chrono::milliseconds took{};
  bool connected = false;
  bool reused = false;  ///< the connection was there before
  bool reachable = false;
  bool writable = false;
  Encryption encryption = Encryption::not_known;
  bool good = false;               ///< a run would continue with it
  bool required = true;            ///< as the file says
  std::optional<Failure> failure;  ///< the first thing that went wrong
};

/// Connects, opens each folder for reading and for adding files, disconnects what it made. The exit code is
/// 0, or that of the first required connection that a run would fail with.
RunResult check(const CheckRequest& request, const RunServices& services, Log& log);

/// A table with a heading, each failure in a line below its row.
std::string format_table(const std::vector<CheckRow>& rows);

/// An array with an object for each row.
std::string format_json(const std::vector<CheckRow>& rows);

}  // namespace launcher
