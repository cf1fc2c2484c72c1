#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "launcher/base/invocation.hpp"
#include "taskxml/task/exec.hpp"

/// The rewriting of one action: text of an Exec element in, text of an Exec element out.
///
/// The wrapped action starts the launcher with the original's program, arguments and directory in its
/// Arguments. All text moves as it is written. Most originals can be rebuilt from that exactly; for the
/// others one comment inside the Exec keeps what stood between its tags.
namespace taskxml {

struct WrapOptions {
  /// The options for the launcher; program, tail, was and was_command are not used.
  launcher::Invocation invocation;
  std::string launcher;            ///< the Command to write
  bool ascii_only = false;         ///< new text keeps to ASCII (Document::needs_ascii)
  bool has_unknown_bytes = false;  ///< the text is not UTF-8 but bytes of an unknown code page
};

/// The wrapped form. Of a wrapped action: the wrapped form of what it is unwrapped. Throws Refusal.
std::string wrap_exec(std::string_view text, const WrapOptions& options);

struct Unwrapped {
  std::string text;
  bool was_edited = false;  ///< what keeps the original no longer fits: the values are those that are there
};

/// The original, byte for byte unless it was edited. Throws Refusal, also where WorkingDirectory and --chdir
/// name two directories: neither may get lost. The action must be wrapped.
Unwrapped unwrap_exec(std::string_view text);

}  // namespace taskxml
