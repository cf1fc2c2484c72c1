#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "taskxml/report/estate.hpp"
#include "taskxml/task/finding.hpp"
#include "taskxml/task/select.hpp"
#include "taskxml/xml/code_page.hpp"

/// From one file to its part of an estate.
namespace taskxml {

/// What is asked of every file.
struct EstateRequest {
  Selection selection;  ///< tasks of which it takes an action; empty: all, those of Windows too
  std::string machine;  ///< of all tasks; empty: by the names of folders and files
  std::optional<CodePage> input_encoding;
};

/// Which machine a file is from: the first folder of `FileName::relative`; else the file's name, where it holds
/// several tasks or `folder` is empty; else `folder`. Of a registered task it is `folder`.
std::string find_machine(const FileName& name, std::string_view folder, bool holds_several);

/// The tasks of a file, diagnosed as `diagnose` does (without --here) and wrapped as `wrap` would. A file that
/// diagnose refuses has refusals and no tasks.
///
/// `folder` is the name of the folder that the file was found in, empty for one that was named itself; of a
/// registered task the machine's name.
Estate read_estate_file(const FileName& name, std::string_view folder, std::string bytes,
                        const EstateRequest& request);

/// What to type to wrap one task: `taskxml wrap --select "name=\Nightly" --in-place "nightly.xml"`. In name= each
/// byte of a character that cmd.exe, PowerShell or a shell of Linux could take for something else inside quotes
/// is `?`, which matches any. Empty for an input whose name has such a character: there is no line to give then.
std::string wrap_line_for(std::string_view task_name, const FileName& file);

}  // namespace taskxml
