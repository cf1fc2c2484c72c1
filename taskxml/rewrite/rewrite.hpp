#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "launcher/base/invocation.hpp"
#include "taskxml/source/file.hpp"
#include "taskxml/task/select.hpp"
#include "taskxml/task/task.hpp"
#include "taskxml/xml/code_page.hpp"
#include "taskxml/xml/document.hpp"
#include "taskxml/xml/malformed.hpp"

/// What wrap and unwrap do to one file: bytes in, bytes and findings out. No effect outside.
namespace taskxml {

/// A finding at a place of a file.
struct Finding {
  std::size_t line = 0;
  std::string what;
  std::string offender;
  std::string advice;
};

/// `file:line: what: "offender". Advice`, on one line (launcher::on_one_line); a long offender is cut.
std::string format_finding(std::string_view file, const Finding& finding);

/// Why the whole file is refused, with its line; `document` is empty when there is no text yet.
Finding find_place(const Malformed& malformed, const std::optional<Document>& document);

/// The names a file goes by.
struct FileName {
  std::string shown;  ///< as given, in messages
  std::string
      relative;      ///< below the folder that was given, with backslashes: the name of a task without one
  std::string stem;  ///< the file's name without .xml: for --name; empty for standard input
};

struct RewriteRequest {
  bool unwraps = false;
  launcher::Invocation invocation;
  std::optional<std::string> launcher;  ///< --launcher; empty: by principal
  Selection selection;
  bool to_utf16 = false;
  std::optional<CodePage> input_encoding;
  bool wants_diff = false;
  std::size_t largest_result = kLargestFile;  ///< what is larger could not be read again
};

struct RewriteResult {
  bool is_refused() const { return !refusals.empty(); }
  bool has_changed = false;
  std::string bytes;  ///< what the file is to hold; of a refused file: nothing
  std::string diff;
  std::size_t exec_count = 0;
  std::size_t taken_count = 0;    ///< actions that the selection takes; of unwrap, those that are wrapped
  std::size_t changed_count = 0;  ///< actions
  std::vector<Finding> notes;     ///< what was left alone, and why
  std::vector<Finding> refusals;  ///< any one leaves the whole file as it is
};

RewriteResult rewrite(const FileName& name, std::string bytes, const RewriteRequest& request);

/// What wrap, unwrap and show say of an action whose values no longer fit what wrap noted about them.
inline constexpr std::string_view kEditedSince =
    "edited since it was wrapped: the values are kept, the original layout is not";

/// The launcher --launcher stands in for: drivelaunchw.exe has no console window.
inline constexpr std::string_view kLauncher = R"(C:\Program Files\DriveLaunch\drivelaunch.exe)";
inline constexpr std::string_view kLauncherWithoutWindow = R"(C:\Program Files\DriveLaunch\drivelaunchw.exe)";

/// Task::name, else `relative`.
std::string_view task_name(const Task& task, const FileName& name);

}  // namespace taskxml
