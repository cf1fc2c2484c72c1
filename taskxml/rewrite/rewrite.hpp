#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "launcher/base/invocation.hpp"
#include "taskxml/rewrite/wrap.hpp"
#include "taskxml/source/file.hpp"
#include "taskxml/task/finding.hpp"
#include "taskxml/task/select.hpp"
#include "taskxml/task/task.hpp"
#include "taskxml/xml/code_page.hpp"
#include "taskxml/xml/document.hpp"
#include "taskxml/xml/malformed.hpp"

/// What wrap and unwrap do to one file: bytes in, bytes and findings out. No effect outside.
namespace taskxml {

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

/// With what wrap wraps the actions of a task. Throws Refusal for a name that cannot be written.
WrapOptions wrap_options_for(const Task& task, const FileName& name, const Document& document,
                             const RewriteRequest& request);

RewriteResult rewrite(const FileName& name, std::string bytes, const RewriteRequest& request);

}  // namespace taskxml
