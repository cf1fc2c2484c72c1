#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "taskxml/task/task.hpp"
#include "taskxml/xml/document.hpp"
#include "taskxml/xml/malformed.hpp"

/// What is said about a file, and the names it and its tasks go by.
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
  bool is_registered = false;  ///< a registered task: `relative` is its path, and so its name
};

/// Task::name, else `relative`; of a registered task always `relative`, whatever its URI says.
std::string_view task_name(const Task& task, const FileName& name);

}  // namespace taskxml
