#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "taskxml/command/usage.hpp"
#include "taskxml/report/format.hpp"
#include "taskxml/rewrite/rewrite.hpp"

namespace taskxml {

enum class OutputMode { standard_output, file, folder, in_place, none };

enum class ReportFormat { html, json, csv };

/// Of the command `report`.
struct ReportOptions {
  ReportFormat format = ReportFormat::html;
  std::string title;         ///< empty: one of ours
  std::string baseline;      ///< a file; empty: there is nothing to compare with
  std::string new_baseline;  ///< a file; empty: none is kept
  std::string machine;       ///< of all tasks; empty: by folders and files
};

/// What a command line asks for.
struct Options {
  Command command = Command::help;
  std::string help;  ///< the text to print, for Command::help
  RewriteRequest request;
  OutputMode output = OutputMode::standard_output;
  std::string output_path;    ///< of -o and --output-dir
  std::string backup_suffix;  ///< empty: no backup
  std::string backup_folder;  ///< --backup-dir, for registered tasks; empty: the machine's own
  bool skips_passwords = false;
  bool from_backup = false;  ///< unwrap: the definitions that were kept are registered again
  bool runs_probe = false;   ///< probe --run
  bool asks_doctor = false;  ///< probe --run --doctor
  bool checks = false;
  unsigned jobs = 0;  ///< 0: one for each processor
  Format format = Format::text;
  bool looks_here = false;  ///< --here
  ReportOptions report;
  std::vector<std::string> inputs;
};

/// Throws UsageError. Looks at the file system only to find out what is a folder.
Options parse_options(std::span<const std::string> arguments);

}  // namespace taskxml
